import fc from "fast-check";
import type { AccessRule, PathMatch } from "../../../src/model/index.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import type { RankedMatch } from "../../../src/targets/route-order/index.ts";
import { planAccess } from "../../../src/targets/linkerd/lower/access-plan.ts";
import type { AccessPlan } from "../../../src/targets/linkerd/lower/access-plan.ts";
import type { Context } from "../../../src/targets/linkerd/lower/piece.ts";
import { linkerd } from "../../../src/targets/linkerd/index.ts";
import { at, model, path, service } from "../../support/build-model.ts";

const profile = { target: "linkerd", version: "2.20", name: "sidecar", settings: linkerd.settings };
const paths = ["/", "/a", "/b", "/a/b", "/a/c", "/a/b/c", "/ab", "/a/b/c/d"];
const methods = ["GET", "POST", "PUT"];
const requests = paths.flatMap((each) => methods.map((method) => ({ path: each, method })));

const operations = fc.record({
  methods: fc.constantFrom(null, null, ["GET"], ["POST", "PUT"]),
  path: fc.oneof(fc.constant(null), fc.constantFrom("/a", "/a/b", "/b").map((value) => path("prefix", value)), fc.constantFrom("/a/b", "/a/b/c", "/b").map((value) => path("exact", value))),
  headers: fc.constant([]),
  ports: fc.constant(null),
  origin: fc.constant(at()),
});

const ruleSets: fc.Arbitrary<readonly AccessRule[]> = fc.array(fc.array(operations, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 5 }).map((all) =>
  all.map((to, index) => ({
    name: `rule-${index}`,
    from: [{ identity: { kind: "account", namespace: "web", serviceAccount: `caller-${index}`, via: null }, cidrs: null, origin: at() }],
    to,
    headers: [],
    claims: [],
    origin: at(),
  })),
);

/** What the rules say, read off them. */
function wanted(rules: readonly AccessRule[], request: (typeof requests)[number]): readonly string[] {
  const holds = (to: AccessRule["to"][number]): boolean => (to.methods?.includes(request.method) ?? true) && (to.path === null || pathHolds(to.path, request.path));
  return rules.flatMap((rule, index) => (rule.to.some(holds) ? [`caller-${index}`] : []));
}

function pathHolds({ kind, value }: Pick<PathMatch, "kind" | "value">, text: string): boolean {
  return text === value || (kind === "prefix" && (value === "/" || text.startsWith(`${value}/`)));
}

/** The keys of a match by the two rankings, written down once more. */
const keys: Readonly<Record<string, (match: RankedMatch) => readonly number[]>> = {
  length: ({ path: where, method }) => [where.kind === "rpc" ? 0 : where.value.length, method === null ? 0 : 1],
  specification: ({ path: where, method }) => [where.kind === "exact" ? 1 : 0, where.kind === "rpc" ? 0 : where.value.length, method === null ? 0 : 1],
};

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, place) => part !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** Callers that the regions admit: those of the best match; `tie` when regions of other callers are as good. */
function admitted(plan: AccessPlan, request: (typeof requests)[number], key: (match: RankedMatch) => readonly number[]): readonly string[] | "tie" {
  const regions = plan.kind === "requests" ? plan.regions : plan.kind === "callers" ? [{ matches: [], grantees: plan.grantees }] : [];
  const names = (region: (typeof regions)[number] | undefined): readonly string[] => (region?.grantees ?? []).map(({ identity }) => (identity.kind === "account" ? identity.serviceAccount : identity.kind)).sort();
  if (plan.kind === "callers") return names(regions[0]);
  const fitting = regions.flatMap((region) => region.matches.filter(({ path: where, method }) => where.kind !== "rpc" && (method === null || method === request.method) && pathHolds({ kind: where.kind === "exact" ? "exact" : "prefix", value: where.value }, request.path)).map((match) => ({ region, match })));
  const sorted = fitting.sort((a, b) => compare(key(b.match), key(a.match)));
  const [best] = sorted;
  const ties = sorted.filter(({ match }) => best !== undefined && compare(key(match), key(best.match)) === 0);
  return ties.some(({ region }) => region !== best?.region) ? "tie" : names(best?.region);
}

/** All of them in conformance runs, a part in `npm test`. */
const ruleSetCount = process.env["MESHWRIGHT_RUNS"] === undefined ? 600 : 8000;

test(`${ruleSetCount} random rule sets: the best route of every request grants what the rules allow, by both rankings`, () => {
  let refused = 0;
  fc.assert(
    fc.property(ruleSets, (allow) => {
      const open = service({ access: { default: null, allow, deny: [], mode: "enforce" } });
      const whole = model([open]);
      const context: Context = { model: whole, profile, table: linkerd.capabilities(profile), running: statedInventory(whole) };
      const planned = planAccess(open, 8080, { strict: false, denies: true, inherits: "allow" }, context);
      if (!planned.ok) {
        refused += 1;
        return;
      }
      const wrong = Object.entries(keys).flatMap(([name, key]) => requests.filter((request) => `${admitted(planned.plan, request, key)}` !== `${wanted(allow, request)}`).map((request) => ({ name, request })));
      if (wrong.length > 0) expect(wrong).toEqual([]);
    }),
    { numRuns: ruleSetCount, seed: 7 },
  );
  expect(refused).toBeLessThan(ruleSetCount / 4);
});
