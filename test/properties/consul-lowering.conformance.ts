import fc from "fast-check";
import { consul } from "../../src/targets/consul/index.ts";
import { cases } from "../consul/lower/verified-cases.ts";
import { oddPolicies } from "../consul/odd-policies.ts";
import { testAlterations } from "./altered-lowering.ts";
import { consulPolicies } from "./consul-policies.ts";

function profile(name: string, settings: Readonly<Record<string, string>> = {}) {
  return { target: "consul", version: consul.defaultVersion, name, settings: { ...consul.settings, ...settings } };
}

const profiles = [profile("community"), profile("community-entries", { defaultIntentionPolicy: "deny" }), profile("enterprise", { acls: "managed" })];
const verified = cases.map(([, mesh, here]) => ({ mesh, profile: here }));
const drawn = fc.sample(fc.record({ mesh: consulPolicies, profile: fc.constantFrom(...profiles) }), { numRuns: 30, seed: 20_264 });

testAlterations({ target: consul, policies: [...verified, ...oddPolicies, ...drawn], survivors: {}, functions: 58 });
