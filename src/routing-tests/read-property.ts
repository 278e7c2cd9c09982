import { below, found, originOf, wish } from "../dialects/native/place.ts";
import { findService } from "../model/find-service.ts";
import type { Place } from "../dialects/native/place.ts";
import { headerMatches, pathMatch } from "../dialects/native/read/matches.ts";
import { durationMs, nameIn } from "../dialects/native/read/scalars.ts";
import type { MeshModel, Name } from "../model/index.ts";
import { nameText } from "../model/name.ts";
import type * as Written from "../resources/generated/native/routing-test.ts";
import { readCaller } from "../simulate/request-names.ts";
import { nearestWord } from "../support/nearest-word.ts";
import type { ReadPart, TestWorld } from "./read-part.ts";
import { routingTestDiagnostics as say } from "./routing-tests.diagnostics.ts";
import type { Callers, PropertyExpectation, RoutingProperty } from "./routing-test.ts";

/** Reads one property; the service it is about must have a policy. */
export function readProperty(written: Written.Property, place: Place, document: string, { model }: TestWorld): ReadPart<RoutingProperty> {
  const to = nameIn(written.to, place.namespace);
  if (findService(model, to) === null) return unknownService(written.to, below(place, "to"), model);
  const match = written.match ?? {};
  const at = below(place, "match");
  const value: RoutingProperty = {
    name: written.name,
    document,
    origin: originOf(below(place, "name")),
    from: written.from === undefined ? null : callersOf(written.from, place.namespace, model),
    to,
    methods: match.methods ?? null,
    path: match.path === undefined ? null : pathMatch(below(at, "path"), match.path),
    headers: headerMatches(below(at, "headers"), match.headers),
    expect: expectationOf(written.expect, below(place, "expect")),
  };
  return { value, diagnostics: [] };
}

function unknownService(name: string, place: Place, model: MeshModel): ReadPart<never> {
  const near = nearestWord(name, model.services.flatMap(({ id }) => [id.name, nameText(id)]));
  return { value: null, diagnostics: [say["unknown-called-service"].report({ ...found(place), with: { name, near } })] };
}

function callersOf(written: Written.Callers, namespace: string, model: MeshModel): Callers {
  if (written.not !== undefined) return { kind: "not", of: callersOf(written.not, namespace, model) };
  if (written.anyOf !== undefined) return { kind: "anyOf", of: written.anyOf.map((one) => callersOf(one, namespace, model)) };
  if (written.namespace !== undefined) return { kind: "is", predicate: { kind: "namespace", namespace: written.namespace } };
  if (written.service !== undefined) return { kind: "is", predicate: { kind: "account", ...accountOf(nameIn(written.service, namespace), model) } };
  const account = nameIn(written.account ?? "", namespace);
  return { kind: "is", predicate: { kind: "account", namespace: account.namespace, serviceAccount: account.name } };
}

/** The account that a service calls under. */
function accountOf(service: Name, model: MeshModel): { readonly namespace: string; readonly serviceAccount: string } {
  const read = readCaller(nameText(service), { model, defaultNamespace: service.namespace });
  const caller = read.ok ? read.value : null;
  return { namespace: caller?.namespace ?? service.namespace, serviceAccount: caller?.serviceAccount ?? service.name };
}

function expectationOf({ refused, deadline, retries, mtls }: Written.Property["expect"], place: Place): PropertyExpectation {
  return {
    refused: refused === undefined ? null : wish(below(place, "refused"), true),
    deadlineMs: deadline === undefined ? null : wish(below(place, "deadline", "within"), durationMs(deadline.within)),
    retries: retries === undefined ? null : wish(below(place, "retries", "atMost"), retries.atMost),
    mtls: mtls === undefined ? null : wish(below(place, "mtls"), "strict"),
  };
}
