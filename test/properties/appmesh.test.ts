import fc from "fast-check";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import { policies } from "./appmesh-policies.ts";
import { sampledFaults } from "./sampled.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "20");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");
const profile = { target: "appmesh", version: appmesh.defaultVersion, name: "kubernetes", settings: appmesh.settings };

/** Codes of policies that could not be lowered: quotas, and mutual TLS of a scope that voids rules. */
const refused: string[] = [];

function faultsOf(mesh: MeshModel): readonly string[] {
  const lowered = appmesh.lower(mesh, profile);
  const refusals = lowered.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  if (refusals.length > 0) {
    refused.push(...refusals);
    return refusals.filter((code) => !["MW4501", "MW4513"].includes(code));
  }
  const losses = lowered.ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  const unasked = losses.filter(({ consent }) => consent === null).map(({ field, kind }) => `${field} is ${kind} though nobody consented`);
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile };
  const { read, diagnostics } = appmesh.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const result = verify(mesh, decide(mesh), read, lowered.ledger, { target: "appmesh" });
  const proofs = result.proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  const singles = proofs.length > 0 ? [] : sampledFaults(mesh, decide(mesh), read, lowered.ledger, seed, "appmesh");
  return [...unasked, ...diagnostics.map(({ message }) => message), ...proofs, ...singles.map((text) => `proved, and yet ${text}`)];
}

test("App Mesh's manifests mean what the policy says, whatever it says", () => {
  fc.assert(
    fc.property(policies, (mesh) => {
      expect(faultsOf(mesh)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(refused.length).toBeLessThan(runs / 5);
});
