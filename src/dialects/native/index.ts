import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkSchema } from "../../resources/check.ts";
import { meshPolicyValidator } from "../../resources/generated/native/mesh-policy.ts";
import { servicePolicyValidator } from "../../resources/generated/native/service-policy.ts";
import { soundPart } from "../../resources/sound-part.ts";
import type { Validator } from "../../resources/validator.ts";
import type { Dialect, DialectContext, DialectResult, KubernetesDocument } from "../dialect.ts";
import { type Fragments, noFragments } from "../fragment.ts";
import { meshPolicyFindings } from "./check/mesh-policy.ts";
import { servicePolicyFindings } from "./check/service-policy.ts";
import { holdsAnyway } from "./independent.ts";
import { kindFindings } from "./kinds.ts";
import type { Place } from "./place.ts";
import { readMeshPolicy } from "./read/mesh-policy.ts";
import { readServicePolicy } from "./read/service-policy.ts";

const group = "meshwright.dev/";

/** Kinds of the group that other readers take: tables of expected requests, and load for the simulation. */
const notPolicies = new Set(["RoutingTest", "Scenario"]);

/** The language that people write by hand: ServicePolicy and MeshPolicy of `meshwright.dev/v1alpha1`. */
export const native: Dialect = {
  name: "native",
  recognises: (apiVersion, kind) => apiVersion.startsWith(group) && !notPolicies.has(kind),
  read,
};

function read(documents: readonly KubernetesDocument[], context: DialectContext): DialectResult {
  const results = documents.map((document) => readDocument(document, context));
  return {
    fragments: {
      services: results.flatMap(({ fragments }) => fragments.services),
      mesh: results.flatMap(({ fragments }) => fragments.mesh),
      gateways: results.flatMap(({ fragments }) => fragments.gateways),
    },
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  };
}

function readDocument(document: KubernetesDocument, context: DialectContext): DialectResult {
  const unknown = kindFindings(document);
  if (unknown.length > 0) return { fragments: noFragments, diagnostics: unknown };
  return document.kind === "MeshPolicy" ? readMesh(document, context) : readService(document, context);
}

function readService(document: KubernetesDocument, context: DialectContext): DialectResult {
  const { value, diagnostics } = checkSchema(document, servicePolicyValidator, { kind: "ServicePolicy" });
  if (value === null) return { fragments: hole(document, context), diagnostics: inOrder([...diagnostics, ...moreFindings(document, servicePolicyValidator, servicePolicyFindings)]) };
  const root: Place = { document, namespace: value.metadata.namespace ?? context.defaultNamespace, path: [] };
  return { fragments: { ...noFragments, ...readServicePolicy(root, value) }, diagnostics: inOrder(servicePolicyFindings(root, value)) };
}

function readMesh(document: KubernetesDocument, context: DialectContext): DialectResult {
  const { value, diagnostics } = checkSchema(document, meshPolicyValidator, { kind: "MeshPolicy" });
  if (value === null) return { fragments: soundMesh(document, context), diagnostics: inOrder([...diagnostics, ...moreFindings(document, meshPolicyValidator, meshPolicyFindings)]) };
  const root: Place = { document, namespace: value.metadata.namespace ?? context.defaultNamespace, path: [] };
  return { fragments: { ...noFragments, ...readMeshPolicy(root, value) }, diagnostics: inOrder(meshPolicyFindings(root, value)) };
}

/** What is left of a broken policy still declares gateways and token providers, so that nothing else is reported for naming them. */
function soundMesh(document: KubernetesDocument, context: DialectContext): Fragments {
  const sound = soundPart(meshPolicyValidator, document.value);
  if (sound === null) return noFragments;
  const root: Place = { document, namespace: sound.value.metadata.namespace ?? context.defaultNamespace, path: [] };
  return { ...noFragments, ...readMeshPolicy(root, sound.value) };
}

/** A policy with mistakes of form is looked through in what is left of it, so that one run shows all there is to mend. */
function moreFindings<T>(document: KubernetesDocument, validator: Validator<T>, findings: (root: Place, value: T) => readonly Diagnostic[]): readonly Diagnostic[] {
  const sound = soundPart(validator, document.value);
  if (sound === null) return [];
  return findings({ document, namespace: "", path: [] }, sound.value).filter((finding) => holdsAnyway(finding, sound.lost));
}

function inOrder(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...findings].sort((a, b) => a.origin.start - b.origin.start);
}

/** A broken policy still declares its service, so that nothing else is reported for naming it. */
function hole(document: KubernetesDocument, context: DialectContext): Fragments {
  const name = textAt(document.value, "spec", "service") ?? textAt(document.value, "metadata", "name");
  if (name === null) return noFragments;
  const namespace = textAt(document.value, "metadata", "namespace") ?? context.defaultNamespace;
  const service = { service: { namespace, name }, document: `ServicePolicy ${namespace}/${name}`, origin: document.origin(["metadata", "name"]) };
  return { ...noFragments, services: [service] };
}

function textAt(value: unknown, outer: string, inner: string): string | null {
  const found = keyOf(keyOf(value, outer), inner);
  return typeof found === "string" ? found : null;
}

function keyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
