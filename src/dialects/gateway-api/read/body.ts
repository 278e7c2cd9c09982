import type { DocumentPath } from "../../../source/origin.ts";
import { fraction, one, percentFraction, zero } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import type { FragmentMirror, FragmentRoute } from "../../fragment.ts";
import type { HttpFilter, MirrorFilter } from "../kinds/filters.ts";
import type { GrpcRule, HttpRule } from "../kinds/routes.ts";
import { destination, forward } from "./backends.ts";
import type { WeightedRef } from "./backends.ts";
import { cors } from "./cors.ts";
import { headerEdits } from "./header-edits.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { tell } from "./reading.ts";
import { redirect, rewrite } from "./rewrite.ts";
import type { RuleReading } from "./rule-reading.ts";
import { timing } from "./timing.ts";

/** A route that does nothing but its action. */
export function plainRoute(name: string, action: FragmentRoute["action"]): FragmentRoute {
  const unset = { rewrite: null, requestHeaders: null, responseHeaders: null, cors: null, deadlineMs: null, idleTimeoutMs: null };
  return { name, origin: action.origin, action, mirrors: [], ...unset, retry: null, delay: null, abort: null };
}

/** The route of an HTTPRoute rule at one place of attachment. */
export function httpBody(reading: RuleReading, path: DocumentPath, name: string, rule: HttpRule): FragmentRoute {
  checkSession(reading, path, rule);
  checkPreflight(reading, path, rule);
  const edits = filtered(reading, [...path, "filters"], rule.filters ?? []);
  const origin = reading.at(path);
  const index = rule.filters?.findIndex(({ requestRedirect }) => requestRedirect !== undefined) ?? -1;
  const target = rule.filters?.[index]?.requestRedirect;
  if (target === undefined) {
    const action = forward(reading, path, name, rule.backendRefs ?? []);
    return { ...plainRoute(name, action), origin, ...edits, ...timing(reading, path, rule) };
  }
  for (const field of ["timeouts", "retry"] as const) {
    if (rule[field] !== undefined) tell(reading, say["gateway-api-inert-beside-redirect"], [...path, field], { field }, { part: "key" });
  }
  const action = redirect(reading, [...path, "filters", index, "requestRedirect"], target);
  return { ...plainRoute(name, action), origin, ...edits };
}

/** A preflight comes with OPTIONS: a rule for other methods alone never answers one. */
function checkPreflight(reading: RuleReading, path: DocumentPath, rule: HttpRule): void {
  const index = rule.filters?.findIndex((filter) => filter.cors !== undefined) ?? -1;
  const methods = (rule.matches ?? []).map(({ method }) => method);
  const first = methods[0];
  if (index < 0 || first === undefined || methods.includes(undefined) || methods.includes("OPTIONS")) return;
  tell(reading, say["gateway-api-cors-without-options"], [...path, "filters", index, "type"], { method: first });
}

/** The route of a GRPCRoute rule; it has no timers and no retries (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`). */
export function grpcBody(reading: RuleReading, path: DocumentPath, name: string, rule: GrpcRule): FragmentRoute {
  checkSession(reading, path, rule);
  const action = forward(reading, path, name, rule.backendRefs ?? []);
  return { ...plainRoute(name, action), origin: reading.at(path), ...filtered(reading, [...path, "filters"], rule.filters ?? []) };
}

/** The route of a TLSRoute or TCPRoute rule. */
export function streamBody(reading: RuleReading, path: DocumentPath, name: string, refs: readonly WeightedRef[]): FragmentRoute {
  return { ...plainRoute(name, forward(reading, path, name, refs)), origin: reading.at(path) };
}

function checkSession(reading: RuleReading, path: DocumentPath, rule: { readonly sessionPersistence?: unknown }): void {
  if (rule.sessionPersistence !== undefined) {
    tell(reading, say["gateway-api-session-persistence"], [...path, "sessionPersistence"], {}, { part: "key" });
  }
}

type Filtered = Pick<FragmentRoute, "rewrite" | "requestHeaders" | "responseHeaders" | "cors" | "mirrors">;

function filtered(reading: RuleReading, path: DocumentPath, filters: readonly HttpFilter[]): Filtered {
  const read = <M extends keyof HttpFilter, R>(member: M, make: (at: DocumentPath, value: NonNullable<HttpFilter[M]>) => R): R | null => {
    const index = filters.findIndex((filter) => filter[member] !== undefined);
    const value = filters[index]?.[member];
    return value === undefined || value === null ? null : make([...path, index, member], value);
  };
  filters.forEach(({ type }, index) => {
    if (type === "ExtensionRef" || type === "ExternalAuth") tell(reading, say["gateway-api-filter-unsupported"], [...path, index, "type"], { type });
  });
  return {
    rewrite: read("urlRewrite", (at, value) => rewrite(reading, at, value)),
    requestHeaders: read("requestHeaderModifier", (at, value) => headerEdits(reading, at, value)),
    responseHeaders: read("responseHeaderModifier", (at, value) => headerEdits(reading, at, value)),
    cors: read("cors", (at, value) => cors(reading, at, value)),
    mirrors: filters.flatMap(({ requestMirror }, index) => (requestMirror === undefined ? [] : mirror(reading, [...path, index, "requestMirror"], requestMirror))),
  };
}

/** Everything is mirrored unless a share is written; a share of nothing is no mirror, an unresolved target none either (`kubernetes-sigs/gateway-api:geps/gep-3171/index.md`). */
function mirror(reading: RuleReading, path: DocumentPath, filter: MirrorFilter): readonly FragmentMirror[] {
  const to = destination(reading, [...path, "backendRef"], filter.backendRef);
  const share = mirrorShare(filter);
  return share.num === zero.num || to.kind === "invalid" ? [] : [{ to, share, origin: reading.at(path) }];
}

function mirrorShare(filter: MirrorFilter): Fraction {
  if (filter.percent !== undefined) return percentFraction(filter.percent);
  return filter.fraction === undefined ? one : fraction(filter.fraction.numerator, filter.fraction.denominator ?? 100);
}
