import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import type { Feature, MeshModel } from "../../src/model/index.ts";
import { scopeUses, serviceUses } from "../../src/targets/feature-uses.ts";
import { istio } from "../../src/targets/istio/index.ts";
import type { Lowered } from "../../src/targets/target.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import type { Drawn } from "./drawn.ts";
import { sampledFaults } from "./sampled.ts";

/** What is wrong with Istio's answer to a policy, and the codes of conditions that it refused. */
export interface Faults {
  readonly faults: readonly string[];
  readonly refused: readonly string[];
}

/** Every cell of the table that a policy asks for. */
export function cellsOf(mesh: MeshModel): ReadonlySet<Feature> {
  const egress: readonly Feature[] = mesh.mesh.egress?.value === "deny" ? ["egress.default"] : [];
  return new Set([...mesh.services.flatMap((service) => serviceUses(service, mesh)), ...mesh.mesh.scopes.flatMap(scopeUses)].map(({ feature }) => feature).concat(egress));
}

/** Lowers, reads back, proves and samples; refusals must be the table's, or conditions that a cell names. */
export function faultsOf({ mesh, profile }: Drawn, seed: number): Faults {
  const lowered = istio.lower(mesh, profile);
  const table = istio.capabilities(profile);
  const beyond = [...cellsOf(mesh)].filter((feature) => table[feature].kind === "unsupported");
  const errors = lowered.diagnostics.filter(({ severity }) => severity === "error");
  const silent = beyond.filter((feature) => !errors.some((error) => refuses(error, feature))).map((feature) => `${feature} cannot be said, and is not refused`);
  const groundless = errors.filter(({ code, message }) => code === "MW4001" && !beyond.some((feature) => names(message, feature))).map(({ message }) => message);
  const refused = errors.map(({ code }) => code).filter((code) => code !== "MW4001");
  if (errors.length > 0) return { faults: [...silent, ...groundless], refused };
  return { faults: [...silent, ...consentFaults({ mesh, profile }, lowered), ...proofFaults({ mesh, profile }, lowered, seed)], refused: [] };
}

function refuses({ code, message }: Diagnostic, feature: Feature): boolean {
  return code === "MW4001" && names(message, feature);
}

/** A field that is called like its cell is named once. */
function names(message: string, feature: Feature): boolean {
  return message.includes(`(${feature})`) || message.includes(`say \`${feature}\``);
}

/** Where every cell is exact nothing is approximated, and what is approximated is written with consent only. */
function consentFaults({ mesh, profile }: Drawn, { ledger }: Lowered): readonly string[] {
  const table = istio.capabilities(profile);
  const losses = ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  const unasked = losses.filter(({ consent }) => consent === null).map(({ field, kind }) => `${field} is ${kind} though nobody consented`);
  const exact = [...cellsOf(mesh)].every((feature) => table[feature].kind === "exact");
  const surplus = exact ? losses.map(({ field, kind }) => `${field} is ${kind} though every cell is exact`) : [];
  if (losses.length === 0) return [...unasked, ...surplus];
  const bare = istio.lower({ ...mesh, services: mesh.services.map((service) => ({ ...service, consents: [] })) }, profile);
  return [...unasked, ...surplus, ...(bare.diagnostics.some(({ code }) => code === "MW4002") ? [] : ["an approximation is written without consent"])];
}

function proofFaults({ mesh, profile }: Drawn, lowered: Lowered, seed: number): readonly string[] {
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile };
  const { read, diagnostics } = istio.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const result = verify(mesh, decide(mesh), read, lowered.ledger, { target: "istio" });
  const proofs = result.proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  const singles = proofs.length > 0 ? [] : sampledFaults(mesh, decide(mesh), read, lowered.ledger, seed);
  return [...diagnostics.map(({ message }) => message), ...proofs, ...singles.map((text) => `proved, and yet ${text}`)];
}
