import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { retryEventsOf } from "../../../model/retry-conditions.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { alternatives, quoted } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, found, items, originOf, type Place } from "../place.ts";
import { isGrpcRoute } from "../protocols.ts";
import { durationMs } from "../read/scalars.ts";

/** Findings about the retries of a route. */
export function retryFindings(place: Place, route: Policy.Route, spec: Policy.Spec): readonly Diagnostic[] {
  const { retry, deadline } = route;
  if (retry === undefined || retry === "none") return [];
  return [
    ...plainRetryFindings(below(place, "retry"), retry, deadline === "none" ? undefined : deadline, below(place, "deadline")),
    ...methodFindings(below(place, "retry"), retry, route, isGrpcRoute(spec, route)),
  ];
}

/** Findings that need no route: timers, conditions, pauses. */
export function plainRetryFindings(place: Place, retry: Policy.Retry, deadline: string | undefined, deadlinePlace: Place): readonly Diagnostic[] {
  return [...timeoutFindings(place, retry, deadline, deadlinePlace), ...backoffFindings(place, retry)];
}

function timeoutFindings(place: Place, retry: Policy.Retry, deadline: string | undefined, deadlinePlace: Place): readonly Diagnostic[] {
  const { perTryTimeout } = retry;
  if (perTryTimeout === undefined) return [];
  const at = found(below(place, "perTryTimeout"));
  const { must, may } = retryEventsOf(retry.on.map(String));
  const covered = must.includes("t") || may.includes("t");
  const on = alternatives(retry.on.map((word) => quoted(String(word), false)));
  const idle = covered ? [] : [say["try-timeout-not-retried"].report({ ...at, with: { on } })];
  if (deadline === undefined || durationMs(perTryTimeout) < durationMs(deadline)) return idle;
  const related = [{ origin: originOf(deadlinePlace), note: "the whole call ends here" }];
  const texts = { perTry: quoted(perTryTimeout, false), deadline: quoted(deadline, false) };
  return [...idle, say["try-timeout-beyond-deadline"].report({ ...at, with: texts, related })];
}

function backoffFindings(place: Place, retry: Policy.Retry): readonly Diagnostic[] {
  const { base, max } = retry.backoff ?? {};
  if (base === undefined || max === undefined || durationMs(base) <= durationMs(max)) return [];
  return [say["backoff-upside-down"].report({ ...found(below(place, "backoff", "max")), with: { base: quoted(base, false), max: quoted(max, false) } })];
}

const httpMethods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]);

function methodFindings(place: Place, retry: Policy.Retry, route: Policy.Route, grpc: boolean): readonly Diagnostic[] {
  const { methods } = retry;
  const at = below(place, "methods");
  if (!grpc) return Array.isArray(methods) ? items(at, methods).flatMap(([method, inside]) => notHttp(inside, method)) : [];
  const help = "write `methods: all`, or the RPC methods that may be repeated, such as `methods: [Get, List]`";
  if (methods === undefined || methods === "idempotent") {
    const where = methods === undefined ? found(place, "key") : found(at);
    return [unfit(where, `retries of gRPC route ${quoted(route.name, false)} need \`methods\`: every gRPC call is a POST, so none is idempotent by its method`, help)];
  }
  if (methods === "all") return [];
  const named = items(at, methods).filter(([method]) => httpMethods.has(method));
  const byPath = (route.match ?? []).some((entry) => entry.path !== undefined);
  return [
    ...named.map(([method, inside]) => unfit(found(inside), `${quoted(method, false)} is an HTTP method, but this is a gRPC route`, help)),
    ...(byPath ? [unfit(found(at), "RPC methods are named here, but the route matches by `path`", "match with `grpc` instead of `path`, or write `methods: all`")] : []),
  ];
}

function notHttp(place: Place, method: string): readonly Diagnostic[] {
  if (method === method.toUpperCase()) return [];
  return [unfit(found(place), `${quoted(method, false)} is no HTTP method`, `methods are written in capitals: \`${method.toUpperCase()}\``)];
}

function unfit(where: ReturnType<typeof found>, what: string, help: string): Diagnostic {
  return say["retry-methods-unfit"].report({ ...where, with: { what, help } });
}
