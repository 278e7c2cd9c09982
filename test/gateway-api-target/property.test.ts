import fc from "fast-check";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { connectionPolicies } from "./connection-policies.ts";
import { policies } from "./policies.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "8");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");

const refused: string[] = [];

function faultsOf(mesh: MeshModel, profileName: string, settings: Readonly<Record<string, string>> = {}): readonly string[] {
  const profile = { target: "gateway-api", version: gatewayApi.defaultVersion, name: profileName, settings: { ...gatewayApi.settings, gatewayClassName: "any", ...settings } };
  const lowered = gatewayApi.lower(mesh, profile);
  const refusals = lowered.diagnostics.filter(({ severity }) => severity === "error");
  if (refusals.length > 0) {
    refused.push(...new Set(refusals.map(({ code }) => code)));
    return [];
  }
  const unasked = lowered.ledger.filter(({ kind, consent }) => (kind === "approximate" || kind === "omitted") && consent === null);
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile };
  const { read, diagnostics } = gatewayApi.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const proofs = verify(mesh, decide(mesh), read, lowered.ledger, { target: "gateway-api" }).proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  return [...unasked.map(({ field }) => `${field} is not exact though nobody consented`), ...diagnostics.map(({ message }) => message), ...proofs];
}

afterAll(() => {
  const counts = [...new Set(refused)].sort().map((code) => `${code} ${refused.filter((each) => each === code).length}`);
  process.stdout.write(`refused in ${2 * runs} policies: ${counts.join(", ") || "none"}\n`);
});

test.each(["standard", "experimental"])("manifests of the %s channel mean what the policy says", (profileName) => {
  refused.length = 0;
  fc.assert(
    fc.property(policies(profileName === "experimental"), (mesh) => {
      expect(faultsOf(mesh, profileName)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(refused.length).toBeLessThan(runs / 2);
});

test.each(["unstated", "last", "length", "first"])("patterns that rank %s mean what the policy says, or are refused", (regexRank) => {
  refused.length = 0;
  fc.assert(
    fc.property(policies(false, false, true), (mesh) => {
      expect(faultsOf(mesh, "standard", { regularExpressions: "re2", regexRank })).toEqual([]);
    }),
    { numRuns: Math.ceil(runs / 4), seed },
  );
  expect(refused.length).toBeLessThan(runs / 4);
});

test("routes of connections mean what the policy says", () => {
  refused.length = 0;
  fc.assert(
    fc.property(connectionPolicies, (mesh) => {
      expect(faultsOf(mesh, "standard")).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(refused.length).toBeLessThan(runs);
});
