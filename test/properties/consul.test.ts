import fc from "fast-check";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { consul } from "../../src/targets/consul/index.ts";
import { asWritten } from "../../src/targets/delivery.ts";
import { serviceUses } from "../../src/targets/feature-uses.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import type { MeshModel, Profile } from "../../src/model/index.ts";
import { consulPolicies } from "./consul-policies.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "8");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");

/** Codes of policies that could not be lowered: conditions that cells name. */
const refused: string[] = [];

/** How often each cell of the capability table was generated. */
const counts = new Map<string, number>();

function count(mesh: MeshModel): void {
  for (const service of mesh.services) for (const { feature } of serviceUses(service, mesh)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
}

const deployments: readonly Profile[] = [
  { target: "consul", version: consul.defaultVersion, name: "community", settings: consul.settings },
  { target: "consul", version: "1.22", name: "community", settings: { ...consul.settings, acls: "managed" } },
  { target: "consul", version: "1.18", name: "enterprise", settings: { ...consul.settings, acls: "managed", defaultIntentionPolicy: "allow", transparentProxy: "off" } },
  { target: "consul", version: "1.20", name: "community-entries", settings: { ...consul.settings, acls: "managed" } },
  { target: "consul", version: consul.defaultVersion, name: "enterprise-entries", settings: consul.settings },
];

function faultsOf(mesh: MeshModel, profile: Profile): readonly string[] {
  const lowered = consul.lower(mesh, profile);
  const refusals = lowered.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  if (refusals.length > 0) {
    refused.push(...refusals);
    return [];
  }
  const losses = lowered.ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  const unasked = losses.filter(({ consent }) => consent === null).map(({ field, kind }) => `${field} is ${kind} though nobody consented`);
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile };
  const written = asWritten(consul, profile, lowered.manifests);
  const { read, diagnostics } = consul.interpret(written.manifests, world);
  const result = verify(mesh, decide(mesh), read, lowered.ledger, { target: "consul" });
  const proofs = result.proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  return [...unasked, ...[...written.diagnostics, ...diagnostics].map(({ message }) => message), ...proofs];
}

afterAll(() => {
  const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([feature, times]) => `${feature} ${times}`);
  process.stdout.write(`cells generated in ${runs} policies: ${lines.join(", ")}; refused: ${refused.sort().join(", ") || "none"}\n`);
});

/** The usual deployment gets all of the policies, every other one a quarter of as many. */
const shares = deployments.map((profile, index) => [`${profile.name} ${profile.version}, ACLs ${profile.settings["acls"] ?? ""}`, profile, index === 0 ? runs : Math.ceil(runs / 4)] as const);

test.each(shares)("Consul's objects mean what the policy says: %s", (_, profile, numRuns) => {
  refused.length = 0;
  fc.assert(
    fc.property(consulPolicies, (mesh) => {
      count(mesh);
      const faults = faultsOf(mesh, profile);
      if (faults.length > 0) throw new Error(faults.join("\n"));
    }),
    { numRuns, seed },
  );
  expect(refused.length).toBeLessThan(numRuns);
});
