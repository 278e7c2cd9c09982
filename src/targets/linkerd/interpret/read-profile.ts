import type { Meta, ProfileCondition, ProfileOverride, ProfileRoute, RetryBudget, ServiceProfile } from "./config.ts";
import { goDuration } from "./go-duration.ts";
import { at, complain, isSet, items, text, whole } from "./node.ts";
import type { Node } from "./node.ts";
import { rustPattern } from "./rust-regex.ts";

/** A ServiceProfile as the webhook and the proxy take it (linkerd/linkerd2:pkg/profiles/profiles.go, linkerd/linkerd2-proxy:linkerd/service-profiles/src/proto.rs). */
export function readProfile(spec: Node, _: Node, meta: Meta): ServiceProfile {
  const budget = at(spec, "retryBudget");
  known(spec, ["routes", "retryBudget", "dstOverrides", "opaquePorts"]);
  return { meta, routes: items(at(spec, "routes")).flatMap(readProfileRoute), overrides: items(at(spec, "dstOverrides")).flatMap((node) => readOverride(node, meta)), budget: isSet(budget) ? readBudget(budget) : standardBudget };
}

/** The webhook reads strictly (linkerd/linkerd2:pkg/profiles/profiles.go). */
function known(node: Node, fields: readonly string[]): void {
  const strange = Object.keys((node.value ?? {}) as object).filter((key) => !fields.includes(key));
  for (const key of strange) complain(at(node, key), "refused", "is no field of a ServiceProfile");
}

const standardBudget: RetryBudget = { callsForOne: 5, windowMs: 10_000, minPerSecond: 10 };

/** Outside of the proxy's bounds there is no budget, and nothing is repeated. */
function readBudget(node: Node): RetryBudget | null {
  const ratio = at(node, "retryRatio").value;
  const minPerSecond = whole(at(node, "minRetriesPerSecond"), 0, 2_147_483_647);
  const windowMs = durationAt(at(node, "ttl"));
  known(node, ["retryRatio", "minRetriesPerSecond", "ttl"]);
  if (typeof ratio !== "number" || ratio < 0) complain(at(node, "retryRatio"), "refused", "must be a number from 0");
  if (windowMs === null) complain(at(node, "ttl"), "refused", "must be a duration");
  if (typeof ratio !== "number" || minPerSecond === null || windowMs === null || windowMs < 1000 || windowMs > 60_000) return null;
  return ratio > 0 && ratio <= 1 ? { callsForOne: Math.floor(1 / ratio), windowMs, minPerSecond } : "odd";
}

function durationAt(node: Node): number | null {
  const written = text(node);
  return written === null ? null : goDuration(written);
}

function readProfileRoute(node: Node): readonly ProfileRoute[] {
  const [name, condition] = [text(at(node, "name")), at(node, "condition")];
  known(node, ["name", "condition", "isRetryable", "timeout", "responseClasses"]);
  if (name === null) complain(node, "refused", "must have a name");
  if (!isSet(condition)) complain(node, "refused", "must have a condition");
  const read = isSet(condition) ? readCondition(condition) : null;
  const timeout = at(node, "timeout");
  const timeoutMs = durationAt(timeout);
  if (isSet(timeout) && timeoutMs === null) complain(timeout, "refused", "must be a duration");
  if (read === null) return [];
  return [{ name: name ?? "", condition: read, retryable: at(node, "isRetryable").value === true, timeoutMs: timeoutMs === 0 ? null : timeoutMs, failures: readFailures(at(node, "responseClasses")), path: node.path }];
}

/** All parts that are written must hold; a pattern that cannot be read drops the route. Null: there is none. */
function readCondition(node: Node): ProfileCondition | null {
  const [path, method] = [text(at(node, "pathRegex")), text(at(node, "method"))];
  const parts: readonly (ProfileCondition | null)[] = [
    ...(path === null ? [] : [pathCondition(at(node, "pathRegex"), path)]),
    ...(method === null ? [] : [{ kind: "method" as const, value: method.toUpperCase() }]),
    ...groups(at(node, "all"), "all"),
    ...groups(at(node, "any"), "any"),
    ...(isSet(at(node, "not")) ? [negated(at(node, "not"))] : []),
  ];
  if (parts.length === 0) return complain(node, "refused", "must say something");
  return parts.includes(null) ? null : { kind: "all", of: parts.flatMap((part) => part ?? []) };
}

function groups(node: Node, kind: "all" | "any"): readonly ProfileCondition[] {
  return isSet(node) ? [{ kind, of: items(node).flatMap((item) => readCondition(item) ?? []) }] : [];
}

function negated(node: Node): ProfileCondition | null {
  const inner = readCondition(node);
  return inner === null ? null : { kind: "not", of: inner };
}

/** `^` and `$` are put around the text unless they are there. */
function pathCondition(node: Node, written: string): ProfileCondition | null {
  const pattern = rustPattern(`${written.startsWith("^") ? "" : "^"}${written}${written.endsWith("$") ? "" : "$"}`);
  return pattern.ok ? { kind: "path", match: pattern.match } : complain(node, "idle", pattern.problem);
}

/** Statuses that are failures: from 500 on, unless a class says otherwise; the first class that fits decides. */
function readFailures(node: Node): readonly number[] {
  const classes = items(node).flatMap((item) => {
    const [min, max] = [whole(at(item, "condition", "status", "min"), 100, 599), whole(at(item, "condition", "status", "max"), 100, 599)];
    if (min === null || max === null) complain(at(item, "condition"), "idle", "needs both bounds of the status");
    return min === null || max === null ? [] : [{ min, max, isFailure: at(item, "isFailure").value === true }];
  });
  const statuses = Array.from({ length: 500 }, (_, index) => 100 + index);
  return statuses.filter((status) => classes.find(({ min, max }) => min <= status && status <= max)?.isFailure ?? status >= 500);
}

/** `order-v1.shop.svc.cluster.local:8080` with a quantity; one without weight is dropped (linkerd/linkerd2:controller/api/destination/profile_translator.go). */
function readOverride(node: Node, meta: Meta): readonly ProfileOverride[] {
  const [, name, namespace, port] = /^([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc\.[a-z0-9.-]{1,200}?\.?(?::(\d{1,5}))?$/.exec(text(at(node, "authority")) ?? "") ?? [];
  const weight = tenThousandths(at(node, "weight").value);
  if (name === undefined || namespace === undefined) complain(at(node, "authority"), "idle", "is no name of a Service");
  if (weight === null) complain(at(node, "weight"), "refused", "must be a quantity");
  if (name === undefined || namespace === undefined || weight === null || weight === 0) return [];
  return [{ namespace: namespace === "" ? meta.namespace : namespace, name, port: port === undefined ? null : Number(port), weight }];
}

function tenThousandths(value: unknown): number | null {
  const [, units, decimals = "", milli] = /^(\d{1,9})(?:\.(\d{1,3}))?(m)?$/.exec(String(value)) ?? [];
  if (units === undefined) return null;
  const exact = Number(units) + Number(`0.${decimals}0`);
  return Math.floor(Math.round(milli === undefined ? exact * 1000 : exact) * 10);
}
