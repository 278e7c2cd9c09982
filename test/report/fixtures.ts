/** Would run, if any text of it ever became markup. */
export const hostile = "</script><script>hacked=1</script>";
const image = "<img/src=x/onerror=hacked=1>";

/** Sound policies with markup wherever a name or text may be anything. */
export const hostilePolicies = `apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh, namespace: istio-system }
spec:
  scope: mesh
  defaults: { deadline: 2s, access: { default: deny } }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions:
    v1: { labels: { version: v1 } }
    v2: { labels: { version: v2 } }
  routes:
    - name: odd
      match: [{ methods: [GET], path: { exact: "/${hostile}${image}" }, headers: { x-a: "${hostile}" }, query: { q: "${image}" } }]
      split: { v1: 50, v2: 50 }
      mirror: { to: v2, percent: 10 }
      retry: { attempts: 2, on: [gateway-error] }
    - { name: rest, to: v1 }
  access:
    allow:
      - name: web
        from: [{ service: web }]
        to: [{ path: { prefix: "/${hostile}" } }]
  targets:
    consul: { omitted: [mirror], because: "${hostile}${image}" }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: web, namespace: shop }
spec:
  port: 80
  calls: [{ to: order, request: { method: GET, path: "/${hostile}" }, routes: [all] }]
  routes:
    - { name: all, to: web }
---
apiVersion: meshwright.dev/v1alpha1
kind: RoutingTest
metadata: { name: t, namespace: shop }
spec:
  tests:
    - { name: "${hostile}${image}", request: { from: web, to: order, path: /a }, expect: { route: odd, headers: { x-b: "${hostile}" } } }
`;

/** The same with markup as every other name and as a key: all of it is refused, and shown in the findings. */
export const brokenPolicies = hostilePolicies.replace(/name: (?:odd|rest|web|order|all|t|mesh)\b/g, `name: "${hostile}"`).replaceAll("namespace: shop", `namespace: "${image}"`).replace("  port: 8080", `  port: 8080\n  "${hostile}": "${image}"`);

/** A value whose every name is markup, as no reader would let it through. */
export function poisoned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(poisoned) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, typeof each === "string" && names.has(key) ? `${each}${hostile}${image}` : poisoned(each)]);
  return Object.fromEntries(entries) as T;
}

const names = new Set(["name", "namespace", "version", "serviceAccount", "host", "path", "because", "field", "note", "value", "message", "code", "text"]);

/** Results of a simulation whose every text is markup. */
export const hostileSimulation = JSON.stringify({
  version: 1,
  results: [
    {
      scenario: hostile,
      on: hostile,
      seeds: [1, 2],
      durationMs: 3000,
      warmupMs: 0,
      windowMs: 1000,
      loads: [{ name: image, to: hostile, successPercent: { mean: 99, low: 98, high: 100 } }],
      courses: { atMs: [0, 1000, 2000], loads: [{ name: image, successPercent: { mean: [100, null, 90], low: [100, null, 80], high: [100, null, 100] } }], edges: [], services: [] },
      bands: [{ name: hostile, kind: "slow", fromMs: 1000, untilMs: 2000 }],
      recoveries: [{ event: hostile, load: image, recoveredRuns: 1, runs: 2, timeMs: null }],
      expectations: [{ text: hostile, holds: false, values: [1, null], failedSeeds: [2], at: { file: hostile, line: 1, column: 1 } }],
      notes: [hostile],
    },
  ],
});

/** Services in layers of forty, each calling up to three of the next two layers. */
export function manyServices(count: number): string {
  const layer = 40;
  const name = (index: number): string => `team-${index % 10}/svc-${String(index).padStart(3, "0")}`;
  const callees = (index: number): readonly number[] => {
    const start = Math.floor(index / layer) * layer;
    return [...new Set([start + layer + ((index * 7) % layer), start + layer + ((index * 3) % layer), start + 2 * layer + (index % layer)])].filter((callee) => callee < count);
  };
  const policies = Array.from({ length: count }, (_, index) => {
    const [namespace = "", short = ""] = name(index).split("/");
    const called = callees(index).map((callee) => `{ to: ${name(callee)} }`).join(", ");
    const calls = called === "" ? "" : `  calls: [${called}]\n`;
    const callers = Array.from({ length: index }, (_each, caller) => caller).filter((caller) => callees(caller).includes(index)).map((caller) => `{ service: ${name(caller)} }`).join(", ");
    const access = callers === "" ? "" : `  access: { allow: [{ name: callers, from: [${callers}] }] }\n`;
    return `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: ${short}, namespace: ${namespace} }\nspec:\n  port: 8080\n  versions: { v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } } }\n${calls}  routes:\n    - { name: all, split: { v1: 90, v2: 10 }, deadline: 2s, retry: { attempts: 2, perTryTimeout: 500ms, on: [gateway-error] } }\n${access}`;
  });
  return policies.join("---\n");
}
