import { targets } from "../../src/targets/index.ts";
import { inFolder, shop } from "./world.ts";

const files = { "shop.yaml": shop };
const ask = { id: "1", from: { namespace: "shop", serviceAccount: "web" }, to: { namespace: "shop", service: "order", port: 8080 }, method: "GET", authority: "order:8080", path: "/orders/7?full=1", headers: { "X-Cohort": "beta", "x-debug": "1" } };
const lines = (...requests: readonly object[]) => requests.map((request) => `${JSON.stringify(request)}\n`).join("");

async function answers(...requests: readonly object[]): Promise<readonly Record<string, unknown>[]> {
  const { code, out, err } = await inFolder(files, ["route", "shop.yaml", "--requests", "-", "--format", "json"], lines(...requests));
  expect([code, err]).toEqual([0, ""]);
  return out.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

const publicKeys = ["id", "outcome", "status", "access", "route", "backends", "failed", "refused", "upstream", "responseHeaders", "redirect", "mirrors", "deadlineMs", "perTryTimeoutMs", "retries", "retryBudget", "faults", "affinity", "trace"];

test("an answer has the public shape, its keys in order", async () => {
  const [answer = {}] = await answers(ask);
  expect(Object.keys(answer).slice(0, publicKeys.length)).toEqual(publicKeys);
  expect(answer).toMatchObject({
    id: "1",
    outcome: "forward",
    status: null,
    access: { allowed: true, by: "shop/order allow[0]" },
    route: "read",
    backends: [
      { namespace: "shop", service: "order-v1", version: "v1", port: 8080, share: "19/20" },
      { namespace: "shop", service: "order-v2", version: "v2", port: 8080, share: "1/20" },
    ],
    failed: { status: 500, share: "0" },
    refused: { status: 403, share: "0" },
    upstream: { authority: "order:8080", path: "/api/orders/7?full=1", headers: { "x-cohort": "beta", "x-via": "mesh" } },
    responseHeaders: { set: {}, add: {}, remove: [] },
    redirect: null,
    mirrors: [{ namespace: "shop", service: "order-v2", version: "v2", port: 8080, share: "1/10" }],
    deadlineMs: 2000,
    perTryTimeoutMs: 500,
    retries: { attempts: 2, on: ["connect-failure", "gateway-error"], backoffMs: { base: 25, max: 250 } },
    retryBudget: { percent: 25, windowMs: 2000, minPerSecond: 10 },
    faults: [],
    affinity: null,
  });
  expect((answer["trace"] as object[])[0]).toEqual({ step: "route read matched", at: { file: "shop.yaml", line: 25, column: 15 } });
});

test("one answer for each request, in order", async () => {
  const found = await answers({ ...ask, id: "a" }, { ...ask, id: "b", method: "PUT" }, { ...ask, id: "c", from: null });
  expect(found.map(({ id, outcome, status }) => [id, outcome, status])).toEqual([["a", "forward", null], ["b", "unroutable", 404], ["c", "refuse", 403]]);
});

test.each([
  [{}, "http://order:8080/orders/7?x=1"],
  [{ scheme: "https", to: { namespace: "shop", service: "order", port: 8080 } }, "https://order:8080/orders/7?x=1"],
  [{ to: { gateway: { namespace: "infra", name: "public" }, port: 80 }, authority: "shop.example.com" }, "http://shop.example.com/orders/7?x=1"],
])("a Location is whole: %j", async (given, location) => {
  const [answer] = await answers({ ...ask, path: "/old/7?x=1", ...given });
  expect(answer?.["redirect"]).toEqual({ status: 302, location });
  expect(answer?.["upstream"]).toBeNull();
});

test("what leaves the universe is named, and decided normalised", async () => {
  const [answer] = await answers({ ...ask, path: "/x/../old" });
  expect(answer?.["outside"]).toEqual(["path with dot segments"]);
  expect(answer?.["outcome"]).toBe("redirect");
});

test.each([
  ["{", "this is not JSON"],
  ["[]", "a request has to be a JSON object"],
  ['{"from": 1, "to": "order"}', "`from` has to be null or an object with a `namespace`"],
  ['{"from": null}', "`to` has to name a service or a gateway"],
  ['{"to": {"service": "order"}}', "`to` has to have a `namespace` and a `service`"],
  ['{"to": {"namespace": "shop", "service": "order", "port": "x"}}', "`to.port` has to be a port number"],
  ['{"to": {"gateway": {"namespace": "a", "name": "b"}}}', "`to.port` has to be the port of the gateway"],
  ['{"to": {"namespace": "a", "service": "b"}, "headers": {"a": 1}}', "`headers` has to be an object of texts"],
  ['{"to": {"namespace": "a", "service": "b"}, "protocol": "udp"}', "`protocol` has to be one of http, http2, grpc, tls, tcp"],
])("a wrong line is refused with its number: %s", async (line, problem) => {
  const { code, out, err } = await inFolder(files, ["route", "shop.yaml", "--requests", "-"], `${JSON.stringify(ask)}\n\n${line}\n`);
  expect([code, out, err]).toEqual([2, "", `meshwright: -:3: ${problem}\n`]);
});

test("text is for people: shares in percent and exactly, the arm with its place", async () => {
  const { code, out } = await inFolder(files, ["route", "shop.yaml", "--from", "web", "--to", "order", "GET", "/orders/7", "-H", "x-cohort: beta"]);
  expect(code).toBe(0);
  expect(out).toBe(`shop/web to shop/order GET /orders/7
  outcome   forward
  route     read
  backends  95% (19/20) shop/order-v1:8080 (v1) [version=v1]
            5% (1/20) shop/order-v2:8080 (v2) [version=v2]
  mirrors   10% (1/10) shop/order-v2:8080 (v2) [version=v2]
  upstream  order.shop/api/orders/7
  deadline  2s
  retries   2 on connect-failure, gateway-error, 500ms a try
  access    allowed by shop/order allow[0]
  note      whether a retry draws another backend is left to the mesh
  trace     route read matched  shop.yaml:25:15
            19/20 to v1  shop.yaml:26:20
            1/20 to v2  shop.yaml:26:28
            v1 admits the caller by shop/order allow[0]  shop.yaml:35:9
            v2 admits the caller by shop/order allow[0]  shop.yaml:35:9
            deadline 2s  shop.yaml:30:17
            up to 2 retries  shop.yaml:31:14
`);
});

test.each([
  [["--from", "web", "--to", "order"], "shop/web to shop/order"],
  [["--from", "shop/web", "--to", "shop/order:8080"], "shop/web to shop/order:8080"],
  [["--from", "jobs/sa/batch", "--to", "order"], "jobs/batch to shop/order"],
  [["--from", "cluster.local/ns/shop/sa/web", "--to", "order"], "shop/web to shop/order"],
  [["--from", "none", "--to", "order"], "a caller without identity to shop/order"],
  [["--to", "gateway:infra/public:80/shop.example.com"], "a caller without identity to gateway infra/public:80"],
])("names of callers and services: %j", async (argv, question) => {
  const { code, out } = await inFolder(files, ["route", "shop.yaml", "-n", "shop", ...argv, "GET", "/orders"]);
  expect([code, out.split("\n")[0]]).toEqual([0, `${question} GET /orders`]);
});

test.each([
  [["--from", "web"], "which service is called? name it with `--to`"],
  [["--to", "a b"], "`--to`: `a b` has to be `service`, `namespace/service:port` or `gateway:namespace/name:port/host`"],
  [["--to", "order", "--from", "a/b/c"], "`--from`: `a/b/c` has to be a service, an account or `none`"],
  [["--to", "order", "-H", "x"], "`-H x` has to be a name and a value with `:` between them"],
  [["--to", "order", "--on", "nomad"], `\`--on nomad\` is not known; it takes ${["policy", ...targets.map(({ name }) => name)].join(", ")}`],
  [["--requests", "gone.jsonl"], "`gone.jsonl` is not a file"],
])("wrong use: %j", async (argv, problem) => {
  const { code, out, err } = await inFolder(files, ["route", "shop.yaml", ...argv]);
  expect([code, out, err]).toEqual([2, "", `meshwright: ${problem}\n`]);
});

test("policies with errors answer nothing", async () => {
  const { code, out, err } = await inFolder({ "shop.yaml": shop.replace("deadline: 2s", "deadline: 2 sec") }, ["route", "shop.yaml", "--to", "order"]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("shop.yaml:30:17");
});

const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: order, namespace: shop }
spec:
  hosts: [order]
  http:
    - name: all
      timeout: 3s
      route: [{ destination: { host: order, port: { number: 8080 } } }]
`;

test("manifests that people wrote are answered by the target's rules alone", async () => {
  const { code, out } = await inFolder({ "vs.yaml": virtualService }, ["route", "--on", "istio", "vs.yaml", "--requests", "-"], lines(ask));
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ outcome: "forward", deadlineMs: 3000, backends: [{ namespace: "shop", service: "order", port: 8080, share: "1" }] });
});

test("policies are compiled for a target that is asked", async () => {
  const argv = ["route", "shop.yaml", "--requests", "-", "--on", "policy", "--on", "istio@1.31"];
  const { code, out, err } = await inFolder({ "shop.yaml": shop.replace(/ {2}retryBudget.*\n/, "") }, argv, lines(ask));
  expect([code, err]).toEqual([0, ""]);
  const [policy, istio] = out.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect([policy?.["on"], istio?.["on"]]).toEqual(["policy", "istio@1.31"]);
  expect([istio?.["outcome"], istio?.["deadlineMs"], istio?.["upstream"]]).toEqual([policy?.["outcome"], policy?.["deadlineMs"], policy?.["upstream"]]);
});
