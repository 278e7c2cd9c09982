import { stringify } from "yaml";
import type { KubernetesObject, Manifest } from "../model/index.ts";
import type { Delivery } from "../targets/delivery.ts";
import { commentLines, generatedMark, header, sourcePlace } from "./generated.ts";
import type { NamedSources, OutputFile } from "./generated.ts";
import { nativeFiles } from "./native-files.ts";

const byKubernetes: Delivery = { form: null, applying: [] };

/**
 * The files of one target: one for each object, under the object's namespace, and a `kustomization.yaml` that lists
 * them in apply order, which is the order of `manifests`; or, where there is no Kubernetes, those of the native form. Same
 * manifests, same bytes.
 */
export function manifestFiles(target: string, manifests: readonly Manifest[], sources: NamedSources, { form, applying }: Delivery = byKubernetes): readonly OutputFile[] {
  if (manifests.length === 0) return [];
  if (form !== null) return sorted(nativeFiles(target, form, { manifests, sources, applying }));
  const files = manifests.map((manifest) => manifestFile(target, manifest, sources));
  return sorted([...files, kustomization(target, files, applying)]);
}

function sorted(files: readonly OutputFile[]): readonly OutputFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function manifestFile(target: string, manifest: Manifest, sources: NamedSources): OutputFile {
  const { kind, metadata } = manifest.object;
  const folder = metadata.namespace ?? "cluster";
  const path = `${target}/${pathPart(folder)}/${kebab(kind)}-${pathPart(metadata.name)}.yaml`;
  return { path, content: header(manifest.sources, sources) + yaml(withSource(manifest, sources)) };
}

/** The annotations say where the object comes from, so that a cluster can answer it too. */
function withSource(manifest: Manifest, sources: NamedSources): KubernetesObject {
  const first = manifest.sources[0];
  if (first === undefined) return manifest.object;
  const source = sources.get(first.file);
  const annotations = {
    ...manifest.object.metadata.annotations,
    "meshwright.dev/source": sourcePlace(first, sources),
    ...(source !== undefined && { "meshwright.dev/source-digest": source.digest }),
  };
  return { ...manifest.object, metadata: { ...manifest.object.metadata, annotations } };
}

function kustomization(target: string, files: readonly OutputFile[], applying: readonly string[]): OutputFile {
  const resources = files.map((file) => file.path.slice(target.length + 1));
  const object = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", sortOptions: { order: "fifo" }, resources };
  return { path: `${target}/kustomization.yaml`, content: `${generatedMark}; resources are listed in apply order.\n${commentLines(applying)}${yaml(object)}` };
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" });
}

/** Names are checked long before; a slash or dots here would leave the output folder, so that is a fault of ours. */
function pathPart(name: string): string {
  if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name)) throw new Error(`no file name can be made of ${JSON.stringify(name)}`);
  return name;
}

function kebab(kind: string): string {
  return kind.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}
