import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The example mesh that the README shows, through the binary that `npm test` has just built. */
const root = join(__dirname, "../..");
const out = mkdtempSync(join(tmpdir(), "meshwright-example-"));

afterAll(() => rmSync(out, { recursive: true, force: true }));

function meshwright(...words: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [process.env["MESHWRIGHT_MAIN"] ?? join(root, "dist/cli/main.js"), ...words], { cwd: root, encoding: "utf8" });
}

test("lints without error or warning", () => {
  const { status, stdout, stderr } = meshwright("lint", "policies/", "--fail-on", "warning");
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^(?:no findings|\d+ notes?) in \d+ files\n$/) });
  expect(stdout).not.toMatch(/ (?:error|warning) MW/);
});

test("compiles, and every entry is proved", () => {
  const { status, stderr } = meshwright("compile", "policies/", "-t", "istio", "-o", out);
  expect(status).toBe(0);
  const entries = stderr.split("\n").filter((line) => line.startsWith("  "));
  expect(entries.length).toBeGreaterThanOrEqual(6);
  expect(entries.filter((line) => !/: proved \(/.test(line))).toEqual([]);
});

test("what is committed under out/ is what the policies say", () => {
  const { status, stdout } = meshwright("compile", "policies/", "-t", "istio", "-o", "out", "--check", "--quiet");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

test("answers alike as policy and as what it compiles to", () => {
  const ask = ["--from", "web", "--to", "order", "GET", "/orders/7", "--format", "json"];
  const parts = (answer: string): unknown => {
    const { outcome, backends, mirrors, deadlineMs, perTryTimeoutMs } = JSON.parse(answer) as Readonly<Record<string, readonly { service: string; share: string }[]>>;
    const shares = (list: readonly { service: string; share: string }[] = []): unknown => list.map(({ service, share }) => ({ service, share }));
    return { outcome, backends: shares(backends), mirrors: shares(mirrors), deadlineMs, perTryTimeoutMs };
  };
  const policy = meshwright("route", "policies/", ...ask);
  const istio = meshwright("route", "--on", "istio", out, "-f", "policies/inventory.yaml", ...ask);
  expect([policy.status, istio.status]).toEqual([0, 0]);
  expect(parts(istio.stdout)).toEqual(parts(policy.stdout));
  expect(parts(policy.stdout)).toMatchObject({ outcome: "forward", backends: [{ share: "19/20" }, { share: "1/20" }], deadlineMs: 2000 });
});
