import { analyse } from "../../src/analyse.ts";

const head = "apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: order, namespace: shop }\nspec:\n";

function found(spec: string): readonly string[] {
  return analyse([{ path: "order.yaml", text: head + spec }]).diagnostics.map(({ code, origin }) => `${code} ${(head + spec).slice(origin.start, origin.end)}`);
}

test.each<[string, string, readonly string[]]>([
  ["a value with an unknown tag is not judged", "  port: !Ref OrderPort\n", ["MW1005 !Ref"]],
  ["a key beside it is", "  port: !Ref OrderPort\n  prot: http\n", ["MW1005 !Ref", "MW1020 prot"]],
  ["nor is a value on the same line forgotten", "  port: 08080\n  deadlin: 2s\n", ["MW1012 08080", "MW1020 deadlin"]],
  ["a mapping whose only key could not be read is not empty", "  port: 80\n  versions:\n    1: { service: order-v1 }\n", ["MW1006 1"]],
  ["an alias without anchor is one mistake", "  port: *port\n", ["MW1010 *port"]],
])("%s", (_, spec, expected) => expect(found(spec)).toEqual(expected));

test("a mistake in a MeshPolicy does not hide the gateways and token providers that it declares beside", () => {
  const mesh = "apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: istio-system }\nspec:\n  scope: mesh\n  trustDomian: a.example\n";
  const declared = '  gateways: { infra/public: { serviceAccount: public } }\n  jwt: { providers: { corp: { issuer: "https://id.example", jwksUri: "https://id.example/keys" } } }\n---\n';
  const service = "  port: 80\n  authentication: { jwt: { provider: corp } }\n  access: { allow: [{ name: in, from: [{ gateway: infra/public }] }] }\n";
  const { diagnostics } = analyse([{ path: "mesh.yaml", text: mesh + declared + head + service }]);
  expect(diagnostics.map(({ code }) => code)).toEqual(["MW1020"]);
});
