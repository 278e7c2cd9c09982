import { features } from "../../src/model/capability.ts";
import { unsaidSettings, type VendorDefault } from "../../src/model/vendor-default.ts";
import { targets } from "../../src/targets/index.ts";
import { newFolder } from "./harness.ts";

const told = (...argv: readonly string[]) => newFolder().run(["targets", ...argv]);

test("the tables of all targets are one list for programs", async () => {
  const { code, stdout } = await told("--format", "json");
  const tables = JSON.parse(stdout) as readonly { target: string; version: string; profile: string; features: object }[];
  expect(code).toBe(0);
  expect(new Set(tables.map(({ target }) => target))).toEqual(new Set(targets.map(({ name }) => name)));
  expect(tables.length).toBe(targets.reduce((sum, { versions, profiles }) => sum + versions.length * profiles.length, 0));
  for (const table of tables) expect(Object.keys(table.features)).toEqual([...features]);
});

test("a target, a version or a profile can be asked for by itself", async () => {
  const { stdout } = await told("istio@1.29/waypoint");
  expect(stdout.split("\n")[0]).toBe("istio 1.29 (waypoint)");
  expect(stdout.split("\n").length).toBe(features.length + 2);
});

test("--defaults says what each target does where a policy is silent, and what is written out", async () => {
  const { code, stdout } = await told("--defaults", "istio");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^istio \d\.\d+ \(sidecar\)\n {2}deadline/);
  expect(stdout).toContain("2 further tries (HTTP, any method); written out as VirtualService.http[].retries.attempts\n");
});

test("--defaults for programs: one list over targets and profiles, settings in their order", async () => {
  const { stdout } = await told("--defaults", "--format", "json");
  const all = JSON.parse(stdout) as readonly { target: string; profile: string; defaults: readonly VendorDefault[] }[];
  expect(all.length).toBe(targets.reduce((sum, { profiles }) => sum + profiles.length, 0));
  for (const { defaults } of all) {
    const places = defaults.map(({ setting }) => unsaidSettings.indexOf(setting));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  }
});

test("--defaults as a page: a table a profile, equal profiles together", async () => {
  const { stdout } = await told("--defaults", "istio", "--format", "markdown");
  expect(stdout).toMatch(/^# Defaults: istio\n/);
  expect(stdout.match(/^## .*/gm)).toEqual(["## `sidecar`, `waypoint`", "## `ambient`"]);
  expect(stdout).toContain("| `retry.attempts` | 2 further tries (HTTP, any method) | `VirtualService.http[].retries.attempts` | istio/istio:pilot/pkg/networking/core/route/retry/retry.go |\n");
});
