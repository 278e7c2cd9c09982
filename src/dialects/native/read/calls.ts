import type { DeclaredCall } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { decimalFraction } from "../../../support/fraction.ts";
import { items, originOf, type Place } from "../place.ts";
import { durationMs, serviceReference } from "./scalars.ts";

/** What a service declares to call. */
export function readCalls(place: Place, calls: readonly Policy.Call[] | undefined): readonly DeclaredCall[] {
  return items(place, calls).map(([call, at]) => readCall(at, typeof call === "string" ? { to: call } : call));
}

function readCall(place: Place, call: Exclude<Policy.Call, string>): DeclaredCall {
  const { perRequest, probability, request, client } = call;
  return {
    to: readCallee(call.to, place.namespace),
    perRequest: perRequest ?? null,
    probability: probability === undefined ? null : decimalFraction(probability),
    mode: call.mode ?? "sequential",
    group: call.group ?? null,
    optional: call.optional ?? false,
    routes: call.routes ?? [],
    request: request === undefined ? null : { method: request.method ?? null, path: request.path ?? null },
    client: client === undefined ? null : { timeoutMs: client.timeout === undefined ? null : durationMs(client.timeout), retries: client.retries ?? null },
    origin: originOf(place),
  };
}

/** Names of services have no dots, names of hosts have. */
function readCallee(text: string, namespace: string): DeclaredCall["to"] {
  return text.includes(".") ? { kind: "host", host: text } : { kind: "service", ...serviceReference(text, namespace) };
}
