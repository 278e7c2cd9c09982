import type { KubernetesObject, ManifestInput } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";
import { pathText } from "../../../source/path-text.ts";
import type { NativeDocument, NativeRead } from "../../native-form.ts";
import { entryKinds, otherKinds } from "./fields.ts";
import type { Shape } from "./fields.ts";
import { formDiagnostics } from "./form.diagnostics.ts";

/**
 * Config entries as custom resources that say the same. Keys are taken as Consul takes them: in capitals as Go writes
 * them, in any other case, or with underscores; an unknown one refuses the whole entry
 * (`hashicorp/consul:agent/structs/config_entry.go`). Never throws.
 */
export function readEntries(documents: readonly NativeDocument[], enterprise: boolean): NativeRead {
  const read = documents.flatMap(unfolded).map((document) => readEntry(document, enterprise));
  return { manifests: read.flatMap(({ manifests }) => manifests), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

/** Lists of entries, as `GET /v1/config/KIND` gives them, are read one by one. */
function unfolded(document: NativeDocument): readonly NativeDocument[] {
  const { value, origin } = document;
  if (!Array.isArray(value)) return [document];
  return value.map((item: unknown, index) => ({ value: item, ...(origin !== undefined && { origin: (path: DocumentPath, part?: "key" | "value") => origin([index, ...path], part) }) }));
}

type Fields = Readonly<Record<string, unknown>>;

/** Keys of every entry, beside those of its kind. */
const envelope = ["kind", "name", "namespace", "partition", "meta", "createindex", "modifyindex", "hash", "status"];

function readEntry(document: NativeDocument, enterprise: boolean): NativeRead {
  const { value } = document;
  if (!isFields(value)) return refused(document, [], "is no mapping with `Kind`");
  const common = (name: string): unknown => entryOf(value, name)?.[1];
  const kind = common("kind");
  if (typeof kind !== "string") return refused(document, [], "has no `Kind`");
  if (otherKinds.includes(kind)) return { manifests: [], diagnostics: [] };
  const known = Object.hasOwn(entryKinds, kind) ? entryKinds[kind] : undefined;
  if (known === undefined) return refused(document, [entryOf(value, "kind")?.[0] ?? "Kind"], `is no kind of config entry: \`${kind}\``);
  const partition = common("partition");
  if (typeof partition === "string" && !["", "default"].includes(partition)) return refused(document, [entryOf(value, "partition")?.[0] ?? "Partition"], "is not modelled: entries of other partitions say nothing of these services");
  const reading: Reading = { places: new Map(), strange: [] };
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !envelope.includes(plainKey(key))));
  const spec = converted(own, known.shape, [], ["spec"], reading) as Fields;
  const [unknown] = reading.strange;
  if (unknown !== undefined) return refused(document, unknown, "is an invalid config key");
  const remark = entryOf(value, "meta");
  const problem = remarkProblem(remark?.[1]);
  if (remark !== undefined && problem !== null) return refused(document, [remark[0]], problem);
  const name = common("name");
  const namespace = common("namespace");
  const object = objectOf(known.object, { name: typeof name === "string" ? name : "", namespace: typeof namespace === "string" && namespace !== "" ? namespace : null }, spec, enterprise);
  return { manifests: [{ object, ...placesOf(document, reading, value) }], diagnostics: [] };
}

/** At most 64 remarks, with keys of at most 128 characters and values of at most 512 (`hashicorp/consul:agent/structs/config_entry.go`, validateConfigEntryMeta). */
function remarkProblem(meta: unknown): string | null {
  const pairs = isFields(meta) ? Object.entries(meta) : [];
  if (pairs.length > 64) return `has ${pairs.length} pairs, and Consul takes 64`;
  const long = pairs.find(([key, text]) => key.length > 128 || String(text).length > 512);
  return long === undefined ? null : "has a key of more than 128 characters, or a value of more than 512";
}

/** The name of intentions is that of their destination; a mesh is the only one. */
function objectOf(kind: string, { name, namespace }: { readonly name: string; readonly namespace: string | null }, spec: Fields, enterprise: boolean): KubernetesObject {
  const own = kind === "Mesh" ? "mesh" : name;
  const destination = { name, ...(namespace !== null && { namespace }) };
  const fields = kind === "ServiceIntentions" ? { destination, ...spec } : spec;
  const place = namespace ?? (enterprise ? "default" : null);
  return { apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata: { name: own, ...(place !== null && { namespace: place }) }, spec: fields };
}

interface Reading {
  /** Where in the document a field of the object stands, by the text of its path. */
  readonly places: Map<string, DocumentPath>;
  readonly strange: DocumentPath[];
}

function converted(value: unknown, shape: Shape, from: DocumentPath, to: DocumentPath, reading: Reading): unknown {
  reading.places.set(JSON.stringify(to), from);
  if (shape === "any") return value;
  if (shape === "duration") return typeof value === "number" ? `${value}ns` : value;
  if ("list" in shape) return Array.isArray(value) ? value.map((item, index) => converted(item, shape.list, [...from, index], [...to, index], reading)) : value;
  if (!isFields(value)) return value;
  if ("chosen" in shape) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, converted(inner, shape.chosen, [...from, key], [...to, key], reading)]));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const found = Object.entries(shape.fields).find(([name]) => plainKey(name) === plainKey(key));
      if (found === undefined) {
        reading.strange.push([...from, key]);
        return [];
      }
      return [[found[0], converted(inner, found[1], [...from, key], [...to, found[0]], reading)]];
    }),
  );
}

function placesOf({ origin }: NativeDocument, { places }: Reading, value: Fields): Pick<ManifestInput, "origin"> {
  if (origin === undefined) return {};
  const named = entryOf(value, "name")?.[0];
  const nearest = (path: DocumentPath): DocumentPath => {
    if (path[0] !== "spec" || path[1] === "destination") return named === undefined ? [] : [named];
    return places.get(JSON.stringify(path)) ?? nearest(path.slice(0, -1));
  };
  return { origin: (path) => origin(nearest(path)) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entryOf(value: Fields, name: string): readonly [string, unknown] | undefined {
  return Object.entries(value).find(([key]) => plainKey(key) === name);
}

function plainKey(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}

function refused({ value, origin }: NativeDocument, path: DocumentPath, problem: string): NativeRead {
  const field = pathText(path);
  const at: Origin = origin?.(path, path.length > 0 ? "key" : "value") ?? { file: nameText(value), start: 0, end: 0 };
  const words = { object: nameText(value), field, problem };
  return { manifests: [], diagnostics: [formDiagnostics["consul-no-config-entry"].report({ at, with: words, ...(field !== "" && { path: field }) })] };
}

function nameText(value: unknown): string {
  if (!isFields(value)) return "the document";
  const texts = ["kind", "name"].flatMap((key) => entryOf(value, key)?.[1] ?? []).filter((text) => typeof text === "string");
  return texts.length === 0 ? "the document" : texts.join(" ");
}
