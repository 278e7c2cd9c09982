import fc from "fast-check";
import { stringify } from "yaml";
import { analyse } from "../../src/analyse.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import { policies } from "./policies.ts";
import { profile } from "./support.ts";

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "15");
const seed = Number(process.env["MESHWRIGHT_SEED"] ?? "1");

let compared = 0;

/** What the manifests say to the dialect that reads the Gateway API as policy, which shares nothing with the target. */
function faultsOf(mesh: MeshModel): readonly string[] {
  const lowered = gatewayApi.lower(mesh, profile());
  if (lowered.diagnostics.length > 0 || mesh.gateways.some(({ listeners }) => listeners.length === 0 || keepsScheme(mesh))) return [];
  const files = [{ path: "manifests.yaml", text: lowered.manifests.map(({ object }) => stringify(object, { aliasDuplicateObjects: false })).join("---\n") }];
  const { model, diagnostics } = analyse(files);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`);
  if (errors.length > 0) return errors;
  compared += 1;
  return verify(mesh, decide(mesh), decide(model), lowered.ledger, { target: "gateway-api" }).proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return [`${entry}: ${proof.reasons.join("; ")}`];
    return [`${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect, wanted, got }) => `${effect} ${wanted} | ${got}`).join("; ")}`];
  });
}

/** The dialect knows the scheme of a listener's calls, and the proof asks about calls of both schemes. */
function keepsScheme(mesh: MeshModel): boolean {
  return mesh.services.some(({ ports }) => ports.some(({ arms }) => arms.some(({ route: { action } }) => action.kind === "redirect" && action.scheme === null)));
}

test("what is written means the same when it is read as policy", () => {
  fc.assert(
    fc.property(policies(false, false), (mesh) => {
      expect(faultsOf(mesh)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  expect(compared).toBeGreaterThan(runs / 2);
});
