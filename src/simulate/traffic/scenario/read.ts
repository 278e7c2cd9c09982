import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { KubernetesDocument } from "../../../dialects/dialect.ts";
import { kindFindings } from "../../../dialects/native/kinds.ts";
import { below, entries, found, items, originOf } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import { nameIn } from "../../../dialects/native/read/scalars.ts";
import { nameText } from "../../../model/name.ts";
import { checkSchema } from "../../../resources/check.ts";
import { scenarioValidator } from "../../../resources/generated/native/scenario.ts";
import type { Scenario as Written } from "../../../resources/generated/native/scenario.ts";
import type { NameWorld } from "../../request-names.ts";
import { errorFindings } from "./error-findings.ts";
import { readLaw } from "./laws.ts";
import { changeProblem } from "./policy-change.ts";
import { behaviourFindings, callerName, lawFindings, readBehaviour } from "./read-behaviour.ts";
import { readEvent } from "./read-event.ts";
import { readExpectation } from "./read-expectation.ts";
import { readLoad } from "./read-load.ts";
import type { ReadPart } from "./read-load.ts";
import { destinationFindings, knownNames, referenceFindings, subjectFindings } from "./references.ts";
import type { Names } from "./references.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import type { Expectation, Load, Scenario, ScenarioEvent } from "./scenario.ts";
import { spanMicros } from "./span.ts";
import { timeFindings } from "./time-findings.ts";

/** Scenarios that were read; one with a mistake is left out and its mistakes are told. */
export interface ReadScenarios {
  readonly scenarios: readonly Scenario[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether a document is a Scenario, also of a version that cannot be read. */
export function isScenario(apiVersion: string, kind: string): boolean {
  return kind === "Scenario" && apiVersion.startsWith("meshwright.dev/");
}

/** Reads every Scenario among the documents, and holds their names to the policies. */
export function readScenarios(documents: readonly KubernetesDocument[], world: NameWorld): ReadScenarios {
  const read = documents.filter(({ apiVersion, kind }) => isScenario(apiVersion, kind)).map((document) => readScenario(document, world));
  return { scenarios: read.flatMap(({ value }) => value ?? []), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

function readScenario(document: KubernetesDocument, world: NameWorld): ReadPart<Scenario> {
  const unknown = kindFindings(document);
  if (unknown.length > 0) return { value: null, diagnostics: unknown };
  const { value, diagnostics } = checkSchema(document, scenarioValidator, { kind: "Scenario" });
  if (value === null) return { value: null, diagnostics };
  const namespace = value.metadata.namespace ?? world.defaultNamespace;
  return readSpec(value, { document, namespace, path: ["spec"] }, { ...world, defaultNamespace: namespace });
}

function readSpec({ metadata, spec }: Written, place: Place, world: NameWorld): ReadPart<Scenario> {
  const durationMicros = spanMicros(spec.duration);
  const callers = spec.load.map(({ name }) => name);
  const load = items(below(place, "load"), spec.load).map(([one, at]) => readLoad(one, at, durationMicros, world));
  const timeline = items(below(place, "timeline"), spec.timeline).map(([one, at]) => readEvent(one, at, callers));
  const expect = items(below(place, "expect"), spec.expect).map(([one, at]) => readExpectation(one, at, callers));
  const names = knownNames(world.model, callers);
  const diagnostics = [
    ...timeFindings(spec, place),
    ...behaviours(spec, place).flatMap(([written, at]) => behaviourFindings(written, at)),
    ...networkFindings(spec, place),
    ...[...load, ...timeline, ...expect].flatMap((part) => part.diagnostics),
    ...nameFindings(spec, place),
    ...expect.flatMap(({ value }, index) => (value === null ? [] : eventFindings(value, timeline, durationMicros, below(place, "expect", index, "after")))),
    ...(names.services.length === 0 ? [] : nameless(spec, place, load, expect, names)),
    ...timeline.flatMap(({ value }, index) => changeFindings(value, below(place, "timeline", index, "policy"), world)),
  ];
  if (diagnostics.some(({ severity }) => severity === "error")) return { value: null, diagnostics };
  const value: Scenario = {
    id: { namespace: place.namespace, name: metadata.name },
    origin: originOf(below({ ...place, path: [] }, "metadata", "name")),
    durationMicros,
    warmupMicros: spec.warmup === undefined ? 0 : spanMicros(spec.warmup),
    windowMicros: spanMicros(spec.window ?? "1s"),
    runs: spec.seeds ?? 5,
    load: load.flatMap((part) => part.value ?? []),
    defaults: readBehaviour(spec.defaults ?? {}, place.namespace, callers),
    services: readServices(spec, place.namespace, callers),
    network: readNetwork(spec, place.namespace, callers),
    timeline: timeline.flatMap((part) => part.value ?? []),
    expect: expect.flatMap((part) => part.value ?? []),
  };
  return { value, diagnostics };
}

type Spec = Written["spec"];

/** Names that lead to nothing; asked only where there are policies or Services, since a scenario may be looked at by itself. */
function nameless(spec: Spec, place: Place, load: readonly ReadPart<Load>[], expect: readonly ReadPart<Expectation>[], names: Names): readonly Diagnostic[] {
  return [
    ...load.flatMap(({ value }, index) => (value === null ? [] : destinationFindings(value, spec.load[index]?.to ?? "", below(place, "load", index, "to"), names))),
    ...referenceFindings(spec, place, names),
    ...errorFindings(spec, place, names),
    ...expect.flatMap(({ value }, index) => (value === null ? [] : subjectFindings(value.of, below(place, "expect", index, "of"), names))),
  ];
}

function readServices({ services }: Spec, namespace: string, callers: readonly string[]): Scenario["services"] {
  return Object.entries(services ?? {}).map(([name, written]) => ({
    service: nameText(nameIn(name, namespace)),
    all: readBehaviour(written, namespace, callers),
    versions: Object.entries(written.versions ?? {}).map(([version, behaviour]) => ({ name: version, behaviour: readBehaviour(behaviour, namespace, callers) })),
  }));
}

function readNetwork({ network }: Spec, namespace: string, callers: readonly string[]): Scenario["network"] {
  return {
    latency: readLaw(network?.latency ?? "0s"),
    links: (network?.links ?? []).map(({ from, to, latency }) => ({ from: callerName(from, namespace, callers), to: callerName(to, namespace, []), latency: readLaw(latency) })),
    connectMicros: network?.connectTimeout === undefined ? null : spanMicros(network.connectTimeout),
  };
}

function behaviours({ defaults, services }: Spec, place: Place): readonly (readonly [NonNullable<Spec["defaults"]>, Place])[] {
  return [
    [defaults ?? {}, below(place, "defaults")],
    ...entries(below(place, "services"), services).flatMap(([, written, at]) => [[written, at] as const, ...entries(below(at, "versions"), written.versions).map(([, one, inner]) => [one, inner] as const)]),
  ];
}

function networkFindings({ network }: Spec, place: Place): readonly Diagnostic[] {
  const at = below(place, "network");
  return [...lawFindings(network?.latency, below(at, "latency")), ...items(below(at, "links"), network?.links).flatMap(([{ latency }, inner]) => lawFindings(latency, below(inner, "latency")))];
}

function nameFindings({ load, timeline }: Spec, place: Place): readonly Diagnostic[] {
  const loads = items(below(place, "load"), load).map(([{ name }, at]) => [name, below(at, "name")] as const);
  const events = items(below(place, "timeline"), timeline).flatMap(([{ name }, at]) => (name === undefined ? [] : [[name, below(at, "name")] as const]));
  return [...repeated(loads, "kinds of load"), ...repeated(events, "events")];
}

function repeated(names: readonly (readonly [string, Place])[], noun: string): readonly Diagnostic[] {
  return names.flatMap(([name, place], index) => {
    const first = names.findIndex(([other]) => other === name);
    if (first === index) return [];
    return [say["scenario-name-twice"].report({ ...found(place), with: { name, noun }, related: [{ origin: originOf(names[first]?.[1] ?? place), note: "first here" }] })];
  });
}

function eventFindings({ after }: Expectation, timeline: readonly ReadPart<ScenarioEvent>[], durationMicros: number, place: Place): readonly Diagnostic[] {
  if (after === null) return [];
  const event = timeline.flatMap(({ value }) => value ?? []).find(({ name }) => name === after);
  if (event !== undefined && (event.untilMicros < durationMicros || event.untilMicros === Infinity)) return [];
  const problem = event === undefined ? `no event of the timeline is named \`${after}\`` : `\`${after}\` does not end before the simulation does`;
  return [say["expectation-unclear"].report({ ...found(place), with: { problem } })];
}

function changeFindings(event: ScenarioEvent | null, place: Place, { model }: NameWorld): readonly Diagnostic[] {
  if (event === null || event.what.kind !== "policy") return [];
  const problem = changeProblem(model, event.what);
  return problem === null ? [] : [say["policy-change-unfit"].report({ ...found(below(place, ...problem.path), problem.path.length > 1 ? "key" : "value"), with: { problem: problem.text } })];
}
