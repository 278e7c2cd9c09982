import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { missing } from "../judges/programs.ts";
import { alert, alertsOf, busy, profile, rulesOf, written } from "./order.ts";
import { exported, minutes } from "./traffic.ts";
import type { Minute } from "./traffic.ts";

/** Prometheus' own reader of rules, and its own clock for testing them (Debian package `prometheus`). */
const absent = missing("promtool", "--version");
const folder = mkdtempSync(join(tmpdir(), "meshwright-alerts-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function promtool(command: string, name: string, value: unknown): { readonly code: number | null; readonly output: string } {
  const path = join(folder, name);
  writeFileSync(path, stringify(value, { lineWidth: 0, version: "1.1" }));
  const { status, stdout, stderr } = spawnSync("promtool", [...command.split(" "), path], { encoding: "utf8", cwd: folder });
  return { code: status, output: `${stdout}${stderr}` };
}

function groupsOf(target: string, services = [busy({ alerts: written })]) {
  return alertsOf(target, services).rules.map(({ group }) => group);
}

interface Scene {
  readonly alert: string;
  readonly fires: boolean;
  readonly story: string;
  readonly history: readonly Minute[];
}

/** Two hours; what is unusual happens in the last minutes, where it does not happen all the time. */
function lately(given: Partial<Minute>, count = 12, earlier: Partial<Minute> = {}): readonly Minute[] {
  return [...minutes(120 - count, earlier), ...minutes(count, given)];
}

const scenes: readonly Scene[] = [
  { alert: "MeshwrightErrorRate", fires: true, story: "2 % fail", history: lately({ failed: 20 }) },
  { alert: "MeshwrightErrorRate", fires: false, story: "0.8 % fail", history: lately({ failed: 8 }) },
  { alert: "MeshwrightErrorRate", fires: false, story: "2 % failed for a moment, and long ago", history: [...minutes(40), ...minutes(5, { failed: 20 }), ...minutes(75)] },
  { alert: "MeshwrightRetryRate", fires: true, story: "12 % are tried again", history: lately({ retried: 120 }) },
  { alert: "MeshwrightRetryRate", fires: false, story: "8 % are tried again", history: lately({ retried: 80 }) },
  { alert: "MeshwrightTimeoutRate", fires: true, story: "0.6 % run out of time", history: lately({ late: 6 }) },
  { alert: "MeshwrightTimeoutRate", fires: false, story: "0.4 % run out of time", history: lately({ late: 4 }) },
  { alert: "MeshwrightRefusedRate", fires: true, story: "6 % are refused, for longer than ten minutes", history: lately({ refused: 60 }, 20) },
  { alert: "MeshwrightRefusedRate", fires: false, story: "6 % are refused, for eight minutes", history: lately({ refused: 60 }, 8) },
  { alert: "MeshwrightRefusedRate", fires: false, story: "4 % are refused", history: lately({ refused: 40 }, 20) },
  { alert: "MeshwrightRetriesRising", fires: true, story: "retries go from 2 % to 12 %, and nobody sees a failure", history: lately({ retried: 120 }, 12, { retried: 20 }) },
  { alert: "MeshwrightRetriesRising", fires: true, story: "retries go from none to 3 %", history: lately({ retried: 30 }) },
  { alert: "MeshwrightRetriesRising", fires: false, story: "retries stay at 8 %", history: minutes(120, { retried: 80 }) },
  { alert: "MeshwrightRetriesRising", fires: false, story: "retries rise with the failures", history: lately({ retried: 120, failed: 100 }, 12, { retried: 20 }) },
  { alert: "MeshwrightRetriesRising", fires: false, story: "retries go from none to half a percent", history: lately({ retried: 5 }) },
  { alert: "MeshwrightRetryBudgetExhausted", fires: true, story: "a retry in a minute is not made", history: lately({ exhausted: 1 }) },
  { alert: "MeshwrightRetryBudgetExhausted", fires: false, story: "all retries are made", history: lately({ retried: 120 }) },
  { alert: "MeshwrightEndpointsEjected", fires: true, story: "one endpoint is left out", history: lately({ ejected: 1 }) },
  { alert: "MeshwrightEndpointsEjected", fires: false, story: "none is left out", history: lately({ failed: 500 }) },
];

/** Scenes whose alert the mesh has. */
function scenesOf(target: string): readonly Scene[] {
  const has = new Set(groupsOf(target).flatMap(({ rules }) => rules.map((rule) => rule.alert)));
  return scenes.filter((scene) => has.has(scene.alert));
}

function played(target: string, { alert: name, fires, history }: Scene) {
  return {
    interval: "1m",
    input_series: (exported[target] ?? (() => []))(history),
    promql_expr_test: [{ expr: `count(ALERTS{alertname="${name}",alertstate="firing",mesh="${target}"})`, eval_time: "120m", exp_samples: fires ? [{ labels: "{}", value: 1 }] : [] }],
  };
}

const meshes = ["istio", "linkerd", "consul", "appmesh"];

if (absent !== null) {
  process.stdout.write(`alert rules are not judged by Prometheus: ${absent} (Debian package \`prometheus\`)\n`);
  test(`promtool is left out: ${absent}`, () => expect(absent).not.toBeNull());
} else {
  test.each(meshes)("promtool reads the rules of %s", (target) => {
    const { code, output } = promtool("check rules", `${target}.yaml`, { groups: groupsOf(target) });
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("rules found") });
  });

  test("promtool reads rules of names that try to break out", () => {
    const evil = 'a"} or vector(1) or up{x="\\\n\u0001{{ .Labels }}|.*{{ end';
    const hostile = busy({ id: { namespace: evil, name: evil }, versions: [], alerts: written });
    for (const target of meshes) {
      const { code, output } = promtool("check rules", "hostile.yaml", { groups: groupsOf(target, [hostile]) });
      expect({ code, output }).toMatchObject({ code: 0 });
    }
  });

  test.each([...meshes.map((target) => [target, profile(target)] as const), ["istio", profile("istio", "waypoint")] as const])("promtool reads the rules of %s for every protocol", (target, as) => {
    for (const protocol of ["http", "http2", "grpc", "tcp", "tls"] as const) {
      const service = busy({ ports: busy().ports.map((port) => ({ ...port, protocol })), alerts: written });
      const groups = alertsOf(target, [service], { profile: as }).rules.map(({ group }) => group);
      if (groups.length > 0) expect(promtool("check rules", "protocol.yaml", { groups })).toMatchObject({ code: 0 });
    }
  });

  test.each(meshes.flatMap((target) => scenesOf(target).map((scene) => [target, scene.alert, scene.fires ? "fires" : "is silent", scene.story, scene] as const)))(
    "%s: %s %s when %s",
    (target, _alert, _fires, _story, scene) => {
      promtool("check rules", "rules.yaml", { groups: groupsOf(target) });
      const { code, output } = promtool("test rules", "scene.yaml", { rule_files: ["rules.yaml"], evaluation_interval: "1m", tests: [played(target, scene)] });
      expect({ code, output }).toMatchObject({ code: 0 });
    },
  );

  test.each(meshes)("on %s every alert that it has fires once and is silent once", (target) => {
    const has = groupsOf(target).flatMap(({ rules }) => rules.map((rule) => rule.alert));
    for (const name of has) expect(scenesOf(target).flatMap((scene) => (scene.alert === name ? [scene.fires] : []))).toEqual(expect.arrayContaining([true, false]));
  });

  test.each(meshes)("on %s nothing fires where nobody calls", (target) => {
    promtool("check rules", "rules.yaml", { groups: groupsOf(target) });
    const silent = [{ interval: "1m", input_series: [{ series: "up", values: "1x120" }], promql_expr_test: [{ expr: "ALERTS", eval_time: "120m", exp_samples: [] }] }];
    expect(promtool("test rules", "nobody.yaml", { rule_files: ["rules.yaml"], evaluation_interval: "1m", tests: silent })).toMatchObject({ code: 0 });
  });

  test("what somebody reads at night", () => {
    const [rule] = rulesOf(alertsOf("istio", [busy({ alerts: [alert("errorRate", 1)] })]));
    promtool("check rules", "rules.yaml", { groups: groupsOf("istio", [busy({ alerts: [alert("errorRate", 1)] })]) });
    const expected = {
      exp_labels: { severity: "warning", mesh: "istio", service: "order", service_namespace: "shop", threshold: "written" },
      exp_annotations: {
        summary: "more than 1 % of the calls to shop/order have failed for 5m (istio)",
        description: "Callers see failures, whatever was tried again. Now: 2 percent of the calls.",
        policy: "policy.yaml:1",
      },
    };
    const tests = [{ interval: "1m", input_series: exported["istio"]?.(lately({ failed: 20 })), alert_rule_test: [{ eval_time: "120m", alertname: rule?.alert, exp_alerts: [expected] }] }];
    expect(promtool("test rules", "night.yaml", { rule_files: ["rules.yaml"], evaluation_interval: "1m", tests })).toMatchObject({ code: 0 });
  });
}
