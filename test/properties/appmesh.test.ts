import fc from "fast-check";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { MeshModel, Profile } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { asWritten } from "../../src/targets/delivery.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import { policies } from "./appmesh-policies.ts";
import { sampledFaults } from "./sampled.ts";
import { underOneService } from "./under-one-service.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "12");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");

function profileOf(name: string, settings: Readonly<Record<string, string>> = {}): Profile {
  return { target: "appmesh", version: appmesh.defaultVersion, name, settings: { ...appmesh.settings, ...settings } };
}

/** Every way of driving App Mesh, of finding endpoints and of having certificates. */
const profiles = fc.constantFrom(profileOf("kubernetes"), profileOf("kubernetes"), profileOf("kubernetes", { discovery: "cloudMap" }), profileOf("kubernetes", { certificates: "file" }), profileOf("api"), profileOf("api", { certificates: "file" }));

/** Codes of policies that could not be lowered: quotas, and mutual TLS of a scope that voids rules. */
const refused: string[] = [];

function faultsOf(mesh: MeshModel, profile: Profile): readonly string[] {
  const lowered = appmesh.lower(mesh, profile);
  const refusals = lowered.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  if (refusals.length > 0) {
    refused.push(refusals.join());
    return refusals.filter((code) => !["MW4501", "MW4513"].includes(code));
  }
  const losses = lowered.ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  const unasked = losses.filter(({ consent }) => consent === null).map(({ field, kind }) => `${field} is ${kind} though nobody consented`);
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile };
  const written = asWritten(appmesh, profile, lowered.manifests);
  const { read, diagnostics } = appmesh.interpret(written.manifests, world);
  const result = verify(mesh, decide(mesh), read, lowered.ledger, { target: "appmesh" });
  const proofs = result.proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  const singles = proofs.length > 0 ? [] : sampledFaults(mesh, decide(mesh), read, lowered.ledger, seed, "appmesh");
  return [...unasked, ...[...written.diagnostics, ...diagnostics].map(({ message }) => message), ...proofs, ...singles.map((text) => `proved, and yet ${text}`)];
}

test("App Mesh's manifests mean what the policy says, whatever it says", () => {
  fc.assert(
    fc.property(policies, profiles, (drawn, profile) => {
      const mesh = profile.name === "api" || profile.settings["discovery"] === "cloudMap" ? underOneService(drawn) : drawn;
      expect(faultsOf(mesh, profile)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(refused.length).toBeLessThan(runs / 4);
});
