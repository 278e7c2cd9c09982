import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import type { Consent, MeshModel } from "../../src/model/index.ts";
import { targets } from "../../src/targets/index.ts";

/** The example mesh that the README shows, through the binary that `npm test` has just built. */
const root = join(__dirname, "../..");
const out = mkdtempSync(join(tmpdir(), "meshwright-example-"));
const names = targets.map(({ name }) => name);

afterAll(() => rmSync(out, { recursive: true, force: true }));

function meshwright(...words: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [process.env["MESHWRIGHT_MAIN"] ?? join(root, "dist/bin/meshwright.js"), ...words], { cwd: root, encoding: "utf8" });
}

test("lints without error or warning", () => {
  const { status, stdout, stderr } = meshwright("lint", "policies/", "--fail-on", "warning");
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^(?:no findings|\d+ notes?) in \d+ files\n$/) });
  expect(stdout).not.toMatch(/ (?:error|warning) MW/);
});

describe("compiles to every target there is", () => {
  const { status, stderr } = meshwright("compile", "policies/", "-o", out);
  const lines = stderr.split("\n");

  test("each entry is proved or left out by the author, and what is given up is counted", () => {
    expect(status).toBe(0);
    const headings = lines.flatMap((line) => /^([a-z-]+) \S+ \([\w-]+\): \d+ manifests, \d+ intents accounted for, \d+ given up with consent$/.exec(line)?.[1] ?? []);
    expect(headings.sort()).toEqual([...names].sort());
    const entries = lines.filter((line) => /^ {2}(?:shop|gateway|infra)\S* /.test(line));
    expect(entries.filter((line) => line.includes(": proved (")).length).toBeGreaterThanOrEqual(25);
    expect(entries.filter((line) => !/: proved \(|: left out, .*excluded from this target$/.test(line))).toEqual([]);
  });

  test("a folder a target", () => {
    expect(readdirSync(out).sort()).toEqual([...names].sort());
  });
});

test("what is committed under out/ is what the policies say", () => {
  const { status, stdout } = meshwright("compile", "policies/", "-o", "out", "--check", "--quiet", "--min-severity", "error");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

describe("what is given up", () => {
  const folder = join(root, "policies");
  const files = readdirSync(folder).sort().map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
  const { model } = analyse(files, { defaultNamespace: "default", settings: { "smi.accessDefault": "deny" } });
  const consents = model.services.flatMap(({ id, consents: all }) => all.map((consent) => ({ service: id.name, consent })));

  test("access goes unenforced only where no request can be judged: on App Mesh and on Gateway API", () => {
    const unenforced = consents.flatMap(({ consent }) => (consent.kind === "unenforced" ? [`${consent.target} ${consent.field}`] : []));
    expect(new Set(unenforced)).toEqual(new Set(["appmesh access", "gateway-api access"]));
  });

  test.each(consents.map((each) => ({ ...each, title: `${each.service}: ${each.consent.kind} on ${each.consent.target}` })))("without it nothing would be written: $title", ({ consent }) => {
    const choice = { target: consent.target, version: null, profile: null };
    const { diagnostics } = compile(without(model, consent), files, { targets: [choice], asOf: "2026-11-21", verify: true });
    expect(diagnostics.filter(({ severity }) => severity === "error").length).toBeGreaterThan(0);
  });
});

function without(model: MeshModel, consent: Consent): MeshModel {
  return { ...model, services: model.services.map((service) => ({ ...service, consents: service.consents.filter((each) => each !== consent) })) };
}

test("answers alike as policy and as what it compiles to", () => {
  const ask = ["--from", "web", "--to", "order", "GET", "/orders/7", "--format", "json"];
  const parts = (answer: string): unknown => {
    const { outcome, backends, mirrors, deadlineMs, perTryTimeoutMs } = JSON.parse(answer) as Readonly<Record<string, readonly { service: string; share: string }[]>>;
    const shares = (list: readonly { service: string; share: string }[] = []): unknown => list.map(({ service, share }) => ({ service, share }));
    return { outcome, backends: shares(backends), mirrors: shares(mirrors), deadlineMs, perTryTimeoutMs };
  };
  const policy = meshwright("route", "policies/", ...ask);
  const istio = meshwright("route", "--on", "istio", join(out, "istio"), "-f", "policies/inventory.yaml", ...ask);
  expect([policy.status, istio.status]).toEqual([0, 0]);
  expect(parts(istio.stdout)).toEqual(parts(policy.stdout));
  expect(parts(policy.stdout)).toMatchObject({ outcome: "forward", backends: [{ share: "19/20" }, { share: "1/20" }], deadlineMs: 2000 });
});
