// How long `meshwright test` takes for 10,000 requests over 1,000 services, from the start of the process to its end, and how
// that compares with an empty start of Node in the same run. Needs a build (`npm run build`). Exits 1 when it takes two
// seconds or more.
//   node bench/routing-tests.mjs
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = process.env.MESHWRIGHT_MAIN ?? fileURLToPath(new URL("../dist/bin/meshwright.js", import.meta.url));
const runs = Number(process.env.RUNS ?? 5);
const services = 1000;
const tests = 10_000;

const policy = (index) => `---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: s${index}, namespace: shop }
spec:
  port: 8080
  versions:
    v1: { labels: { version: v1 } }
    v2: { labels: { version: v2 } }
  routes:
    - { name: read, match: [{ methods: [GET], path: { prefix: /a } }], split: { v1: 95, v2: 5 }, deadline: 2s }
    - { name: rest, to: v1, deadline: 5s }
`;

/** Every tenth test asks for the other route. */
const test = (index) => {
  const request = `from: s${(index + 1) % services}, to: s${index % services}`;
  return index % 10 === 9
    ? `    - { name: t${index}, request: { ${request}, method: POST, path: /a/${index} }, expect: { route: rest, backends: { v1: 100 }, deadline: 5s } }\n`
    : `    - { name: t${index}, request: { ${request}, path: /a/${index} }, expect: { backends: { v1: 95, v2: 5 } } }\n`;
};

const head = `apiVersion: meshwright.dev/v1alpha1
kind: RoutingTest
metadata: { name: many, namespace: shop }
spec:
  tests:
`;

const each = (count, write) => Array.from({ length: count }, (_, index) => write(index)).join("");

function timed(...words) {
  const start = performance.now();
  const { stdout, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
  return { seconds: (performance.now() - start) / 1000, stdout, status };
}

const folder = mkdtempSync(join(tmpdir(), "meshwright-bench-"));
writeFileSync(join(folder, "policies.yaml"), each(services, policy));
writeFileSync(join(folder, "tests.yaml"), head + each(tests, test));

const measured = Array.from({ length: runs }, () => ({ whole: timed(main, "test", folder, "--on", "policy"), empty: timed("--eval", "0") }));
rmSync(folder, { recursive: true });

const [{ whole: first }] = measured;
if (first.status !== 0 || !first.stdout.includes(`${tests} passed, 0 failed`)) {
  console.error(`the tests do not pass: ${first.stdout.slice(-500)}`);
  process.exit(1);
}
const sorted = (pick) => measured.map(pick).sort((a, b) => a - b);
const [best, middle] = [sorted(({ whole }) => whole.seconds)[0], sorted(({ whole }) => whole.seconds)[runs >> 1]];
const start = sorted(({ empty }) => empty.seconds)[runs >> 1];
console.log(`${tests} routing tests over ${services} services: best ${best.toFixed(2)} s, median ${middle.toFixed(2)} s of ${runs} runs`);
console.log(`an empty start of Node: median ${start.toFixed(2)} s; ratio ${(middle / start).toFixed(1)}`);
process.exitCode = middle < 2 ? 0 : 1;
