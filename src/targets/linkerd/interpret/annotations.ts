import { portRanges } from "../port-list.ts";
import type { Breaker, Retries, Timeouts } from "./config.ts";
import { at, complain, text } from "./node.ts";
import type { Node, Problem } from "./node.ts";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration of the annotations in milliseconds: digits and one unit, or `0` alone
 * (linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs, parse_duration). Null when it is none.
 */
export function annotationDuration(written: string): number | null {
  const [, digits, unit] = /^\s*(\d{1,15})(ms|s|m|h|d)?\s*$/.exec(written) ?? [];
  if (digits === undefined) return null;
  if (unit === undefined) return Number(digits) === 0 ? 0 : null;
  return Number(digits) * (units[unit] ?? 1);
}

/** What a faulty annotation does: on a route the webhook refuses it, on a Service the whole group has no effect. */
type Fault = Extract<Problem, "refused" | "idle">;

interface Reading {
  readonly metadata: Node;
  readonly fault: Fault;
  broken: boolean;
}

const noTimeouts: Timeouts = { requestMs: null, responseMs: null, idleMs: null };

/** The group `timeout.linkerd.io`; one bad member voids all. */
export function readTimeouts(metadata: Node, fault: Fault): Timeouts {
  const reading: Reading = { metadata, fault, broken: false };
  const of = (member: string): number | null => duration(reading, `timeout.linkerd.io/${member}`);
  const group = { requestMs: of("request"), responseMs: of("response"), idleMs: of("idle") };
  return reading.broken ? noTimeouts : group;
}

function annotation(reading: Reading, key: string): { readonly node: Node; readonly value: string } | null {
  const node = at(reading.metadata, "annotations", key);
  const value = text(node);
  return value === null ? null : { node, value };
}

function bad(reading: Reading, node: Node, problem: string): null {
  reading.broken = true;
  return complain(node, reading.fault, problem);
}

function duration(reading: Reading, key: string): number | null {
  const found = annotation(reading, key);
  if (found === null) return null;
  return annotationDuration(found.value) ?? bad(reading, found.node, `\`${found.value}\` is no whole number with one unit`);
}

const noRetries: Retries = { statuses: null, codes: null, limit: null, timeoutMs: null, words: [] };

/** The group `retry.linkerd.io`; `0` counts as unset (linkerd/linkerd2:policy-controller/grpc/src/outbound/http.rs). */
export function readRetries(metadata: Node, fault: Fault): Retries {
  const reading: Reading = { metadata, fault, broken: false };
  const http = annotation(reading, "retry.linkerd.io/http");
  const grpc = annotation(reading, "retry.linkerd.io/grpc");
  const group: Retries = {
    statuses: http === null ? null : statusRanges(reading, http.node, http.value),
    codes: grpc === null ? null : codeList(reading, grpc.node, grpc.value),
    limit: zeroIsUnset(limit(reading)),
    timeoutMs: zeroIsUnset(duration(reading, "retry.linkerd.io/timeout")),
    words: [...(http?.value.split(",") ?? []), ...(grpc?.value.split(",") ?? [])],
  };
  return reading.broken ? noRetries : group;
}

function zeroIsUnset(value: number | null): number | null {
  return value === 0 ? null : value;
}

function limit(reading: Reading): number | null {
  const found = annotation(reading, "retry.linkerd.io/limit");
  if (found === null) return null;
  const fits = /^\d{1,5}$/.test(found.value) && Number(found.value) <= 65_535;
  return fits ? Number(found.value) : bad(reading, found.node, `\`${found.value}\` is no whole number up to 65535`);
}

function statusRanges(reading: Reading, node: Node, value: string): Retries["statuses"] {
  const ranges = value.split(",").map(statusRange);
  if (ranges.includes(null)) return bad(reading, node, `\`${value}\` must list statuses, ranges, \`5xx\` or \`gateway-error\` without blanks`);
  return ranges.filter((range) => range !== null);
}

function statusRange(item: string): readonly [number, number] | null {
  const lower = item.toLowerCase();
  if (lower === "5xx") return [500, 599];
  if (lower === "gateway-error") return [502, 504];
  const [, from, to] = /^(\d{3})(?:-(\d{3}))?$/.exec(item) ?? [];
  if (from === undefined) return null;
  const range = [Number(from), Number(to ?? from)] as const;
  return range[0] >= 100 && range[1] <= 599 && range[0] <= range[1] ? range : null;
}

const grpcCodes: readonly string[] = ["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"];

function codeList(reading: Reading, node: Node, value: string): Retries["codes"] {
  const codes = value.split(",").map((code) => code.toLowerCase());
  return codes.every((code) => grpcCodes.includes(code)) ? codes : bad(reading, node, `\`${value}\` must list ${grpcCodes.join(", ")} without blanks`);
}

const accrual = "balancer.linkerd.io/failure-accrual";

/** Failure accrual of a Service; one bad value leaves no breaker (same source, parse_accrual_config). */
export function readBreaker(metadata: Node): Breaker | "unmodelled" | null {
  const reading: Reading = { metadata, fault: "idle", broken: false };
  const mode = annotation(reading, accrual);
  if (mode === null) return null;
  if (mode.value === "unified") return "unmodelled";
  if (mode.value !== "consecutive") return bad(reading, mode.node, `\`${mode.value}\` is no mode of failure accrual: there is no breaker`);
  const failures = annotation(reading, `${accrual}-consecutive-max-failures`);
  const minPenaltyMs = duration(reading, `${accrual}-consecutive-min-penalty`) ?? 1000;
  const maxPenaltyMs = duration(reading, `${accrual}-consecutive-max-penalty`) ?? 60_000;
  if (failures !== null && !/^\d{1,9}$/.test(failures.value)) bad(reading, failures.node, `\`${failures.value}\` is no whole number`);
  if (minPenaltyMs > maxPenaltyMs || maxPenaltyMs === 0) bad(reading, mode.node, "the smallest penalty is above the largest, or the largest is 0");
  const maxFailures = Number(failures?.value ?? "7");
  return reading.broken || maxFailures === 0 ? null : { maxFailures, minPenaltyMs, maxPenaltyMs };
}

/** `config.linkerd.io/opaque-ports` replaces the default list; an unreadable one counts as empty. */
export function readOpaquePorts(metadata: Node): readonly number[] | null {
  const written = text(at(metadata, "annotations", "config.linkerd.io/opaque-ports"));
  if (written === null) return null;
  return portRanges(written).flatMap(([first, last]) => Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index));
}
