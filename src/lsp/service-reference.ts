import { findListed, findService } from "../model/find-service.ts";
import type { MeshModel, Name, Service, Version } from "../model/index.ts";
import type { DocumentPath, Origin, PathStep } from "../source/origin.ts";
import { documentAt } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** A service that a word of a document means, with its version where one is meant, and the places where it is described. */
export interface ServiceReference {
  readonly service: Name;
  readonly version: Version | null;
  /** The version's entry, else its first policy, else the Kubernetes Service. */
  readonly described: readonly Origin[];
}

/** Keys whose text, items or entries name services, in any of the languages that are read. */
const naming = new Set(["service", "to", "from", "calls", "split", "mirror", "failover", "backends", "services"]);
/** Keys of references whose `name` is a service's (Gateway API: BackendRef, ParentReference). */
const referring = new Set(["backendRefs", "backendRef", "parentRefs"]);

/** What the word at an offset means as a service; null where it means none that is known. */
export function serviceAt(file: string, offset: number, snapshot: Snapshot): ServiceReference | null {
  const found = documentAt(file, offset, snapshot);
  if (found === null) return null;
  const { document, path } = found;
  const own = ownName(document.value, snapshot.defaultNamespace);
  const written = isOwnName(path) ? { text: own.name, namespace: own.namespace } : writtenName(document.value, path, own.namespace);
  return written === null ? null : meant(written, own, snapshot.analysis.model);
}

/** The service that a document speaks for: `spec.service`, else its own name. */
function ownName(value: unknown, defaultNamespace: string): Name {
  const [service, name, namespace] = [["spec", "service"], ["metadata", "name"], ["metadata", "namespace"]].map((path) => textAt(value, path));
  return { namespace: namespace ?? defaultNamespace, name: service ?? name ?? "" };
}

function isOwnName(path: DocumentPath): boolean {
  return path.join(".") === "metadata.name";
}

interface Written {
  readonly text: string;
  /** Of names that say none. */
  readonly namespace: string;
}

function writtenName(value: unknown, path: DocumentPath, home: string): Written | null {
  const last = path.at(-1);
  const words = path.filter((step): step is string => typeof step === "string");
  const parent = valueAt(value, path.slice(0, -1));
  const beside = textAt(parent, ["namespace"]) ?? home;
  const text = textAt(value, path);
  if (text !== null) return isNaming(last, words) ? { text, namespace: beside } : null;
  return typeof last === "string" && naming.has(words.at(-2) ?? "") ? { text: last, namespace: home } : null;
}

function isNaming(last: PathStep | undefined, words: readonly string[]): boolean {
  if (last === "name") return referring.has(words.at(-2) ?? "");
  return naming.has(words.at(-1) ?? "");
}

/** A bare name is a version of the document's own service before it is a service of its namespace. */
function meant({ text, namespace }: Written, own: Name, model: MeshModel): ServiceReference | null {
  const [, space, name = ""] = /^(?:([^/:]+)\/)?([^/:]+)(?::\d{1,5})?$/.exec(text) ?? [];
  const ours = findService(model, own);
  const version = space === undefined ? (ours?.versions.find((each) => each.name === name && name !== own.name) ?? null) : null;
  if (version !== null) return { service: own, version, described: [version.origin] };
  const full = { namespace: space ?? namespace, name };
  const described = describing(full, findService(model, full), model);
  return described.length === 0 ? null : { service: full, version: null, described };
}

function describing(name: Name, service: Service | null, model: MeshModel): readonly Origin[] {
  const listed = findListed(model.inventory, name);
  return service !== null ? [service.origin] : listed !== null ? [listed.origin] : [];
}

function textAt(value: unknown, path: DocumentPath): string | null {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : null;
}

function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((inner, step) => (typeof inner === "object" && inner !== null && Object.hasOwn(inner, step) ? (inner as Readonly<Record<PathStep, unknown>>)[step] : undefined), value);
}
