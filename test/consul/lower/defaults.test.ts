import { unsaidSettings } from "../../../src/model/vendor-default.ts";
import { consulDefaults } from "../../../src/targets/consul/defaults.ts";
import { backend, forward, name, port, service, version } from "../../support/build-model.ts";
import { lowered, profile } from "./support.ts";

const silent = service({ versions: [version({ name: "order", service: name("order"), podLabels: { app: "order" }, serviceAccount: "order" })], ports: [port({ fallback: forward(backend()) })] });
const deployments = [profile(), profile("community", "2.0", { defaultIntentionPolicy: "deny" }), profile("enterprise"), profile("community-entries"), profile("enterprise-entries", "1.18", { acls: "managed" })];

/** Whether some value stands under the path; `[]` is every item of a list. */
function stands(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  const inner = (value as Readonly<Record<string, unknown>>)[step.replace("[]", "")];
  return step.endsWith("[]") ? Array.isArray(inner) && inner.length > 0 && inner.every((item) => stands(item, rest)) : stands(inner, rest);
}

test.each(deployments)("everything that a policy may leave unsaid has an entry, for $name $version", (here) => {
  expect([...new Set(consulDefaults(here).map(({ setting }) => setting))].sort()).toEqual([...unsaidSettings].sort());
});

test.each(deployments)("what has a field is written where a policy is silent, for $name $version", (here) => {
  const { manifests, diagnostics } = lowered([silent], {}, here);
  expect(diagnostics).toEqual([]);
  const missing = consulDefaults(here).filter(({ written }) => {
    const [kind, ...steps] = written?.split(".") ?? [];
    return written !== null && !manifests.some(({ object }) => object.kind === kind && stands(object.spec, steps));
  });
  expect(missing.map(({ written }) => written)).toEqual([]);
});
