import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { HeaderEdits, Route, Wish } from "../../../model/index.ts";
import type { RankedMatch, RankedPath } from "../../route-order/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { atLeast } from "../versions.ts";
import { outOfBounds, splitFindings } from "./backends.ts";
import { corsFindings } from "./cors.ts";
import { apiDuration } from "./durations.ts";
import type { Item } from "./items.ts";
import { pathModifier } from "./path-edits.ts";

/** What of a route no rule of the API holds (`kubernetes-sigs/gateway-api:config/crd`). */
export function routeFindings(route: Route, version: string): readonly Diagnostic[] {
  const { action, cors } = route;
  const durations = [route.deadlineMs, route.retry === null ? null : { ...route.retry, value: route.retry.value.perTryTimeoutMs ?? 0 }];
  return [
    ...(action.kind === "forward" ? splitFindings(action) : []),
    ...(action.kind === "redirect" ? redirectFindings(route, action.status, version) : []),
    ...(cors === null ? [] : corsFindings(cors)),
    ...durations.flatMap((wish) => (wish === null || apiDuration(wish.value) !== null ? [] : [outOfBounds("deadline", "it is longer than 99999h", wish.origin)])),
    ...(route.mirrors.length > 8 ? [outOfBounds("mirror", "there are more than 8", route.origin)] : []),
    ...editFindings("headers.request", route.requestHeaders),
    ...editFindings("headers.response", route.responseHeaders),
    ...oddRetryMethods(route),
  ];
}

function redirectFindings(route: Route, status: number, version: string): readonly Diagnostic[] {
  const late = status > 302 && !atLeast(version, "1.5");
  return [
    ...(late ? [notHere("redirect.status", route, `status ${status} came with 1.5`)] : []),
    ...(route.responseHeaders === null ? [] : [notHere("headers.response", route, "what becomes of the headers of a redirect is not defined", route.responseHeaders.origin)]),
  ];
}

/** A finding about a field of a route that the kind of route does not have. */
export function notHere(field: string, route: Route, why: string, at: Diagnostic["origin"] = route.action.origin): Diagnostic {
  return gatewayApiDiagnostics["field-not-on-route"].report({ at, with: { field, route: route.name, why } });
}

function editFindings(field: string, edits: Wish<HeaderEdits> | null): readonly Diagnostic[] {
  if (edits === null) return [];
  const { set, add, remove } = edits.value;
  const lists = [Object.keys(set), Object.keys(add), remove];
  const values = [...Object.values(set), ...Object.values(add)];
  return [
    ...(lists.some((list) => list.length > 16) ? [outOfBounds(field, "there are more than 16 names in one list", edits.origin)] : []),
    ...(values.some((value) => value === "" || value.length > 4096) ? [outOfBounds(field, "values have 1 to 4096 characters", edits.origin)] : []),
  ];
}

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

function oddRetryMethods({ retry }: Route): readonly Diagnostic[] {
  const odd = retry?.value.methods?.find((method) => !usualMethods.includes(method));
  return retry === null || odd === undefined ? [] : [outOfBounds("retry.methods", `\`${odd}\` is not among its methods`, retry.origin)];
}

/** What of one match the schema refuses, and edits of a prefix that is not there. */
export function matchFindings(match: RankedMatch, item: Item, patterns: boolean): readonly Diagnostic[] {
  const at = item.arm.origin;
  if (match.path.kind === "regex" && !patterns) {
    return [gatewayApiDiagnostics["pattern-not-portable"].report({ at: item.when.path?.origin ?? at, with: { pattern: item.when.path?.value ?? match.path.value } })];
  }
  const path = pathProblem(match.path);
  const long = match.headers.find((each) => "value" in each.match && (each.match.value === "" || each.match.value.length > 4096));
  const query = match.query.find((each) => "value" in each.match && (each.match.value === "" || each.match.value.length > 1024));
  return [
    ...(path === null ? [] : [outOfBounds("match.path", path, item.when.path?.origin ?? at)]),
    ...(long === undefined ? [] : [outOfBounds(`match.headers.${long.name}`, "values have 1 to 4096 characters", at)]),
    ...(query === undefined ? [] : [outOfBounds(`match.query.${query.name}`, "values have 1 to 1024 characters", at)]),
    ...(match.headers.length > 16 || match.query.length > 16 ? [outOfBounds("match", "there are more than 16 headers or parameters", at)] : []),
    ...editProblems(match.path, item),
  ];
}

function editProblems(path: RankedPath, { arm: { route }, written }: Item): readonly Diagnostic[] {
  const edits = [["rewrite.path", route.rewrite?.path ?? null], ["redirect.path", route.action.kind === "redirect" ? route.action.path : null]] as const;
  return edits.flatMap(([field, edit]) => {
    if (edit === null || pathModifier(edit, written, path) !== null) return [];
    return [gatewayApiDiagnostics["edit-needs-prefix"].report({ at: edit.origin, with: { field } })];
  });
}

const pathCharacters = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

function pathProblem(path: RankedPath): string | null {
  if (path.kind === "rpc" || path.kind === "regex") return null;
  const { value } = path;
  if (value.length > 1024) return "a path has at most 1024 characters";
  const odd = value.includes("//") || /\/\.\.?(?:\/|$)/.test(value) || /%2f/i.test(value) || !pathCharacters.test(value);
  return odd ? `\`${value}\` has characters or segments that a path condition may not have` : null;
}
