import fc from "fast-check";
import { istio } from "../../src/targets/istio/index.ts";
import { policies } from "../properties/policies.ts";
import { meshOf, type JudgedMesh } from "./meshes.ts";

/** Meshes of generated policies that Istio can say, the same in every run. */
export function generatedMeshes(count: number): readonly JudgedMesh[] {
  const models = fc.sample(policies, { numRuns: count, seed: 20_261 });
  const profile = { target: "istio", version: istio.defaultVersion, name: "sidecar", settings: istio.settings };
  const sound = models.filter((model) => istio.lower(model, profile).diagnostics.every(({ severity }) => severity !== "error"));
  return sound.map((model, index) => meshOf(`generated-${String(index).padStart(3, "0")}`, model, [
    { name: "front", namespace: "web", labels: { app: "front" } },
    { name: "order", namespace: "shop", labels: { app: "order" } },
  ]));
}
