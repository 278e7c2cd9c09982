import fc from "fast-check";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { everything } from "../appmesh/api/support.ts";
import { oddPolicies } from "../appmesh/odd-policies.ts";
import { testAlterations } from "./altered-lowering.ts";
import { policies } from "./appmesh-policies.ts";

function profile(name: string, settings: Readonly<Record<string, string>> = {}) {
  return { target: "appmesh", version: appmesh.defaultVersion, name, settings: { ...appmesh.settings, ...settings } };
}

const profiles = [profile("kubernetes"), profile("kubernetes"), profile("api"), profile("kubernetes", { certificates: "file" })];
const everywhere = profiles.map((one) => ({ mesh: everything, profile: one }));
const odd = oddPolicies.map((mesh) => ({ mesh, profile: profile("kubernetes") }));
const drawn = fc.sample(fc.record({ mesh: policies, profile: fc.constantFrom(...profiles) }), { numRuns: 30, seed: 20_263 });

/** Exported functions of lowering whose absence no proof and no finding shows, and why. */
const survivors: Readonly<Record<string, string>> = {};

testAlterations({ target: appmesh, policies: [...everywhere, ...odd, ...drawn], survivors, functions: 50 });
