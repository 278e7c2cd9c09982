import { parseDocument } from "yaml";
import { newFolder } from "../cli/harness.ts";
import { policy } from "./lint-text.ts";

const item = policy("port: 8080\nroutes:\n  - name: all # everything\n    to: order\n    deadline: 11s\n    retry: { attempts: 20, perTryTimeout: 5s, on: [gateway-error] }");
const annotated = item.replace("namespace: shop }", "namespace: shop, annotations: { internal.config.kubernetes.io/path: apps/order.yaml, internal.config.kubernetes.io/index: '1' } }");
const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${annotated.trimEnd().replaceAll("\n", "\n  ")}\nresults:\n- { message: from before }\nfunctionConfig: { kind: Meshwright }\n`;

interface Answer {
  readonly items: readonly unknown[];
  readonly functionConfig: unknown;
  readonly results: readonly { readonly message: string; readonly severity: string; readonly tags: Readonly<Record<string, string>> }[];
}

test("objects come in a ResourceList and go out in it, comments and all, with the findings as results", async () => {
  const { code, stdout } = await newFolder({}).run(["lint", "--format", "krm"], { input: list });
  expect(code).toBe(0);
  expect(stdout).toContain("name: all # everything");
  const answer = parseDocument(stdout).toJS() as Answer;
  expect(answer.items).toEqual((parseDocument(list).toJS() as Answer).items);
  expect(answer.functionConfig).toEqual({ kind: "Meshwright" });
  expect(answer.results.find(({ tags }) => tags["code"] === "MW3002")).toEqual({
    message: expect.stringContaining("two tries fit\nwhy: "),
    severity: "warning",
    resourceRef: { apiVersion: "meshwright.dev/v1alpha1", kind: "ServicePolicy", name: "order", namespace: "shop" },
    field: { path: "spec.routes[0].retry.attempts", currentValue: "20", proposedValue: "1" },
    file: { path: "apps/order.yaml", index: 1 },
    tags: { code: "MW3002", name: "tries-do-not-fit" },
  });
  expect(answer.results.some(({ message }) => message === "from before")).toBe(false);
});

test("a list in JSON stays JSON, and the exit code is that of every format", async () => {
  const json = JSON.stringify({ ...(parseDocument(list).toJS() as object), results: [] });
  const { code, stdout } = await newFolder({}).run(["lint", "--format", "krm", "--fail-on", "warning"], { input: json });
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as Answer).results.map(({ tags }) => tags["code"])).toContain("MW3002");
});

test("files that were read have an empty list, and results that name them", async () => {
  const { stdout } = await newFolder({ "order.yaml": item }).run(["lint", "order.yaml", "--format", "krm"]);
  expect(parseDocument(stdout).toJS()).toMatchObject({ kind: "ResourceList", items: [], results: expect.arrayContaining([expect.objectContaining({ file: { path: expect.stringMatching(/order\.yaml$/) } })]) });
});

test("with --fix the objects go out mended, and their comments stay", async () => {
  const { stdout, stderr } = await newFolder({}).run(["lint", "--format", "krm", "--fix"], { input: list });
  expect(stderr).toContain("1 finding fixed in 1 file");
  expect(stdout).toContain("name: all # everything");
  expect(stdout).toContain("retry: { attempts: 1, perTryTimeout: 5s, on: [gateway-error] }");
  expect(stdout).not.toContain("MW3002");
});
