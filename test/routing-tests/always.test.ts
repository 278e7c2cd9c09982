import { testing } from "./world.ts";
import { shop } from "../route/world.ts";

const payment = (more = "") => `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: payment, namespace: shop }
spec:
  port: 8080
  mtls: strict
  versions:
    v1: { service: payment-v1, labels: { version: v1 } }
  routes:
    - { name: pay, match: [{ methods: [POST] }], to: v1, deadline: 3s, retry: { attempts: 1, on: [connect-failure], methods: [POST] } }
    - { name: rest, to: v1 }
  access:
    allow:
      - { name: orders, from: [{ serviceAccount: order }]${more} }
`;
const whole = payment().replace("service: payment-v1, ", "");
const inside = "  always:\n    - { name: p, from: { not: { namespace: shop } }, to: payment, expect: { refused: true } }\n";
const property = (text: string) => `  always:\n    - { name: p, to: payment, ${text} }\n`;

const open = payment().replace("{ serviceAccount: order }", "{ anyone: true }").replace("  mtls: strict\n", "");
const mirrored = shop.replace("mirror: { to: v2, percent: 10 }", "mirror: { to: shop/payment:8080, percent: 10 }");
const behind = shop.replace("split: { v1: 95, v2: 5 }", "split: { v1: 95, shop/payment-v1:8080: 5 }");

test.each([
  ["holds while only an account of the namespace is let in", payment(), inside, null],
  ["fails when a rule lets anyone in", open, inside, /request {2}GET .*payment.*\n.*reaches payment-v1, let in by shop\/payment allow\[0\]/],
  ["fails by the version's own name, which the routes do not guard", open.replace("name: rest, to: v1", "name: rest, redirect: { path: { full: / } }").replace("to: v1, deadline: 3s, retry: { attempts: 1, on: [connect-failure], methods: [POST] }", "respond: { status: 403 }"), inside, /payment-v1\.shop/],
  ["fails through a split of another service", `${behind}---\n${open}`, inside, /order\.shop|shop\.example\.com|payment/],
  ["fails through a mirror, at a gateway", `${mirrored}---\n${payment(" ").replace("{ serviceAccount: order }", "{ gateway: infra/public }")}`, "  always:\n    - { name: p, to: payment, from: { not: { namespace: infra } }, expect: { refused: true } }\n", /shop\.example\.com.*\n.*mirrored to payment/],
  ["knows deadlines by method", whole, property("match: { methods: [POST] }, expect: { deadline: { within: 3s } }"), null],
  ["finds the calls without one", whole, property("expect: { deadline: { within: 3s } }"), /without a deadline/],
  ["finds a deadline that is too long", whole, property("match: { methods: [POST] }, expect: { deadline: { within: 2s } }"), /with a deadline of 3s/],
  ["counts retries", payment(), property("expect: { retries: { atMost: 0 } }"), /POST .*\n.*repeated up to once/],
  ["asks for mutual TLS", payment(), property("expect: { mtls: strict }"), null],
  ["and misses it", payment().replace("mtls: strict", "mtls: permissive"), property("expect: { mtls: strict }"), /mutual TLS is permissive/],
  ["narrows by path and header", payment(), property('match: { path: { prefix: /pay }, headers: { x-a: "1" } }, expect: { retries: { atMost: 0 } }'), /POST .*\/pay.*x-a: 1/],
])("%s", async (_, policies, spec, said) => {
  const { out, err, code } = await testing(spec, [], policies);
  expect(err).toBe("");
  if (said === null) expect([out, code]).toEqual(["0 tests and 1 property: 1 passed, 0 failed\n", 0]);
  else {
    expect(code).toBe(1);
    expect(out).toMatch(said);
  }
});
