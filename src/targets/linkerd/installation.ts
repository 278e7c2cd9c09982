import type { Profile } from "../../model/index.ts";
import type { TrapWorld } from "../trap-world.ts";
import type { World } from "../target.ts";

/** What of an installation decides whether manifests do what they say. */
export interface Installation {
  readonly clusterDomain: string;
  readonly trustDomain: string;
  readonly controlPlaneNamespace: string;
  /** Blocks of addresses of nodes, pods and Services. */
  readonly clusterNetworks: readonly string[];
}

/** Values of the chart where nobody says otherwise (`linkerd/linkerd2:charts/linkerd-control-plane/values.yaml`). */
const usualNetworks = "10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fd00::/8";

/**
 * The installation as the settings say, and before them the ConfigMap `linkerd-config`, in which an installation keeps its
 * values, where it is among the manifests (`linkerd/linkerd2:charts/linkerd-control-plane/templates/config.yaml`).
 */
export function installationOf(world: TrapWorld, profile: Profile, mesh: World["mesh"]): Installation {
  const config = world.of("", "ConfigMap").find(({ manifest }) => manifest.object.metadata.name === "linkerd-config");
  const kept = config === undefined ? "" : valuesOf(config.manifest.object);
  return {
    clusterDomain: valueIn(kept, "clusterDomain") ?? mesh.clusterDomain,
    trustDomain: valueIn(kept, "identityTrustDomain") ?? valueIn(kept, "clusterDomain") ?? mesh.trustDomain,
    controlPlaneNamespace: config?.namespace ?? profile.settings["controlPlaneNamespace"] ?? "linkerd",
    clusterNetworks: (valueIn(kept, "clusterNetworks") ?? usualNetworks).split(",").map((block) => block.trim()),
  };
}

function valuesOf(object: object): string {
  const { data } = object as { readonly data?: Readonly<Record<string, unknown>> | null };
  const values = data?.["values"];
  return typeof values === "string" ? values : "";
}

/** A value at the top of the chart's values. */
function valueIn(values: string, key: string): string | null {
  const line = values.split("\n").find((each) => each.startsWith(`${key}:`));
  const text = line?.slice(key.length + 1).trim().replace(/^["']|["']$/g, "") ?? "";
  return text === "" ? null : text;
}
