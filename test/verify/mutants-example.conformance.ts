import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { KubernetesObject } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { profileOf } from "../../src/targets/profile.ts";
import { verify } from "../../src/verify/index.ts";
import { withoutEffectInExample } from "./mutants-survivors.ts";
import { mutantsOf } from "./mutants.ts";

const root = join(__dirname, "..", "..");

/** Every how many-th change is tried; 1 for all of them. */
const stride = Number(process.env["MESHWRIGHT_STRIDE"] ?? "1");

function example() {
  const files = readdirSync(join(root, "policies")).sort().map((name) => ({ path: `policies/${name}`, text: readFileSync(join(root, "policies", name), "utf8") }));
  const { model } = analyse(files);
  const { profile } = profileOf(istio, model, { target: "istio", version: null, profile: null });
  return { model, profile, ...istio.lower(model, profile) };
}

test("verify refutes every change of the example mesh's manifests, but those without effect", () => {
  const { model, profile, manifests, ledger, diagnostics } = example();
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const objects = manifests.map(({ object }) => object);
  const world = { inventory: statedInventory(model), mesh: model.mesh, profile };
  const noticed = (changed: readonly KubernetesObject[]): boolean => {
    const reading = istio.interpret(changed.map((object) => ({ object })), world);
    return reading.diagnostics.length > 0 || verify(model, decide(model), reading.read, ledger, { target: "istio" }).diagnostics.length > 0;
  };
  expect(noticed(objects)).toBe(false);
  const mutants = objects.flatMap((object, index) =>
    mutantsOf(object.spec, `${object.kind} ${object.metadata.name}`).map(({ change, spec }) => ({ change, objects: objects.map((other, at) => (at === index ? { ...other, spec: spec as Record<string, unknown> } : other)) })),
  );
  const unseen = new Set(mutants.filter((mutant, index) => index % stride === 0 && !noticed(mutant.objects)).map(({ change }) => change));
  expect(mutants.length).toBeGreaterThan(500);
  expect([...unseen].filter((change) => !withoutEffectInExample.some(([pattern]) => pattern.test(change)))).toEqual([]);
});
