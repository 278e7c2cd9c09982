import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { analyse } from "../../src/analyse.ts";
import { istio } from "../../src/targets/istio/index.ts";
import type { MeshModel, Profile } from "../../src/model/index.ts";
import { testAlterations } from "./altered-lowering.ts";
import { drawn } from "./drawn.ts";
import { survivors } from "./lowering-survivors.ts";
import { oddPolicies } from "./odd-policies.ts";

const root = join(__dirname, "..", "..");

function example(): MeshModel {
  const files = readdirSync(join(root, "policies")).sort().map((name) => ({ path: `policies/${name}`, text: readFileSync(join(root, "policies", name), "utf8") }));
  return analyse(files).model;
}

/** The policies that every altered lowering is tried on: generated ones, the example, and some that conditions refuse. */
const sidecar: Profile = { target: "istio", version: istio.defaultVersion, name: "sidecar", settings: istio.settings };
const policies = [{ mesh: example(), profile: sidecar }, ...oddPolicies, ...fc.sample(drawn, { numRuns: 40, seed: 20_262 })];

testAlterations({ target: istio, policies, survivors, functions: 62, shared: ["service-lowering.ts"] });
