import type { Placed, TrapWorld } from "./trap-world.ts";
import { at, listOf, nameNodeOf, textOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** A host that the settings of a container name, with the setting: most likely a service that it calls. */
export interface CallHint {
  readonly host: string;
  /** Whether it is written as a URL, so that it is surely a host. */
  readonly isUrl: boolean;
  readonly node: Written;
}

/** The hosts in the environment and the arguments of a pod's containers, and in the ConfigMaps that they take it from. */
export function callHints(podSpec: Written, namespace: string, world: TrapWorld): readonly CallHint[] {
  return listOf(at(podSpec, "containers")).flatMap((container) => settingsOf(container, namespace, world)).flatMap(hostsIn);
}

function settingsOf(container: Written, namespace: string, world: TrapWorld): readonly Written[] {
  const env = listOf(at(container, "env"));
  const maps = listOf(at(container, "envFrom")).map((source) => textOf(at(source, "configMapRef", "name")));
  const keys = env.map((each) => at(each, "valueFrom", "configMapKeyRef"));
  return [
    ...env.map((each) => at(each, "value")),
    ...["command", "args"].flatMap((list) => listOf(at(container, list))),
    ...maps.flatMap((name) => dataOf(name, namespace, world).flatMap((data) => Object.keys((data.value ?? {}) as object).map((key) => at(data, key)))),
    ...keys.flatMap((ref) => dataOf(textOf(at(ref, "name")), namespace, world).map((data) => at(data, textOf(at(ref, "key")) ?? ""))),
  ];
}

function dataOf(name: string | null, namespace: string, world: TrapWorld): readonly Written[] {
  const maps = world.of("", "ConfigMap").filter((each) => each.namespace === namespace && each.manifest.object.metadata.name === name);
  return maps.map(({ manifest }: Placed) => ({ ...nameNodeOf(manifest), value: (manifest.object as { readonly data?: unknown }).data, path: ["data"] }));
}

const longest = 4096;

function hostsIn(node: Written): readonly CallHint[] {
  const text = (textOf(node) ?? "").slice(0, longest);
  const urls = [...text.matchAll(/:\/\/(?:[\w.~%-]{1,64}@)?([A-Za-z0-9][A-Za-z0-9.-]{0,252})/g)].map(([, host]) => host ?? "");
  const bare = /^([A-Za-z0-9][A-Za-z0-9.-]{0,252})(?::\d{1,5})?$/.exec(text)?.[1];
  return [...urls.map((host) => ({ host: host.toLowerCase(), isUrl: true, node })), ...(bare === undefined ? [] : [{ host: bare.toLowerCase(), isUrl: false, node }])];
}
