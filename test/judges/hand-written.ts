import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { casesOf, objectOf, worldOf, type Case } from "../istio/interpret/case.ts";
import type { JudgedMesh } from "./meshes.ts";

const folder = join(__dirname, "..", "istio", "interpret", "cases");

/** The hand-written cases of routing in a sidecar, as meshes: Istio's own code has to agree with them. */
export function handWrittenMeshes(): readonly JudgedMesh[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort();
  return files.flatMap((file) => {
    const cases = casesOf(readFileSync(join(folder, file), "utf8"));
    return cases.flatMap((one, index) => (isJudged(one) ? [meshOfCase(one, `${file.replace(".yaml", "")}-${String(index).padStart(2, "0")}`)] : []));
  });
}

/** Sidecars of the newest version, ordinary domains: what the judge is set up for. Objects that Istio drops are not written for it. */
function isJudged({ world, expect, manifests }: Case): boolean {
  const usual = (world?.profile ?? "sidecar") === "sidecar" && (world?.version ?? "1.31") === "1.31" && Object.keys(world?.settings ?? {}).length === 0;
  const sound = expect["diagnostics"] === undefined || JSON.stringify(expect["diagnostics"]) === "[]";
  const shared = (manifests ?? []).every((object) => object.kind !== "Gateway" && object.kind !== "EnvoyFilter");
  return usual && sound && shared && world?.trustDomain === undefined && world?.complete !== false && (manifests ?? []).some(({ kind }) => kind === "VirtualService");
}

function meshOfCase(one: Case, name: string): JudgedMesh {
  const { from } = one.request;
  const proxy = { name: "caller", namespace: from?.namespace ?? "default", labels: from?.labels ?? {} };
  return { name, objects: (one.manifests ?? []).map(objectOf), world: worldOf(one.world ?? {}), proxies: [proxy] };
}
