import type { BudgetPlan } from "../plan.ts";

/** What a caller instance has under way towards the endpoints of one version. */
export interface Underway {
  readonly active: number;
  readonly pending: number;
  readonly retries: number;
}

/** What one caller instance remembers of its retries. */
export type Budget =
  | { readonly kind: "free" }
  | { readonly kind: "window"; readonly plan: Extract<BudgetPlan, { kind: "window" }>; readonly calls: SlidingCount; readonly retries: SlidingCount }
  | { readonly kind: "tokens"; readonly tokens: TokenBucket }
  | { readonly kind: "concurrency"; readonly plan: Extract<BudgetPlan, { kind: "concurrency" }>; readonly started: SlidingCount | null }
  | { readonly kind: "count"; readonly plan: Extract<BudgetPlan, { kind: "count" }> };

/** A budget that has seen nothing yet. */
export function budgetOf(plan: BudgetPlan): Budget {
  switch (plan.kind) {
    case "none":
      return { kind: "free" };
    case "window":
      return { kind: "window", plan, calls: new SlidingCount(plan.windowMicros), retries: new SlidingCount(plan.windowMicros) };
    case "tokens":
      return { kind: "tokens", tokens: new TokenBucket(plan.share, plan.windowMicros, plan.minPerSecond) };
    case "concurrency":
      return { kind: "concurrency", plan, started: plan.intervalMicros > 0 ? new SlidingCount(plan.intervalMicros) : null };
    case "count":
      return { kind: "count", plan };
  }
}

/** A call began. */
export function callBegan(budget: Budget, now: number): void {
  if (budget.kind === "window") budget.calls.add(now);
}

/** A try was sent. */
export function tryBegan(budget: Budget, now: number): void {
  if (budget.kind === "concurrency" && budget.started !== null) budget.started.add(now);
}

/** A result came that is not repeated (tower-rs/tower:tower/src/retry/budget/tps_budget.rs, as Linkerd's profiles use it). */
export function resultKept(budget: Budget, now: number): void {
  if (budget.kind === "tokens") budget.tokens.deposit(now);
}

/** Asks for one more retry now, and takes it if it is allowed. `lane` is null where no endpoint was ever chosen. */
export function takeRetry(budget: Budget, lane: Underway | null, now: number): boolean {
  switch (budget.kind) {
    case "free":
      return true;
    case "window": {
      const { share, floor } = budget.plan;
      // The last digit of a product such as 0.29 × 100 must not cost a retry.
      if (budget.retries.count(now) + 1 > Math.max(share * budget.calls.count(now), floor) + 1e-9) return false;
      budget.retries.add(now);
      return true;
    }
    case "tokens":
      return budget.tokens.withdraw(now);
    case "concurrency": {
      const { share, floor } = budget.plan;
      const underway = budget.started === null ? (lane?.active ?? 0) + (lane?.pending ?? 0) : budget.started.count(now);
      return (lane?.retries ?? 0) < Math.max(Math.trunc(share * underway + 1e-9), floor);
    }
    case "count":
      return (lane?.retries ?? 0) < budget.plan.most;
  }
}

/** Whether a retry counts from its decision to the next one (envoyproxy/envoy:source/common/router/retry_state_impl.cc). */
export function holdsSlot(budget: Budget): boolean {
  return budget.kind === "concurrency" || budget.kind === "count";
}

/** How often something happened in the last so many microseconds, exactly: in (now - width, now]. */
export class SlidingCount {
  private times = new Float64Array(16);
  private first = 0;
  private size = 0;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  /** Counts one more; times never go back. */
  add(now: number): void {
    if (this.size === this.times.length) this.grow();
    this.times[(this.first + this.size) & (this.times.length - 1)] = now;
    this.size += 1;
    this.forget(now);
  }

  /** The number in the window that ends now. */
  count(now: number): number {
    this.forget(now);
    return this.size;
  }

  private forget(now: number): void {
    const limit = now - this.width;
    while (this.size > 0 && this.times[this.first]! <= limit) {
      this.first = (this.first + 1) & (this.times.length - 1);
      this.size -= 1;
    }
  }

  private grow(): void {
    const larger = new Float64Array(this.times.length * 2);
    for (let index = 0; index < this.size; index += 1) larger[index] = this.times[(this.first + index) & (this.times.length - 1)]!;
    this.times = larger;
    this.first = 0;
  }
}

const slots = 10;

/**
 * Tokens as tower counts them: whole numbers, ten stored slots beside the live one, and a first slot that is passed twice
 * when the clock is a little late, so that deposits of dense traffic live about half of the window
 * (tower-rs/tower:tower/src/retry/budget/tps_budget.rs).
 */
export class TokenBucket {
  private readonly stored = new Float64Array(slots);
  private readonly slotMicros: number;
  private readonly depositAmount: number;
  private readonly cost: number;
  private readonly reserve: number;
  private live = 0;
  private slot = 0;
  private since = 0;

  constructor(share: number, windowMicros: number, minPerSecond: number) {
    this.slotMicros = windowMicros / slots;
    this.depositAmount = share === 0 ? 0 : share <= 1 ? 1 : 1000;
    this.cost = share === 0 ? 1 : Math.trunc(this.depositAmount / share);
    this.reserve = minPerSecond * Math.trunc(windowMicros / 1e6) * this.cost;
  }

  /** How many retries could be taken now. */
  balance(now: number): number {
    this.expire(now);
    return Math.max(0, Math.floor(this.total() / this.cost));
  }

  /** A result earned its token. */
  deposit(now: number): void {
    this.expire(now);
    this.live += this.depositAmount;
  }

  /** Pays for one retry; false when there is not enough. */
  withdraw(now: number): boolean {
    this.expire(now);
    if (this.total() < this.cost) return false;
    this.live -= this.cost;
    return true;
  }

  private total(): number {
    let sum = this.live + this.reserve;
    for (let index = 0; index < slots; index += 1) sum += this.stored[index]!;
    return sum;
  }

  private expire(now: number): void {
    let elapsed = now - this.since;
    if (elapsed < this.slotMicros) return;
    this.stored[this.slot] = this.live;
    this.live = 0;
    this.slot = (this.slot + 1) % slots;
    for (let cleared = 0; elapsed > this.slotMicros && cleared <= slots; cleared += 1) {
      this.stored[this.slot] = 0;
      this.slot = (this.slot + 1) % slots;
      elapsed -= this.slotMicros;
    }
    this.since = now;
  }
}
