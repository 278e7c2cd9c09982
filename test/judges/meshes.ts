import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { analyse } from "../../src/analyse.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { InventoryService, KubernetesObject, MeshModel } from "../../src/model/index.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { profileOf } from "../../src/targets/profile.ts";
import type { World } from "../../src/targets/target.ts";
import type { JudgeCase, JudgeProxy } from "./programs.ts";

/** A mesh to be judged: objects and the world that our interpreter is told of. */
export interface JudgedMesh {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  readonly world: World;
  /** Kubernetes objects of the example, where there are more than the Services. */
  readonly proxies: readonly JudgeProxy[];
}

const root = join(__dirname, "..", "..");

/** The example mesh, compiled. */
export function exampleMesh(): JudgedMesh {
  const folder = join(root, "policies");
  const files = readdirSync(folder).sort().map((name) => ({ path: `policies/${name}`, text: readFileSync(join(folder, name), "utf8") }));
  const { model, diagnostics } = analyse(files);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`the example is not sound: ${errors.map(({ message }) => message).join("; ")}`);
  return meshOf("example", model, [{ name: "web", namespace: "shop", labels: { app: "web" } }, { name: "batch", namespace: "jobs", labels: { app: "batch" } }]);
}

/** What a model lowers to, in its sidecar profile. */
export function meshOf(name: string, model: MeshModel, proxies: readonly JudgeProxy[]): JudgedMesh {
  const { profile } = profileOf(istio, model, { target: "istio", version: null, profile: "sidecar" });
  const { manifests } = istio.lower(model, profile);
  const world = { inventory: statedInventory(model), mesh: model.mesh, profile };
  return { name, objects: manifests.map(({ object }) => object), world, proxies };
}

/** The mesh for Istio's own code: Services get addresses, since a Service without one has no listener. */
export function judgeCase({ name, objects, world, proxies }: JudgedMesh): JudgeCase {
  const services = world.inventory.services.map((service, index) => stringify(kubernetesService(service, index)));
  return { name, kubernetes: services.join("---\n"), istio: objects.map((object) => stringify(object)).join("---\n"), proxies };
}

function kubernetesService({ id, ports, selector }: InventoryService, index: number): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: id,
    spec: {
      clusterIP: `10.${Math.floor(index / 65536) % 256}.${Math.floor(index / 256) % 256}.${(index % 255) + 1}`,
      ...(selector !== null && { selector }),
      ports: ports.map(({ port, targetPort, protocol }) => ({ name: `${protocol ?? "sniffed"}-${port}`, port, targetPort: targetPort ?? port })),
    },
  };
}

/** Kinds that say where a request goes; access is judged by nobody but us. */
export function routingOnly(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const access = ["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication", "Telemetry"];
  return objects.filter(({ kind }) => !access.includes(kind));
}
