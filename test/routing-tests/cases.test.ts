import { shop } from "../route/world.ts";
import { oneTest, testing } from "./world.ts";

const read = "from: web, to: order, path: /orders/7";
const redirect = "from: web, to: order, path: /old/7";
const outside = '"to": "gateway:infra/public:80/shop.example.com", path: /orders/7';
const stranger = "from: jobs/sa/batch, to: order, path: /orders/7";
const faulty = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  routes:
    - name: all
      idleTimeout: 9s
      fault: { delay: { percent: 10, duration: 100ms }, abort: { percent: 5, status: 503 }, until: 2027-01-01 }
      headers: { response: { set: { x-mesh: "yes" } } }
`;

/** Request, what holds, and the same gone wrong with what the report says it is. */
const table: readonly (readonly [string, string, string, string, string?])[] = [
  [read, "outcome: forward", "outcome: redirect", "expected redirect.*\n.*but got  forward"],
  [read, "route: read", "route: old", "expected route old.*\n.*route read"],
  [redirect, "route: old", "route: none", "expected route none.*\n.*route old"],
  [read, "backends: { v1: 95, v2: 5 }", "backends: { v1: 90, v2: 10 }", "expected v1 90%, v2 10%.*\n.*v1 95%, v2 5%"],
  [read, 'backends: { v1: "19/20", v2: "1/20" }', 'backends: { v1: "1/3", v2: "2/3" }', "expected v1 1/3, v2 2/3"],
  [read, "backends: { order-v1: 95, shop/order-v2: 5 }", "backends: { order-v1: 100 }", "shop/order-v2:8080 \\(v2\\) 5%"],
  [outside, "backends: { v1: 95, v2: 5 }", "backends: { v1: 100 }", "v1 95%"],
  ["from: web, to: order, method: POST, path: /x", "status: 404", "status: 403", "expected status 403.*\n.*status 404"],
  [read, "refused: false", "refused: true", "expected refused.*\n.*let in"],
  [stranger, "refused: true, status: 403, rule: default", "refused: false", "expected let in.*\n.*refused"],
  [read, "rule: web", "rule: none", "expected rule none.*\n.*rule web"],
  [read, "deadline: 2s", "deadline: none", "expected deadline none.*\n.*deadline 2s"],
  [read, "idleTimeout: none", "idleTimeout: 3s", "expected idle timeout 3s.*\n.*idle timeout none"],
  [read, "retries: { attempts: 2, on: [gateway-error, connect-failure], perTryTimeout: 500ms }", "retries: { attempts: 1 }", "expected 1 retry.*\n.*2 retries"],
  [read, "retries: { on: [connect-failure, gateway-error] }", "retries: { on: [503] }", "expected retried on 503"],
  [read, "retries: { perTryTimeout: 500ms }", "retries: none", "expected no retry.*\n.*2 retries"],
  [read, "mirrored: { v2: 10 }", "mirrored: none", "expected nobody.*\n.*shop/order-v2:8080 \\(v2\\) 10%"],
  [read, 'rewritten: { path: /api/orders/7, authority: "order:8080" }'.replace("order:8080", "order.shop"), "rewritten: { path: /orders/7 }", "expected /orders/7.*\n.*but got  /api/orders/7"],
  [redirect, "redirect: { status: 302 }", "redirect: { status: 301 }", "redirect with 301.*\n.*redirect with 302"],
  [outside.replace("/orders/7", "/old/7"), 'redirect: { location: "http://shop.example.com/orders/7" }', 'redirect: { location: "http://shop.example.com/old/7" }', "but got  http://shop.example.com/orders/7"],
  [`${read}, headers: { x-debug: "1" }`, 'headers: { x-via: mesh, X-Debug: "" }', 'headers: { x-via: "" }', "expected no header x-via.*\n.*x-via: mesh"],
  ["to: order", 'responseHeaders: { x-mesh: "yes" }, idleTimeout: 9s', 'responseHeaders: { x-mesh: "no" }', "expected x-mesh: no.*\n.*x-mesh: yes", faulty],
  ["to: order", "faults: { delay: 10, abort: 5 }", "faults: none", "expected delay for 0%.*\n.*delay for 10%", faulty],
];

test.each(table.map(([request, right, wrong, said, policies]) => [request, right, wrong, said, policies ?? shop] as const))("%s gives %s, and not %s", async (request, right, wrong, said, policies) => {
  const [fine, broken] = [await testing(oneTest(request, right), [], policies), await testing(oneTest(request, wrong), [], policies)];
  expect([fine.err, fine.out, fine.code]).toEqual(["", "1 test and 0 properties: 1 passed, 0 failed\n", 0]);
  expect(broken.code).toBe(1);
  expect(broken.out).toMatch(new RegExp(said));
});

test("a failure shows the expectation, the trace and what kept the request from the route that was meant", async () => {
  const { out } = await testing(oneTest("from: web, to: order, method: POST, path: /orders/7", "backends: { v1: 95, v2: 5 }"));
  expect(out).toBe(`tests.yaml:6:15 FAILED: it (shop/t)
  expected v1 95%, v2 5%  tests.yaml:6:95
  but got  nobody
  trace    no route matched  shop.yaml:14:19
  nearest  route read, which wants method GET, but it is POST  shop.yaml:25:15

1 test and 0 properties: 0 passed, 1 failed
`);
});

test.each([
  ["{ name: a, request: { to: ordre }, expect: { refused: true } }", "MW5101", "did you mean `order`?"],
  ["{ name: a, request: { to: order }, expect: { backends: { v3: 100 } } }", "MW5102", "neither a version of shop/order nor a service"],
  ["{ name: a, request: { to: order }, expect: { backends: { v1: 60, v2: 50 } } }", "MW5103", "come to 110% of the calls"],
  ["{ name: a, request: { to: order }, expect: {} }", "MW1", "say at least one thing"],
  ["{ name: a, request: { to: order, pth: /x }, expect: { refused: true } }", "MW1", "did you mean `path`"],
])("%s is a finding at its place", async (written, code, words) => {
  const { code: exit, err } = await testing(`  tests:\n    - ${written}\n`);
  expect(exit).toBe(1);
  expect(err).toContain(`tests.yaml:6`);
  expect(err).toContain(code);
  expect(err).toContain(words);
});

test("without tests there is nothing to pass", async () => {
  const { code, err } = await testing("  always:\n    - { name: a, to: order, expect: { refused: true } }\n");
  expect([code, err]).toEqual([1, ""]);
});
