import { newFolder, policy } from "../cli/harness.ts";

const route = (name: string, value: string): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]\n  rules: [{ matches: [{ path: { value: ${value} } }], backendRefs: [{ name: order, port: 8080 }] }]\n`;
const order = (deadline: string): string => policy("order", `  routes: [{ name: all, to: order, deadline: ${deadline} }]\n`);

async function found(first: string, second: string, argv: readonly string[] = []): Promise<readonly string[]> {
  const { stdout } = await newFolder({ "a.yaml": first, "b.yaml": second }).run(["lint", ".", "--format", "ndjson", ...argv]);
  const findings = stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as { readonly code: string; readonly file: string; readonly line: number; readonly related: readonly { readonly file: string }[] });
  return findings.filter(({ code }) => code === "MW1033").map(({ file, line, related }) => `${file}:${line} beside ${related[0]?.file ?? ""}`);
}

test.each<[string, string, string, readonly string[]]>([
  ["two policies of one name", order("2s"), order("9s"), ["b.yaml:3 beside a.yaml"]],
  ["two routes of one name", route("order", "/a"), route("order", "/b"), ["b.yaml:3 beside a.yaml"]],
  ["one of them in the namespace of those that name none", order("2s"), order("9s").replace(", namespace: shop", ""), ["b.yaml:3 beside a.yaml"]],
  ["the same twice", order("2s"), order("2s"), []],
  ["another namespace", order("2s"), order("9s").replace("namespace: shop", "namespace: jobs"), []],
  ["another kind", order("2s"), route("order", "/b"), []],
  ["another name", route("order", "/a"), route("orders", "/b"), []],
  ["objects that say what runs", ...(["a", "b"].map((app) => `apiVersion: v1\nkind: Service\nmetadata: { name: order, namespace: shop }\nspec: { selector: { app: ${app} }, ports: [{ port: 1 }] }\n`) as [string, string]), []],
])("%s", async (_, first, second, expected) => {
  expect(await found(first, second, ["-n", "shop"])).toEqual(expected);
});
