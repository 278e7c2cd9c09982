import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { run as runType } from "../../src/cli/run.ts";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
const files = [...page.matchAll(/^```ts (src\/\S+)\n([\s\S]*?)^```$/gm)].map(([, path = "", text = ""]) => ({ path, text }));

/** A copy of the sources with what the page shows: a new folder, and one line. */
const copy = mkdtempSync(join(tmpdir(), "sixth-target-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

beforeAll(() => {
  cpSync(join(root, "src"), join(copy, "src"), { recursive: true });
  for (const name of ["node_modules", "package.json", "tsconfig.json", "schemas"]) symlinkSync(join(root, name), join(copy, name));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    (path === "src/targets/all.ts" ? appendFileSync : writeFileSync)(join(copy, path), text);
  }
});

const policy = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions: { v1: { service: order-v1 }, v2: { service: order-v2 } }
  routes: [{ name: all, split: { v1: 95, v2: 5 } }]
  targets: { istio: { excluded: true, because: elsewhere } }
`;

async function meshwright(text: string, ...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { run } = require(join(copy, "src/cli/run.ts")) as { readonly run: typeof runType };
  const cwd = mkdtempSync(join(copy, "run-"));
  writeFileSync(join(cwd, "p.yaml"), text);
  const said = { out: "", err: "" };
  const code = await run(argv, {
    stdout: (part) => void (said.out += part),
    stderr: (part) => void (said.err += part),
    stdin: () => new Uint8Array(),
    cwd,
    env: {},
    isTty: false,
    now: () => new Date("2026-01-01T00:00:00Z"),
    packageFile: () => null,
  });
  return { code, ...said };
}

test("the page adds one folder, and one line elsewhere", () => {
  const elsewhere = files.filter(({ path }) => !path.startsWith("src/targets/plainmesh/"));
  expect(elsewhere.map(({ path, text }) => [path, text.split("\n").length - 1])).toEqual([["src/targets/all.ts", 1]]);
  expect(files.flatMap(({ text }) => text.split("\n")).filter((line) => line !== "" && !/^(?:import|export) .* from /.test(line)).length).toBeLessThanOrEqual(60);
});

test("the sources with it are sound TypeScript", () => {
  const options = { extends: join(root, "tsconfig.json"), compilerOptions: { noEmit: true, rootDir: ".", types: ["node"], typeRoots: [join(root, "node_modules/@types")] }, include: ["src/targets/plainmesh/**/*.ts", "src/targets/index.ts"] };
  writeFileSync(join(copy, "tsconfig.sixth.json"), JSON.stringify(options));
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", join(copy, "tsconfig.sixth.json")], { cwd: copy, stdio: "pipe" });
});

test("it compiles a policy and is proved", async () => {
  const { code, out, err } = await meshwright(policy, "compile", "p.yaml", "-t", "plainmesh", "-o", "out");
  expect([code, out]).toEqual([0, ""]);
  expect(err).toContain("plainmesh 1.0 (plain): 1 manifests");
  expect(err).toContain("shop/order:8080: proved (");
});

test("it refuses what its table does not say, at the line", async () => {
  const { code, err, out } = await meshwright(policy.replace("v2: 5 } }", "v2: 5 }, deadline: 2s }"), "compile", "p.yaml", "-t", "plainmesh", "-o", "out");
  expect(code).toBe(1);
  expect(out + err).toContain("p.yaml:7:");
  expect(out + err).toContain("plainmesh 1.0 (plain) cannot say `route.all.deadline` (deadline): a PlainSplit shares calls out and does nothing else");
});

test("commands know it: its table, its answers beside the others', consent in a policy", async () => {
  expect((await meshwright(policy, "targets", "plainmesh")).out).toMatch(/^plainmesh 1\.0 \(plain\)\n/);
  const { out } = await meshwright(policy.replace("istio:", "plainmesh:"), "route", "p.yaml", "--on", "all", "--to", "shop/order", "--format", "json", "GET", "/");
  const { answers } = JSON.parse(out) as { readonly answers: readonly { readonly on: string; readonly answer: object | null }[] };
  expect(answers.find(({ on }) => on === "plainmesh")?.answer).toMatchObject({ outcome: "forward", backends: [{ service: "order", share: "1" }] });
});
