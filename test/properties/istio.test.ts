import fc from "fast-check";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { serviceUses } from "../../src/targets/feature-uses.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { policies } from "./policies.ts";
import { sampledFaults } from "./sampled.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "60");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");
const profile = { target: "istio", version: istio.defaultVersion, name: "sidecar", settings: istio.settings };

/** Codes of policies that could not be lowered: conditions that cells name, such as patterns that cannot be joined. */
const refused: string[] = [];

/** How often each cell of the capability table was generated. */
const counts = new Map<string, number>();

function count(mesh: MeshModel): void {
  for (const service of mesh.services) for (const { feature } of serviceUses(service, mesh)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
}

function faultsOf(mesh: MeshModel): readonly string[] {
  const lowered = istio.lower(mesh, profile);
  const refusals = lowered.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  if (refusals.length > 0) {
    refused.push(...refusals);
    return [];
  }
  const losses = lowered.ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  const unasked = losses.filter(({ consent }) => consent === null).map(({ field, kind }) => `${field} is ${kind} though nobody consented`);
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile };
  const { read, diagnostics } = istio.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const result = verify(mesh, decide(mesh), read, lowered.ledger, { target: "istio" });
  const proofs = result.proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  const singles = proofs.length > 0 ? [] : sampledFaults(mesh, decide(mesh), read, lowered.ledger, seed);
  return [...unasked, ...diagnostics.map(({ message }) => message), ...proofs, ...singles.map((text) => `proved, and yet ${text}`)];
}

afterAll(() => {
  const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([feature, times]) => `${feature} ${times}`);
  process.stdout.write(`cells generated in ${runs} policies: ${lines.join(", ")}; refused: ${refused.sort().join(", ") || "none"}\n`);
});

test("Istio's manifests mean what the policy says, whatever it says", () => {
  fc.assert(
    fc.property(policies, (mesh) => {
      count(mesh);
      expect(faultsOf(mesh)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(refused.length).toBeLessThan(runs / 5);
});
