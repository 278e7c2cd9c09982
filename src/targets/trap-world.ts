import type { ManifestInput } from "../model/index.ts";
import { remembered } from "../support/remember.ts";
import { groupOf, specOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** One manifest with its spec and the namespace that it is in. */
export interface Placed {
  readonly spec: Written;
  readonly manifest: ManifestInput;
  readonly namespace: string;
}

/** What traps ask of all manifests together. */
export interface TrapWorld {
  /** Manifests of a kind and API group; the group of Services is the empty text. */
  readonly of: (group: string, kind: string) => readonly Placed[];
  /** The first manifest of the name in a namespace; null when there is none. */
  readonly named: (group: string, kind: string, namespace: string, name: string) => Placed | null;
}

/** The manifests by kind; those without a place in a file are left out. */
export function trapWorld(manifests: readonly ManifestInput[]): TrapWorld {
  const byKind = new Map<string, Placed[]>();
  for (const manifest of manifests.filter(({ origin }) => origin !== undefined)) {
    const key = `${groupOf(manifest)} ${manifest.object.kind}`;
    const known = byKind.get(key) ?? [];
    byKind.set(key, known);
    known.push({ spec: specOf(manifest), manifest, namespace: manifest.object.metadata.namespace ?? "default" });
  }
  const of: TrapWorld["of"] = (group, kind) => byKind.get(`${group} ${kind}`) ?? [];
  const byName = new Map<string, ReadonlyMap<string, Placed>>();
  const named: TrapWorld["named"] = (group, kind, namespace, name) => {
    const key = `${group} ${kind}`;
    const known = byName.get(key) ?? new Map(of(group, kind).map((each) => [`${each.namespace}/${each.manifest.object.metadata.name}`, each] as const).reverse());
    byName.set(key, known);
    return known.get(`${namespace}/${name}`) ?? null;
  };
  return { of, named };
}

/** What is worked out of a world once, however often it is asked for. */
export function oncePerWorld<T>(work: (world: TrapWorld) => T): (world: TrapWorld) => T {
  return remembered(work);
}

/** The fields of an object, as text for comparison whatever their order. */
export function fieldsOf({ value }: Written): ReadonlyMap<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return new Map(entries.map(([key, each]) => [key, JSON.stringify(each)]));
}

/** A text that two objects share when they say the same, whatever the order of their fields. */
export function sameText({ value }: Written): string {
  return JSON.stringify(sorted(value ?? {}));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]);
}
