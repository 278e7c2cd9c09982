import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { KubernetesDocument } from "../dialects/dialect.ts";
import { below, found, items, originOf } from "../dialects/native/place.ts";
import type { Place } from "../dialects/native/place.ts";
import { checkSchema } from "../resources/check.ts";
import { routingTestValidator } from "../resources/generated/native/routing-test.ts";
import type { RoutingTest } from "../resources/generated/native/routing-test.ts";
import { readCase } from "./read-case.ts";
import { readProperty } from "./read-property.ts";
import { routingTestDiagnostics } from "./routing-tests.diagnostics.ts";
import type { TestWorld } from "./read-part.ts";
import type { RoutingTests } from "./routing-test.ts";

/** Tests that were read, and what is wrong with the others. */
export interface ReadTests {
  readonly tests: RoutingTests;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether a document is a RoutingTest, also of a version that cannot be read. */
export function isRoutingTest(apiVersion: string, kind: string): boolean {
  return kind === "RoutingTest" && apiVersion.startsWith("meshwright.dev/");
}

/** Reads every RoutingTest among the documents; a test with a mistake is left out and its mistake is told. */
export function readRoutingTests(documents: readonly KubernetesDocument[], world: TestWorld): ReadTests {
  const read = documents.filter(({ apiVersion, kind }) => isRoutingTest(apiVersion, kind)).map((document) => readDocument(document, world));
  return {
    tests: { cases: read.flatMap(({ tests }) => tests.cases), properties: read.flatMap(({ tests }) => tests.properties) },
    diagnostics: [...read.flatMap(({ diagnostics }) => diagnostics), ...sameDocuments(read)],
  };
}

interface ReadDocument extends ReadTests {
  readonly place: Place;
  /** `shop/order-routes`; null where the document could not be read. */
  readonly name: string | null;
}

function readDocument(document: KubernetesDocument, world: TestWorld): ReadDocument {
  const { value, diagnostics } = checkSchema(document, routingTestValidator, { kind: "RoutingTest" });
  const namespace = value?.metadata.namespace ?? world.defaultNamespace;
  const place = { document, namespace, path: [] };
  if (value === null) return { place, name: null, tests: { cases: [], properties: [] }, diagnostics };
  return { place, name: `${namespace}/${value.metadata.name}`, ...readSpec(below(place, "spec"), value, `${namespace}/${value.metadata.name}`, world) };
}

function readSpec(spec: Place, { spec: { tests, always } }: RoutingTest, document: string, world: TestWorld): ReadTests {
  const cases = items(below(spec, "tests"), tests).map(([written, place]) => readCase(written, place, document, world));
  const properties = items(below(spec, "always"), always).map(([written, place]) => readProperty(written, place, document, world));
  const named = [...items(below(spec, "tests"), tests), ...items(below(spec, "always"), always)].map(([{ name }, place]) => ({ name, place }));
  return {
    tests: { cases: cases.flatMap(({ value }) => value ?? []), properties: properties.flatMap(({ value }) => value ?? []) },
    diagnostics: [...cases, ...properties].flatMap(({ diagnostics }) => diagnostics).concat(sameNames(named, document)),
  };
}

function sameNames(named: readonly { readonly name: string; readonly place: Place }[], document: string): readonly Diagnostic[] {
  const seen = new Map<string, Place>();
  return named.flatMap(({ name, place }) => {
    const first = seen.get(name);
    seen.set(name, first ?? place);
    if (first === undefined) return [];
    return [routingTestDiagnostics["same-case-name"].report({ ...found(below(place, "name")), with: { name, document }, related: [{ origin: originOf(below(first, "name")), note: "first here" }] })];
  });
}

function sameDocuments(read: readonly ReadDocument[]): readonly Diagnostic[] {
  const seen = new Map<string, Place>();
  return read.flatMap(({ name, place }) => {
    const first = name === null ? undefined : seen.get(name);
    if (name !== null) seen.set(name, first ?? place);
    if (name === null || first === undefined) return [];
    const related = [{ origin: originOf(below(first, "metadata", "name")), note: "first here" }];
    return [routingTestDiagnostics["same-document-name"].report({ ...found(below(place, "metadata", "name")), with: { document: name }, related })];
  });
}
