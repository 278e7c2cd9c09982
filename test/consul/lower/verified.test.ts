import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { consul } from "../../../src/targets/consul/index.ts";
import { asWritten } from "../../../src/targets/delivery.ts";
import { requestText, verify } from "../../../src/verify/index.ts";
import { cases } from "./verified-cases.ts";

const elsewhere = cases.map(([what, given, here]) => [`${what}, as config entries`, given, { ...here, name: `${here.name}-entries` }] as const);

test.each([...cases, ...elsewhere])("what is written for %s means what the policy says", (_, given, here) => {
  const lowered = consul.lower(given, here);
  const { read, diagnostics } = consul.interpret(asWritten(consul, here, lowered.manifests).manifests, { inventory: statedInventory(given), mesh: given.mesh, profile: here });
  const { proofs } = verify(given, decide(given), read, lowered.ledger, { target: "consul" });
  const faults = proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
  expect([...lowered.diagnostics, ...diagnostics].map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  expect(faults).toEqual([]);
});
