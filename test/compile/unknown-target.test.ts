import { analyse } from "../../src/analyse.ts";
import { targets } from "../../src/targets/index.ts";
import { newFolder, policy } from "../cli/harness.ts";

const wrong = (kind: string, spec: string): string => `apiVersion: meshwright.dev/v1alpha1\nkind: ${kind}\nmetadata: { name: order, namespace: shop }\nspec: { ${spec} }\n`;

test.each([
  ["ServicePolicy", "port: 8080, targets: { isto: { excluded: true, because: a } }", "did you mean `istio`?"],
  ["MeshPolicy", "scope: mesh, targets: { nomad-mesh: { profile: x } }", `known targets are ${targets.map(({ name }) => name).join(", ")}`],
])("%s: a name that no target has is an error at the name", (kind, spec, help) => {
  const text = wrong(kind, spec);
  const { diagnostics } = analyse([{ path: "p.yaml", text }]);
  const found = diagnostics.filter(({ code }) => code === "MW1045");
  expect(found.map((each) => [each.help, text.slice(each.origin.start, each.origin.end)])).toEqual([[help, kind === "MeshPolicy" ? "nomad-mesh" : "isto"]]);
});

test("so it is in the configuration", async () => {
  const folder = newFolder({ "meshwright.yaml": "targets: { isto: {} }\n", "p.yaml": policy("order") });
  const { code, stderr } = await folder.run(["lint", "p.yaml"]);
  expect(code).toBe(2);
  expect(stderr).toContain("meshwright.yaml:1:12 error MW1045: `isto` is not a target");
});
