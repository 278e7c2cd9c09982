import fc from "fast-check";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import type { MeshModel, Profile } from "../../src/model/index.ts";
import { budgetedPolicies, linkerdPolicies } from "./linkerd-policies.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "15");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");

function profileOf(settings: Readonly<Record<string, string>>): Profile {
  return { target: "linkerd", version: linkerd.defaultVersion, name: "sidecar", settings: { ...linkerd.settings, ...settings } };
}

/** Codes that say a condition of a cell is not met; anything else is a fault of the generator. */
const conditional: readonly string[] = ["MW4304", "MW4305", "MW4307", "MW4310", "MW4313", "MW4314", "MW4318"];

function faultsOf(mesh: MeshModel, lowerFor: Profile, readAs: Profile, refused: string[]): readonly string[] {
  const lowered = linkerd.lower(mesh, lowerFor);
  const errors = lowered.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    refused.push(...new Set(errors.map(({ code }) => code)));
    return errors.filter(({ code }) => !conditional.includes(code)).map(({ code, message }) => `${code} ${message}`);
  }
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: readAs };
  const { read, diagnostics } = linkerd.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const watched: typeof read = (question) => {
    const decision = read(question);
    const tied = decision.notes.find((note) => note.startsWith("order-dependent"));
    return tied === undefined ? decision : { ...decision, outcome: "unsupported", reason: tied };
  };
  const result = verify(mesh, decide(mesh), watched, lowered.ledger, { target: "linkerd" });
  const proofs = result.proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")} ${proof.got.reason ?? ""}`];
  });
  return [...diagnostics.map(({ message }) => message), ...proofs];
}

test.each(["length", "specification"])("manifests for proxies that rank by %s mean what the policy says", (ranking) => {
  const refused: string[] = [];
  fc.assert(
    fc.property(linkerdPolicies, (mesh) => {
      expect(faultsOf(mesh, profileOf({ routeRanking: ranking }), profileOf({ routeRanking: ranking }), refused)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(refused.length).toBeLessThan((ranking === "length" ? 0.5 : 0.7) * runs);
});

test("a ServiceProfile keeps a retry budget, and means what the policy says", () => {
  fc.assert(
    fc.property(budgetedPolicies, (mesh) => {
      const keeping = profileOf({ retryBudget: "profile" });
      expect(faultsOf(mesh, keeping, keeping, [])).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
});
