import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { below, entries, found, items } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import type { MeshModel, Service } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import type { Behaviour, Scenario as Written } from "../../../resources/generated/native/scenario.ts";
import { nearestWord } from "../../../support/nearest-word.ts";
import { callerName } from "./read-behaviour.ts";
import { readEndpoints } from "./read-event.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import type { Load, Subject } from "./scenario.ts";

/** What names of a scenario are looked up in. */
export interface Names {
  readonly model: MeshModel;
  readonly callers: readonly string[];
  readonly services: readonly string[];
}

/** Names of services that policies or Kubernetes objects speak of. */
export function knownNames(model: MeshModel, callers: readonly string[]): Names {
  const services = [...model.services, ...model.inventory.services].map(({ id }) => nameText(id));
  return { model, callers, services: [...new Set(services)].sort() };
}

/** The service of that full name; null when no policy speaks of it. */
export function serviceNamed(model: MeshModel, name: string): Service | null {
  return model.services.find(({ id }) => nameText(id) === name) ?? null;
}

/** Every name in the scenario that leads to nothing. */
export function referenceFindings(spec: Written["spec"], place: Place, names: Names): readonly Diagnostic[] {
  const { namespace } = place;
  const service = (text: string, at: Place): readonly Diagnostic[] => endpointFindings(text, at, names);
  const either = (text: string, at: Place): readonly Diagnostic[] => (names.callers.includes(callerName(text, namespace, names.callers)) ? [] : service(text, at));
  return [
    ...callersOfErrors(spec.defaults, below(place, "defaults"), either),
    ...entries(below(place, "services"), spec.services).flatMap(([name, written, at]) => [
      ...keyFinding(name, at, names),
      ...callersOfErrors(written, at, either),
      ...entries(below(at, "versions"), written.versions).flatMap(([version, one, inner]) => [...versionFinding(`${name}@${version}`, inner, names, "key"), ...callersOfErrors(one, inner, either)]),
    ]),
    ...items(below(place, "network", "links"), spec.network?.links).flatMap(([link, at]) => [...either(link.from, below(at, "from")), ...service(link.to, below(at, "to"))]),
    ...items(below(place, "timeline"), spec.timeline).flatMap(([event, at]) => [
      ...(["crash", "pause", "slow", "errors", "scale"] as const).flatMap((kind) => (event[kind] === undefined ? [] : service(event[kind].of, below(at, kind, "of")))),
      ...(event.partition === undefined ? [] : [...either(event.partition.from, below(at, "partition", "from")), ...service(event.partition.to, below(at, "partition", "to"))]),
      ...(event.policy === undefined ? [] : service(event.policy.of, below(at, "policy", "of"))),
    ]),
  ];
}

function callersOfErrors(written: Behaviour | undefined, place: Place, either: (text: string, at: Place) => readonly Diagnostic[]): readonly Diagnostic[] {
  return items(below(place, "errors"), written?.errors).flatMap(([{ from }, at]) => (from === undefined ? [] : either(from, below(at, "from"))));
}

/** Load for a service or gateway that is not there. */
export function destinationFindings({ to }: Pick<Load, "to">, written: string, place: Place, names: Names): readonly Diagnostic[] {
  const gateway = "gateway" in to;
  const name = nameText(gateway ? to.gateway : { namespace: to.namespace, name: to.service });
  const known = gateway ? names.model.gateways.map(({ id }) => nameText(id)) : names.services;
  return known.includes(name) ? [] : [say["scenario-name-unknown"].report({ ...found(place), with: { name: written, near: nearestWord(name, known) } })];
}

/** An expectation about something that is not there. */
export function subjectFindings(subject: Subject, place: Place, names: Names): readonly Diagnostic[] {
  switch (subject.kind) {
    case "load":
      return [];
    case "edge":
      return [subject.from, subject.to].flatMap((name) => (names.callers.includes(name) ? [] : endpointFindings(name, place, names)));
    case "service":
      return endpointFindings(subject.version === null ? subject.service : `${subject.service}@${subject.version}`, place, names);
  }
}

function keyFinding(text: string, place: Place, names: Names): readonly Diagnostic[] {
  const { service } = readEndpoints(text, place.namespace, null);
  return names.services.includes(service) ? [] : [unknown(text, service, place, names, "key")];
}

function unknown(text: string, service: string, place: Place, names: Names, part: "key" | "value"): Diagnostic {
  const near = nearestWord(service, names.services) ?? nearestWord(text, names.callers);
  return say["scenario-name-unknown"].report({ ...found(place, part), with: { name: text.split("@")[0] ?? text, near } });
}

/** `order` or `order@v2`. */
function endpointFindings(text: string, place: Place, names: Names): readonly Diagnostic[] {
  const { service } = readEndpoints(text, place.namespace, null);
  return names.services.includes(service) ? versionFinding(text, place, names, "value") : [unknown(text, service, place, names, "value")];
}

function versionFinding(text: string, place: Place, { model }: Names, part: "key" | "value"): readonly Diagnostic[] {
  const { service, version } = readEndpoints(text, place.namespace, null);
  const known = serviceNamed(model, service)?.versions.map(({ name }) => name) ?? [];
  if (version === null || known.includes(version)) return [];
  return [say["scenario-version-unknown"].report({ ...found(place, part), with: { version, service, near: nearestWord(version, known) } })];
}
