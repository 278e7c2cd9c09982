import fc from "fast-check";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { testAlterations } from "../properties/altered-lowering.ts";
import type { Tried } from "../properties/altered-lowering.ts";
import { budgetedPolicies, linkerdPolicies } from "../properties/linkerd-policies.ts";
import { profile } from "./lower/support.ts";
import { oddPolicies } from "./odd-policies.ts";

const sample = (drawn: fc.Arbitrary<MeshModel>, numRuns: number, settings: Readonly<Record<string, string>> = {}): readonly Tried[] =>
  fc.sample(drawn, { numRuns, seed: 20_264 }).map((mesh) => ({ mesh, profile: profile(settings) }));

testAlterations({
  target: linkerd,
  policies: [...oddPolicies, ...sample(linkerdPolicies, 50), ...sample(budgetedPolicies, 12, { retryBudget: "profile" })],
  survivors: {
    "hidden-port.ts hiddenPort": "a finding has nothing that could be emptied",
    "objects.ts actionKey": "what it gives is a function, which has nothing that could be emptied",
  },
  functions: 58,
  shared: ["retry-drafts.ts"],
});
