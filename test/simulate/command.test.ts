import { spawnSync } from "node:child_process";
import { newFolder } from "../cli/harness.ts";
import type { Folder } from "../cli/harness.ts";

const policies = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  routes:
    - name: read
      to: order
      deadline: 2s
      retry: { attempts: 1, perTryTimeout: 500ms, on: [gateway-error] }
  alerts: { retryRate: { above: 10, for: 5m } }
`;

const scenario = (expect: string, more = ""): string => `apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: { name: errors, namespace: shop }
spec:
  duration: 20s
  seeds: 2
  load: [{ name: shoppers, to: order, rate: 50 }]
  services: { order: { latency: { exponential: 5ms }, errors: [{ percent: 30 }] } }
  timeline: [{ at: 5s, for: 2s, name: "<b>slow</b>", slow: { of: order, factor: 2 } }]
  expect: [{ measure: success, of: shoppers, ${expect} }]
${more}`;

function folder(expect: string): Folder {
  return newFolder({ "meshwright.yaml": "policies: [policies/]\n", "policies/order.yaml": policies, "scenario.yaml": scenario(expect) });
}

test("expectations that hold end well, others with 1", async () => {
  const held = await folder("atLeast: 80").run(["simulate", "scenario.yaml"]);
  expect(held).toMatchObject({ code: 0, stderr: "" });
  expect(held.stdout).toContain("shop/errors on policy: 20 s, 2 runs, seeds 1, 2, xoshiro128**/1");
  expect(held.stdout).toMatch(/\nok {3}success of shoppers at least 80: [\d.]+ to [\d.]+%\n1 of 1 expectations hold\n/);
  const failed = await folder("atLeast: 99").run(["simulate", "scenario.yaml"]);
  expect(failed).toMatchObject({ code: 1, stderr: "" });
  expect(failed.stdout).toMatch(/\nFAIL success of shoppers at least 99: .* \(seeds 1, 2\)\n0 of 1 expectations hold\n/);
});

test("the same seeds give the same bytes, and other ones others", async () => {
  const here = folder("atLeast: 80");
  const [one, same, other] = [await here.run(["simulate", "scenario.yaml", "--format", "json"]), await here.run(["simulate", "scenario.yaml", "--format", "json"]), await here.run(["simulate", "scenario.yaml", "--format", "json", "--seeds", "3"])];
  expect(same?.stdout).toBe(one?.stdout);
  expect(other?.stdout).not.toBe(one?.stdout);
});

test("JSON says where expectations stand and what happened over time", async () => {
  const { stdout } = await folder("atLeast: 80").run(["simulate", "scenario.yaml", "--format", "json"]);
  const { version, results } = JSON.parse(stdout);
  expect([version, results.length]).toEqual([1, 1]);
  const [result] = results;
  expect(result).toMatchObject({ scenario: "shop/errors", on: "policy", seeds: [1, 2], durationMs: 20_000, windowMs: 1_000, comparison: null });
  expect(result.expectations[0]).toMatchObject({ holds: true, failedSeeds: [], at: { file: "scenario.yaml", line: 10 } });
  expect(result.bands).toEqual([{ name: "<b>slow</b>", kind: "slow", fromMs: 5_000, untilMs: 7_000 }]);
  expect(result.recoveries[0]).toMatchObject({ event: "<b>slow</b>", load: "shoppers", runs: 2 });
  expect([result.courses.atMs.length, result.courses.edges[0].successPercent.mean.length, result.courses.services[0].queue.high.length]).toEqual([20, 20, 20]);
  // A try fails with 30 %: 1.3 tries, of which the second fails as often, so 91 % of the calls succeed.
  expect(result.edges[0].amplification.mean).toBeCloseTo(1.3, 1);
  expect(result.edges[0].successPercent.mean / 100).toBeCloseTo(0.91, 1);
});

test("Markdown shows names as text", async () => {
  const here = folder("atLeast: 80");
  const { stdout } = await here.run(["simulate", "scenario.yaml", "--format", "markdown"]);
  expect(stdout).toContain("### Simulation of shop/errors on policy: all expectations hold");
  expect(stdout).toContain("| &#60;b&#62;slow&#60;/b&#62; | shoppers |");
  expect(stdout).not.toContain("<b>");
});

test("several formats, into files", async () => {
  const here = folder("atLeast: 80");
  const { code, stdout } = await here.run(["simulate", "scenario.yaml", "--format", "json=result.json"]);
  expect([code, stdout.startsWith("shop/errors on policy")]).toEqual([0, true]);
  expect(await here.run(["simulate", "scenario.yaml", "--format", "json=a.json", "--format", "markdown=a.json"])).toMatchObject({ code: 2 });
});

test("on a mesh, by what is compiled for it", async () => {
  const { code, stdout, stderr } = await folder("atLeast: 80").run(["simulate", "scenario.yaml", "--on", "policy", "--on", "istio"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("shop/errors on istio");
});

test("a change that makes a consent idle is no error, and retries go on without the budget", async () => {
  const consent = "  retryBudget: { percent: 5, window: 10s }\n  targets: { istio: { approximate: [{ field: retryBudget }], because: as near as it gets } }\n";
  const here = newFolder({ "meshwright.yaml": "policies: [policies/]\n", "policies/order.yaml": policies + consent, "scenario.yaml": scenario("atLeast: 50").replace("timeline: [", "timeline: [{ at: 10s, policy: { of: order, retryBudget: none } }, ") });
  const { code, stdout, stderr } = await here.run(["simulate", "scenario.yaml", "--on", "istio", "--format", "json"]);
  expect([code, stderr]).toEqual([0, ""]);
  const [{ courses }] = JSON.parse(stdout).results;
  const refused = courses.edges[0].refusedRetriesPerSecond.mean;
  expect(refused.slice(11).every((each: number) => each === 0)).toBe(true);
});

test.each<[readonly string[], RegExp]>([
  [["scenario.yaml", "--seeds", "0"], /`--seeds 0` has to be a number from 1 to 1000/],
  [["scenario.yaml", "--seeds", "many"], /`--seeds many` has to be/],
  [["policies"], /there is no document of kind Scenario in what was named/],
  [["scenario.yaml", "--scenario", "other"], /no scenario is named `other`; there is errors/],
  [["scenario.yaml", "--on", "somewhere"], /`--on somewhere` is not known/],
  [["scenario.yaml", "--compare", "--output=x"], /`--output=x` is not the name of a revision/],
  [["scenario.yaml", "--compare", "no-such-revision"], /git says: fatal/],
])("%j is wrong use", async (words, complaint) => {
  const here = folder("atLeast: 80");
  const { code, stdout, stderr } = await here.run(["simulate", ...words]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(complaint);
});

test("nothing is simulated while there are errors", async () => {
  const here = folder("atLeast: 80");
  here.write({ "scenario.yaml": scenario("atLeast: 80").replace("of: order, factor", "of: ordr, factor") });
  const { code, stdout, stderr } = await here.run(["simulate", "scenario.yaml"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/MW5200[\s\S]*nothing is simulated while there are errors/);
});

test("progress is shown to people only", async () => {
  const { stdout, stderr } = await folder("atLeast: 80").run(["simulate", "scenario.yaml"], { isTty: true });
  expect(stderr).toMatch(/\rerrors on policy: \d+%[\s\S]*\r\u001b\[K$/);
  expect(stdout).not.toContain("\r");
});

describe("another revision", () => {
  const git = (here: Folder, ...words: readonly string[]): void => {
    const { status, stderr } = spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", ...words], { cwd: here.path, encoding: "utf8" });
    expect({ words, status, stderr: status === 0 ? "" : stderr }).toEqual({ words, status: 0, stderr: "" });
  };

  test("the same load on the policies of then, with what has changed", async () => {
    const here = folder("atLeast: 50");
    git(here, "init", "-q");
    git(here, "add", ".");
    git(here, "commit", "-q", "-m", "one");
    const same = await here.run(["simulate", "scenario.yaml", "--compare", "HEAD"]);
    expect(same.stdout).toContain("nothing has changed since HEAD that these runs show");
    here.write({ "policies/order.yaml": policies.replace("attempts: 1", "attempts: 3") });
    const { code, stdout } = await here.run(["simulate", "scenario.yaml", "--seeds", "5", "--compare", "HEAD", "--format", "json"]);
    expect(code).toBe(0);
    const { comparison, loads } = JSON.parse(stdout).results[0];
    expect([comparison.revision, comparison.base.comparison]).toEqual(["HEAD", null]);
    const success = comparison.differences.find(({ measure }: { readonly measure: string }) => measure === "successPercent");
    // From 1 - 0.3² to 1 - 0.3⁴.
    expect(success.difference.low).toBeGreaterThan(5);
    expect(success.difference.high).toBeLessThan(11);
    expect(success.after).toEqual(loads[0].successPercent);
  });

  test("a change that meant nothing then is said", async () => {
    const here = folder("atLeast: 50");
    const change = (route: string): void => here.write({ "scenario.yaml": scenario("atLeast: 50").replace("timeline: [", `timeline: [{ at: 10s, name: later, policy: { of: order, route: ${route}, deadline: 1s } }, `) });
    git(here, "init", "-q");
    git(here, "add", ".");
    git(here, "commit", "-q", "-m", "one");
    here.write({ "policies/order.yaml": policies.replace("name: read", "name: new") });
    change("new");
    const { code, stdout } = await here.run(["simulate", "scenario.yaml", "--compare", "HEAD"]);
    expect([code, stdout.includes("note: HEAD: `shop/order` has no route `new`: the event `later` changes less than it says\n")]).toEqual([0, true]);
  });

  test("policies of then that had errors are shown", async () => {
    const here = folder("atLeast: 50");
    here.write({ "policies/order.yaml": policies.replace("8080", "eighty") });
    git(here, "init", "-q");
    git(here, "add", ".");
    git(here, "commit", "-q", "-m", "one");
    here.write({ "policies/order.yaml": policies });
    const { code, stderr } = await here.run(["simulate", "scenario.yaml", "--compare", "HEAD"]);
    expect([code, stderr.includes("nothing is simulated while there are errors")]).toEqual([1, true]);
  });
});
