import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../model/index.ts";
import type { DocumentPath, Origin } from "../source/origin.ts";
import { parseDuration } from "../support/duration.ts";
import { at, isSet } from "./node.ts";
import type { PlacedValue } from "./node.ts";

/** A value of a manifest that somebody wrote, with its place. */
export interface Written extends PlacedValue {
  readonly origin: (path: DocumentPath, part?: "key" | "value") => Origin;
  /** What is written at a place; absent where nothing can be mended. */
  readonly textAt?: ManifestInput["textAt"];
}

/** A look at one manifest for what is accepted and does something else than it says. */
export type Trap = (spec: Written, manifest: ManifestInput) => readonly Diagnostic[];

/** The findings of traps in the manifests of some kinds; manifests without a place in a file have none. */
export function trapsIn(manifests: readonly ManifestInput[], group: string, traps: Readonly<Record<string, readonly Trap[]>>): readonly Diagnostic[] {
  return manifests.flatMap((manifest) => {
    const { object } = manifest;
    const own = groupOf(manifest) === group && Object.hasOwn(traps, object.kind) ? (traps[object.kind] ?? []) : [];
    return manifest.origin === undefined ? [] : own.flatMap((trap) => trap(specOf(manifest), manifest));
  });
}

/** Whether a finding is about manifests that people wrote for a mesh, by its code, and never about policies. */
export function isOfManifests(code: string): boolean {
  return /^MW3(?:09|06[7-9]|07[3-79]|1)/.test(code);
}

/** The API group of a manifest: `networking.istio.io`, or nothing for Services and other kinds of the core. */
export function groupOf({ object: { apiVersion } }: ManifestInput): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** The spec of a manifest; its places are none where the manifest has none. */
export function specOf(manifest: ManifestInput): Written {
  return writtenIn(manifest, manifest.object.spec, ["spec"]);
}

/** The name of a manifest, as it is written. */
export function nameNodeOf(manifest: ManifestInput): Written {
  return writtenIn(manifest, manifest.object.metadata.name, ["metadata", "name"]);
}

function writtenIn({ origin = () => ({ file: "-", start: 0, end: 0 }), textAt }: ManifestInput, value: unknown, path: DocumentPath): Written {
  return { value, path, origin, ...(textAt !== undefined && { textAt }) };
}

/** Where the value is written. */
export function placeOf({ origin, path }: Written): Origin {
  return origin(path);
}

/** Where the key of the value is written. */
export function keyPlaceOf({ origin, path }: Written): Origin {
  return origin(path, "key");
}

/** The items of a list; none where there is no list. */
export function listOf(node: Written): readonly Written[] {
  return Array.isArray(node.value) ? node.value.map((_, index) => at(node, index)) : [];
}

/** The text of a value, or null. */
export function textOf({ value }: Written): string | null {
  return typeof value === "string" ? value : null;
}

/** The number of a value, or null. */
export function numberOf({ value }: Written): number | null {
  return typeof value === "number" ? value : null;
}

/** The milliseconds of a duration such as `1.5s`, or null. */
export function durationOf(node: Written): number | null {
  const text = textOf(node);
  const decimal = text === null ? null : /^(\d{1,9})\.(\d{1,3})s$/.exec(text);
  if (decimal !== null) return Number(decimal[1]) * 1000 + Number((decimal[2] ?? "").padEnd(3, "0"));
  return text === null ? null : parseDuration(text);
}

/** Whether a pattern is a word without any operator, which whoever writes a pattern for it rarely means as a whole. */
export function isPlainWord(pattern: string | null): boolean {
  return pattern !== null && /^[\w -]+$/.test(pattern);
}

/** `VirtualService shop/order`. */
export function titleOf({ object: { kind, metadata } }: ManifestInput): string {
  return `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}

export { at, isSet };
