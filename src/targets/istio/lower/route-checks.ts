import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Cors, Protocol, Route } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { largestWeightSum, smallWeights } from "./destinations.ts";

/** What istiod or Envoy would refuse in a route, or ignore (`istio/istio:pkg/config/validation/virtualservice.go`). */
export function checkRoute(route: Route, protocol: Protocol): readonly Diagnostic[] {
  if (protocol === "tcp" || protocol === "tls") return [];
  return [...answerFindings(route), ...corsFindings(route), ...headerFindings(route), ...numberFindings(route)];
}

function answerFindings(route: Route): readonly Diagnostic[] {
  const { action } = route;
  const idle = action.kind === "forward" && action.backends.every((backend) => backend.weight === 0);
  if (action.kind === "forward" && !idle) return [];
  const wishes: readonly (readonly [string, { readonly origin: Origin } | null | undefined])[] = [
    ["fault.delay", route.delay],
    ["fault.abort", route.abort],
    ["mirror", route.mirrors[0]],
    ["rewrite", route.rewrite],
    ["deadline", idle ? null : route.deadlineMs],
    ["retry", idle ? null : route.retry],
  ];
  return wishes.flatMap(([field, wish]) =>
    wish == null ? [] : [istioDiagnostics["policy-on-own-answer"].report({ at: wish.origin, with: { field, route: route.name } })],
  );
}

const corsMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

function corsFindings(route: Route): readonly Diagnostic[] {
  if (route.cors === null) return [];
  const { value, origin } = route.cors;
  const finding = (field: keyof Cors, text: string, why: string): Diagnostic =>
    istioDiagnostics["cors-limits"].report({ at: origin, with: { field, value: text, why } });
  const method = value.allowMethods.find((each) => !corsMethods.includes(each));
  const age = value.maxAgeMs;
  return [
    ...(method === undefined ? [] : [finding("allowMethods", method, "only the usual methods and `*` are known")]),
    ...(age !== null && (age < 1000 || age % 1000 !== 0) ? [finding("maxAgeMs", `${age}ms`, "the age is whole seconds, at least one")] : []),
  ];
}

function headerFindings(route: Route): readonly Diagnostic[] {
  const edits = [route.requestHeaders, route.responseHeaders].flatMap((wish) => (wish === null ? [] : [wish]));
  return edits.flatMap(({ value, origin }) => {
    const names = [...Object.keys(value.set), ...Object.keys(value.add), ...value.remove];
    const reserved = names.filter((name) => name.startsWith(":") || name.toLowerCase() === "host");
    return reserved.map((header) => istioDiagnostics["authority-set-twice"].report({ at: origin, with: { route: route.name, header } }));
  });
}

function numberFindings(route: Route): readonly Diagnostic[] {
  const { action } = route;
  const finding = (at: Origin, field: string, value: number, range: string): Diagnostic =>
    istioDiagnostics["number-out-of-range"].report({ at, with: { field, value: `${value}`, range } });
  const found: Diagnostic[] = [];
  if (action.kind === "forward") {
    const sum = smallWeights(action.backends.map((backend) => backend.weight)).reduce((total, weight) => total + weight, 0);
    if (sum > largestWeightSum) found.push(finding(action.origin, "split", sum, `up to ${largestWeightSum} in lowest terms`));
  }
  if (action.kind === "respond" && (action.status < 200 || action.status > 599)) found.push(finding(action.origin, "respond.status", action.status, "200 to 599"));
  const abort = route.abort;
  if (abort !== null && (abort.value.status < 200 || abort.value.status > 599)) found.push(finding(abort.origin, "fault.abort.status", abort.value.status, "200 to 599"));
  return found;
}
