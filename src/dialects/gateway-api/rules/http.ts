import type { DocumentPath } from "../../../source/origin.ts";
import { parseDuration } from "../../../support/duration.ts";
import type { HttpMatch, HttpRouteSpec, HttpRule } from "../kinds/routes.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { checkBackendPort, checkFilters } from "./filters.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

/** The rules between fields of an HTTPRoute (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, the CEL markers). */
export function checkHttpRoute(reading: Reading, spec: HttpRouteSpec): void {
  const rules = spec.rules ?? [];
  checkNamesAndCount(reading, rules);
  rules.forEach((rule, index) => checkRule(reading, ["spec", "rules", index], rule));
}

/** Rule names differ, and the matches of all rules are at most 128. */
export function checkNamesAndCount(reading: Reading, rules: readonly { readonly name?: string; readonly matches?: readonly unknown[] }[]): void {
  const names = rules.map(({ name }) => name);
  names.forEach((name, index) => {
    if (name !== undefined && names.indexOf(name) < index) tell(reading, say["gateway-api-rule-name-repeated"], ["spec", "rules", index, "name"], { name });
  });
  const found = rules.reduce((sum, { matches }) => sum + (matches?.length ?? 0), 0);
  if (found > 128) tell(reading, say["gateway-api-too-many-matches"], ["spec", "rules"], { found }, { part: "key" });
}

function checkRule(reading: Reading, path: DocumentPath, rule: HttpRule): void {
  rule.matches?.forEach((match, index) => checkPath(reading, [...path, "matches", index, "path"], match));
  checkFilters(reading, [...path, "filters"], rule.filters ?? []);
  rule.backendRefs?.forEach((ref, index) => {
    checkBackendPort(reading, [...path, "backendRefs", index], ref);
    checkFilters(reading, [...path, "backendRefs", index, "filters"], ref.filters ?? []);
  });
  if (rule.filters?.some(({ type }) => type === "RequestRedirect") === true && (rule.backendRefs ?? []).length > 0) {
    tell(reading, say["gateway-api-redirect-with-backends"], [...path, "backendRefs"], {}, { part: "key" });
  }
  checkPrefixReplacement(reading, path, rule);
  checkTimeouts(reading, [...path, "timeouts"], rule);
}

function checkPrefixReplacement(reading: Reading, path: DocumentPath, rule: HttpRule): void {
  const matches = rule.matches === undefined || rule.matches.length === 0 ? [{}] : rule.matches;
  const byPrefix = matches.length === 1 && pathType(matches[0] ?? {}) === "PathPrefix";
  if (byPrefix) return;
  rule.filters?.forEach((filter, index) => {
    for (const member of ["urlRewrite", "requestRedirect"] as const) {
      if (filter[member]?.path?.type !== "ReplacePrefixMatch") continue;
      tell(reading, say["gateway-api-prefix-replacement-alone"], [...path, "filters", index, member, "path", "type"], { matches: matches.length });
    }
  });
}

function pathType(match: HttpMatch): string {
  return match.path?.type ?? "PathPrefix";
}

const pathFaults: readonly (readonly [RegExp, string])[] = [
  [/^(?!\/)/, "does not start with `/`"],
  [/\/\//, "has an empty segment"],
  [/\/\.\.?(?:\/|$)/, "has a dot segment"],
  [/%2f/i, "has an encoded slash"],
  [/#/, "has a fragment"],
  [/\?/, "has a query"],
  [/%(?![0-9a-fA-F]{2})/, "has a `%` that encodes nothing"],
  [/[^-A-Za-z0-9/._~!$&'()*+,;=:@%]/, "has characters that a path cannot have"],
];

function checkPath(reading: Reading, path: DocumentPath, match: HttpMatch): void {
  const value = match.path?.value ?? "/";
  if (pathType(match) === "RegularExpression") return;
  const fault = pathFaults.find(([pattern]) => pattern.test(value));
  if (fault !== undefined) tell(reading, say["gateway-api-path-value"], [...path, "value"], { value, fault: fault[1] });
}

function checkTimeouts(reading: Reading, path: DocumentPath, rule: HttpRule): void {
  const { request, backendRequest: backend } = rule.timeouts ?? {};
  if (request === undefined || backend === undefined) return;
  const requestMs = parseDuration(request) ?? 0;
  if (requestMs === 0 || (parseDuration(backend) ?? 0) <= requestMs) return;
  tell(reading, say["gateway-api-timeout-order"], [...path, "backendRequest"], { backend, request });
}
