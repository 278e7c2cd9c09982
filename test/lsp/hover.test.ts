import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { takeSnapshot } from "../../src/cli/lsp-snapshot.ts";
import type { AnsweringSnapshot } from "../../src/cli/lsp-snapshot.ts";
import { hoverAt } from "../../src/lsp/hover.ts";
import { newFolder } from "../cli/harness.ts";
import type { Folder } from "../cli/harness.ts";
import { files, order } from "./shop.ts";

const everything = { ...files, "meshwright.yaml": "policies: [policies]\nsmi: { accessDefault: deny }\n" };

async function snapshotOf(folder: Folder, text: string): Promise<AnsweringSnapshot> {
  const path = join(folder.path, "policies/order.yaml");
  const io = { stdout: () => undefined, stderr: () => undefined, stdin: () => new Uint8Array(), cwd: folder.path, env: {}, isTty: false, now: () => new Date(Date.UTC(2026, 0, 1)), packageFile: () => null };
  const invocation = { positionals: [], flag: () => false, text: () => null, texts: () => [], io };
  const buffer = { path, text, uri: pathToFileURL(path).href };
  const taken = await takeSnapshot({ buffers: [buffer], everywhere: [buffer], lastSound: null }, invocation as unknown as Parameters<typeof takeSnapshot>[1]);
  if (!taken.ok) throw new Error(taken.problem);
  return taken.value;
}

function hoverText(snapshot: AnsweringSnapshot, text: string, word: string): string {
  const found = hoverAt("policies/order.yaml", text.indexOf(word), snapshot, () => ({ ...snapshot.answering(), markdown: false }));
  return (found?.contents as { readonly value: string }).value;
}

const plain = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions: { v1: { service: order-v1 }, v2: { service: order-v2 } }
  routes:
    - { name: beta, match: [{ path: { prefix: /orders }, headers: { x-cohort: beta } }], to: v2, deadline: 2s }
    - { name: all, split: { v1: 95, v2: 5 }, deadline: 2s }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: web, namespace: shop }
spec: { port: 8080, calls: [order] }
${["order", "order-v1", "order-v2", "web"].map((name) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 8080, targetPort: 8080 }] }
`).join("")}`;

test.each([
  ["that some targets take", { "meshwright.yaml": everything["meshwright.yaml"] }, plain, 0],
  ["that no target takes", everything, order.replace("split: { v1: 95, v2: 5 }", "split: { v1: 95, v2: 5 }\n      mirror: { to: shop/cart, percent: 10 }"), 10],
])("a hover over a policy %s says what the command line says of all targets, prepared or not", async (_, others, text, refusals) => {
  const folder = newFolder({ ...others, "policies/order.yaml": text });
  const { code, stdout } = await folder.run(["route", "--on", "all", "--from", "shop/web", "--to", "shop/order:8080", "GET", "/orders", "-H", "x-cohort: beta"]);
  expect(code).toBeLessThan(2);
  const table = stdout.split("\n").slice(1).join("\n").trimEnd();
  const lazy = await snapshotOf(folder, text);
  const [title, first] = hoverText(lazy, text, "beta").split("\n\n");
  expect([title, first?.split("\n").slice(1).join("\n")]).toEqual(["route beta", table]);
  expect(table.match(/refuses the policy/g)?.length ?? 0).toBe(refusals);
  const prepared = await snapshotOf(folder, text);
  expect(prepared.preparations).toHaveLength(5);
  for (const step of prepared.preparations) step();
  expect(hoverText(prepared, text, "beta")).toBe(hoverText(lazy, text, "beta"));
});

test("nothing is prepared while the policies have errors", async () => {
  const text = order.replace("deadline: 2s", "dedline: 2s");
  expect((await snapshotOf(newFolder(everything), text)).preparations).toEqual([]);
});
