import { below, found, originOf } from "../dialects/native/place.ts";
import type { Place } from "../dialects/native/place.ts";
import { nameIn } from "../dialects/native/read/scalars.ts";
import type { Caller, Request } from "../model/index.ts";
import { sameName } from "../model/name.ts";
import type * as Written from "../resources/generated/native/routing-test.ts";
import { callerWorld, readCaller, readDestination } from "../simulate/request-names.ts";
import type { Read } from "../simulate/request-names.ts";
import { nearestWord } from "../support/nearest-word.ts";
import type { ReadPart, TestWorld } from "./read-part.ts";
import { readExpectations } from "./read-expectations.ts";
import { isServiceName, serviceNames } from "./names.ts";
import { routingTestDiagnostics as say } from "./routing-tests.diagnostics.ts";
import type { RoutingCase } from "./routing-test.ts";

/** Reads one test; names are looked up in the policies. */
export function readCase(written: Written.RoutingCase, place: Place, document: string, world: TestWorld): ReadPart<RoutingCase> {
  const request = readRequest(written.request, below(place, "request"), world);
  if (request.value === null) return { value: null, diagnostics: request.diagnostics };
  const { expectations, diagnostics } = readExpectations(written.expect, below(place, "expect"), request.value, world.model);
  const value = { name: written.name, document, origin: originOf(below(place, "name")), request: request.value, expectations };
  return { value: diagnostics.length === 0 ? value : null, diagnostics };
}

function readRequest(written: Written.Request, place: Place, world: TestWorld): ReadPart<Request> {
  const names = { model: world.model, defaultNamespace: place.namespace };
  const to = readDestination(written.to, names);
  if (!to.ok) return unreadable(to.problem, below(place, "to"));
  const strange = strangeDestination(to.value.to, written.to, world);
  if (strange !== null) return { value: null, diagnostics: [say["unknown-called-service"].report({ ...found(below(place, "to")), with: { name: written.to, near: strange.near } })] };
  const from = readFrom(written.from, callerWorld(to.value.to, names));
  if (!from.ok) return unreadable(from.problem, below(place, "from"));
  if (!isWhole(written.from)) return { value: null, diagnostics: [say["caller-without-parts"].report({ ...found(below(place, "from")), with: { part: "trustDomain" } })] };
  const { from: _from, to: _to, ...fields } = written;
  return { value: { ...to.value, ...fields, from: from.value }, diagnostics: [] };
}

function unreadable(problem: string, place: Place): ReadPart<never> {
  return { value: null, diagnostics: [say["unreadable-name"].report({ ...found(place), with: { problem } })] };
}

/** A destination that the input does not speak of, with the name that was perhaps meant. */
function strangeDestination(to: Request["to"], written: string, { model }: TestWorld): { readonly near: string | null } | null {
  if ("gateway" in to) {
    const known = model.gateways.map(({ id }) => id);
    return known.some((id) => sameName(id, to.gateway)) ? null : { near: nearestWord(to.gateway.name, known.map(({ name }) => name)) };
  }
  return isServiceName({ namespace: to.namespace, name: to.service }, model) ? null : { near: nearestWord(written, serviceNames(model).map(({ name }) => name)) };
}

type World = Parameters<typeof readCaller>[1];

function readFrom(written: Written.Caller | undefined, world: World): Read<Caller | null> {
  if (written === undefined) return { ok: true, value: null };
  if (typeof written === "string") return readCaller(written, world);
  const { service, serviceAccount, namespace, trustDomain, labels, ip, claims } = written;
  const rest = { ...(labels !== undefined && { labels }), ...(ip !== undefined && { ip }), ...(claims !== undefined && { claims }) };
  const home = namespace ?? world.defaultNamespace;
  if (service === undefined) return { ok: true, value: { namespace: home, serviceAccount: serviceAccount ?? null, ...(trustDomain !== undefined && { trustDomain }), ...rest } };
  const { namespace: own, name } = nameIn(service, home);
  const caller = readCaller(`${own}/${name}`, world);
  return caller.ok && caller.value !== null ? { ok: true, value: { ...caller.value, ...(serviceAccount !== undefined && { serviceAccount }), ...rest } } : caller;
}

/** A trust domain alone is no identity. */
function isWhole(written: Written.Caller | undefined): boolean {
  return typeof written !== "object" || written.trustDomain === undefined || written.serviceAccount !== undefined;
}
