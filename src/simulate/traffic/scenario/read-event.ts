import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { below, found, originOf } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import { durationMs, nameIn } from "../../../dialects/native/read/scalars.ts";
import { nameText } from "../../../model/name.ts";
import type { Event as Written, PolicyChange as WrittenChange } from "../../../resources/generated/native/scenario.ts";
import { callerName } from "./read-behaviour.ts";
import type { ReadPart } from "./read-load.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import type { Endpoints, PolicyChange, ScenarioEvent } from "./scenario.ts";
import { spanMicros } from "./span.ts";

const kinds = ["crash", "pause", "slow", "errors", "partition", "scale", "policy"] as const;

/** Reads one event of the timeline. */
export function readEvent(written: Written, place: Place, callers: readonly string[]): ReadPart<ScenarioEvent> {
  const [kind, second] = kinds.filter((one) => written[one] !== undefined);
  const what = kind === undefined || second !== undefined ? null : readWhat(written, place.namespace, callers);
  if (what === null) return { value: null, diagnostics: [unclear(below(place, second ?? "at"), kind === undefined ? "none of them" : `\`${kind}\` and \`${second ?? ""}\``)] };
  const atMicros = spanMicros(written.at);
  const untilMicros = written.for === undefined ? Infinity : atMicros + spanMicros(written.for);
  return { value: { name: written.name ?? eventText(what), atMicros, untilMicros, what, origin: originOf(place) }, diagnostics: [] };
}

function unclear(place: Place, text: string): Diagnostic {
  return say["scenario-event-unclear"].report({ ...found(place, "key"), with: { found: text } });
}

function readWhat({ crash, pause, slow, errors, partition, scale, policy }: Written, namespace: string, callers: readonly string[]): ScenarioEvent["what"] | null {
  const of = (part: { readonly of: string; readonly replicas?: number }): Endpoints => readEndpoints(part.of, namespace, part.replicas ?? null);
  if (crash !== undefined) return { kind: "crash", of: of(crash) };
  if (pause !== undefined) return { kind: "pause", of: of(pause) };
  if (slow !== undefined) return { kind: "slow", of: of(slow), factor: slow.factor ?? 1, extraMicros: slow.add === undefined ? 0 : spanMicros(slow.add) };
  if (errors !== undefined) return { kind: "errors", of: of(errors), share: errors.percent / 100, status: errors.status ?? 503 };
  if (scale !== undefined) return { kind: "scale", of: of(scale) };
  if (partition !== undefined) return { kind: "partition", from: callerName(partition.from, namespace, callers), to: nameText(nameIn(partition.to, namespace)) };
  return policy === undefined ? null : readChange(policy, namespace);
}

function readChange({ of, route, split, attempts, deadline, retryBudget }: WrittenChange, namespace: string): PolicyChange {
  return {
    kind: "policy",
    of: nameText(nameIn(of, namespace)),
    route: route ?? null,
    split: split ?? null,
    attempts: attempts ?? null,
    deadlineMs: deadline === undefined ? null : durationMs(deadline),
    retryBudget: retryBudget === undefined ? null : readBudget(retryBudget),
  };
}

function readBudget(written: NonNullable<WrittenChange["retryBudget"]>): NonNullable<PolicyChange["retryBudget"]> {
  return written === "none" ? "none" : { percent: written.percent, windowMs: durationMs(written.window), minPerSecond: written.minPerSecond ?? 0 };
}

/** `order@v2` in full. */
export function readEndpoints(text: string, namespace: string, count: number | null): Endpoints {
  const [name = "", version] = text.split("@");
  return { service: nameText(nameIn(name, namespace)), version: version ?? null, count };
}

/** Endpoints by their full name: `shop/order@v2`. */
export function endpointsText({ service, version }: Pick<Endpoints, "service" | "version">): string {
  return version === null ? service : `${service}@${version}`;
}

function eventText(what: ScenarioEvent["what"]): string {
  switch (what.kind) {
    case "partition":
      return `partition ${what.from} -> ${what.to}`;
    case "policy":
      return `policy of ${what.of}${what.route === null ? "" : ` route ${what.route}`}`;
    default:
      return `${what.kind} ${endpointsText(what.of)}`;
  }
}
