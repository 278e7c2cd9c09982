import fc from "fast-check";
import { analyse } from "../../src/analyse.ts";
import { mayCall } from "../../src/lint/access/may-call.ts";
import { worldOf } from "../../src/lint/world.ts";
import { ask } from "../decide/ask.ts";
import { policy } from "./lint-text.ts";

const subjects = ["{ anyone: true }", "{ anyAuthenticated: true }", "{ namespace: shop }", "{ namespace: jobs }", "{ service: web }", "{ serviceAccount: batch, namespace: jobs }"];
const operations = ["{ methods: [GET] }", "{ methods: [POST, PUT] }", "{ path: { prefix: /a } }", "{ methods: [GET], path: { exact: /a/b } }", '{ path: { regex: "/[ab]/.*" } }', '{ path: { prefix: / } }'];
const rule = fc.record({ from: fc.subarray(subjects, { minLength: 1, maxLength: 2 }), to: fc.subarray(operations, { minLength: 1, maxLength: 2 }) });
const rules = fc.array(rule, { maxLength: 3 });

type Rules = readonly { readonly from: readonly string[]; readonly to: readonly string[] }[];

function ruleText(kind: string, list: Rules): string {
  if (list.length === 0) return "";
  return `\n  ${kind}:${list.map(({ from, to }, index) => `\n    - { name: ${kind}-${index}, from: [${from.join(", ")}], to: [${to.join(", ")}] }`).join("")}`;
}

const callers = [null, { namespace: "shop", serviceAccount: "web" }, { namespace: "shop", serviceAccount: "other" }, { namespace: "jobs", serviceAccount: "batch" }, { namespace: "far", serviceAccount: "web" }];
const requests = callers.flatMap((from) => ["GET", "POST", "DELETE"].flatMap((method) => ["/", "/a", "/a/b", "/b/c", "/c"].map((path) => ({ from, method, path }))));

test("who may call agrees with what the policy decides about each request", () => {
  fc.assert(
    fc.property(rules, rules, (allow, deny) => {
      if (allow.length + deny.length === 0) return;
      const text = policy(`port: 8080\nroutes:\n  - { name: all, to: order, deadline: 2s }\naccess:${ruleText("allow", allow)}${ruleText("deny", deny)}`);
      const { model, diagnostics } = analyse([{ path: "policy.yaml", text }]);
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const world = worldOf(model);
      const [service] = model.services;
      if (service === undefined) throw new Error("there is no service");
      for (const one of requests) {
        const decided = ask(model, one).outcome === "forward";
        expect([one, mayCall(service, { ...one, port: 8080 }, world).allowed]).toEqual([one, decided ? "all" : "none"]);
      }
      for (const from of callers) {
        const { allowed } = mayCall(service, { from, port: null, method: null, path: null }, world);
        const outcomes = requests.filter((one) => one.from === from).map((one) => ask(model, one).outcome === "forward");
        if (allowed !== "some") expect(new Set(outcomes)).toEqual(new Set([allowed === "all"]));
      }
    }),
    { numRuns: 25 },
  );
});
