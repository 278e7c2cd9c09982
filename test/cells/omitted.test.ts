import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import type { Feature, Profile } from "../../src/model/index.ts";
import { mayBeOmitted } from "../../src/targets/omit.ts";
import { targets } from "../../src/targets/index.ts";
import { markedPolicy } from "./policies.ts";

const defaults: readonly Profile[] = targets.map(({ name, defaultVersion, profiles, settings }) => ({ target: name, version: defaultVersion, name: profiles[0] ?? "", settings }));
const tableOf = (profile: Profile) => targets.find(({ name }) => name === profile.target)?.capabilities(profile) ?? {};
const cells = defaults.flatMap((profile) =>
  (Object.entries(tableOf(profile)) as [Feature, { readonly kind: string }][]).flatMap(([feature, { kind }]) => (kind === "unsupported" && mayBeOmitted(feature) ? [{ target: profile.target, profile, feature }] : [])),
);

function compiled(feature: Feature, { target, name, version }: Profile, consents: string) {
  const text = markedPolicy(feature, { target, profile: name }, consents).replace(/[‹›]/g, "");
  // App Mesh knows one policy of balancing only, which is beside the point for a slow start.
  const files = [{ path: "p.yaml", text: target === "appmesh" ? text.replace("policy: least-request, ", "policy: round-robin, ") : text }];
  const { model } = analyse(files);
  return compile(model, files, { targets: [{ target, version, profile: name }], asOf: "2026-06-01", verify: true });
}

/** The field that the refusal offers to do without. */
function offered(feature: Feature, profile: Profile): readonly string[] {
  const { diagnostics } = compiled(feature, profile, "");
  const stanzas = diagnostics.filter(({ code }) => code === "MW4001").map(({ help }) => /omitted: \[([\w.]+)\]/.exec(help ?? "")?.[1]);
  return [...new Set(stanzas.flatMap((field) => field ?? []))];
}

test.each(cells)("$target: with the author's consent it does without $feature, and the ledger says so", ({ target, profile, feature }) => {
  const fields = offered(feature, profile);
  expect(fields.length).toBeGreaterThan(0);
  const { outputs, diagnostics } = compiled(feature, profile, `  targets: { ${target}: { omitted: [${fields.join(", ")}], because: it is tested } }\n`);
  expect(diagnostics.filter(({ severity, code }) => severity === "error" && code !== "MW4002").map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const entries = outputs.flatMap(({ ledger }) => ledger).filter(({ kind, consent }) => kind === "omitted" && consent?.kind === "omitted");
  expect(entries.length).toBeGreaterThan(0);
  const proofs = outputs.flatMap(({ verification }) => verification?.proofs ?? []);
  expect(proofs.filter(({ proof }) => proof.kind !== "proved")).toEqual([]);
});

test.each([
  ["mirror", "istio", "MW4005"],
  ["slowStart", "linkerd", "MW4004"],
])("consent to do without %s that %s has no need of is an error", (field, target, code) => {
  const profile = defaults.find((one) => one.target === target);
  if (profile === undefined) throw new Error(target);
  const { diagnostics } = compiled("mirror", profile, `  targets: { ${target}: { omitted: [${field}${target === "linkerd" ? ", mirror" : ""}], because: it is tested } }\n`);
  expect(diagnostics.filter(({ severity }) => severity === "error").map((one) => one.code)).toEqual([code]);
});

test.each(["match.path", "redirect", "access.default", "mtls"])("nobody can do without %s by consent", (field) => {
  const text = `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: order, namespace: shop }\nspec: { port: 8080, targets: { linkerd: { omitted: [${field}], because: no } } }\n`;
  const files = [{ path: "p.yaml", text }];
  const { model, diagnostics } = analyse(files);
  const { diagnostics: found } = compile(model, files, { targets: [{ target: "linkerd", version: null, profile: null }], asOf: "2026-06-01", verify: true });
  expect([...diagnostics, ...found].filter(({ severity }) => severity === "error").length).toBeGreaterThan(0);
});
