import { fractionText } from "../../src/support/fraction.ts";
import { findingsOf, readText, service } from "./read-yaml.ts";

const backend = "backendRefs: [{ name: order, port: 8080 }]";
const rule = (fields: string, last = backend): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]
  rules:
  - ${[fields, last].filter((part) => part !== "").join("\n    ")}
`;
function bodyOf(text: string, options = {}) {
  const arm = readText(text, options).fragments.services[0]?.routes?.[0]?.arms[0];
  if (arm === undefined) throw new Error("the text has no arm");
  return arm.route;
}
const codes = (text: string, options = {}): readonly string[] => findingsOf(text, options).filter((finding) => !finding.startsWith("MW1213"));

describe("section 8: matches", () => {
  test("names in lower case, the first of equal names counts", () => {
    const text = rule("matches: [{ headers: [{ name: X-A, value: b }, { name: x-a, value: c }], queryParams: [{ name: Q, value: q, type: RegularExpression }] }]");
    expect(readText(text).fragments.services[0]?.routes?.[0]?.arms[0]?.when).toMatchObject({
      headers: [{ name: "x-a", match: { kind: "exact", value: "b" } }],
      query: [{ name: "Q", match: { kind: "regex", value: "q" } }],
    });
    expect([...codes(text)].sort()).toEqual(["MW2201 q", "MW2202 x-a", "MW2230 order"]);
  });

  test("an empty list of matches is the default match", () => {
    expect(readText(rule("matches: []")).fragments.services[0]?.routes?.[0]?.arms[0]?.when.path).toBeNull();
  });

  test("RE2 alone is read", () => {
    expect(codes(rule('matches: [{ path: { type: RegularExpression, value: "^/(a)\\\\1$" } }]'))[0]).toMatch(/^MW2200/);
  });
});

describe("section 10.2: header changes", () => {
  const modifier = (changes: string): string => rule(`filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { ${changes} } }]`);
  test("set, add and remove", () => {
    expect(bodyOf(modifier("set: [{ name: X-A, value: a }], add: [{ name: b, value: c }], remove: [D]")).requestHeaders?.value).toEqual({ set: { "x-a": "a" }, add: { b: "c" }, remove: ["d"] });
  });
  test.each(["set: [{ name: a, value: b }], remove: [A]", "set: [{ name: a, value: b }], add: [{ name: A, value: c }]", "remove: [a, A]"])("one header twice: %s", (changes) => {
    expect(codes(modifier(changes)).map((finding) => finding.slice(0, 6))).toEqual(["MW2203"]);
  });
  test("a name of the language itself is a header like others", () => {
    expect(Object.keys(bodyOf(modifier("set: [{ name: __proto__, value: a }]")).requestHeaders?.value.set ?? {})).toEqual(["__proto__"]);
  });
});

describe("section 10.4: rewrites", () => {
  const rewrite = (match: string, value: string): string => rule(`matches: [{ path: { value: ${match} } }]\n    filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: "${value}" } } }]`);
  test.each([
    ["/foo", "/xyz", "/foo", "/xyz"],
    ["/foo", "/xyz/", "/foo", "/xyz"],
    ["/foo/", "/xyz", "/foo", "/xyz"],
    ["/foo/", "/xyz/", "/foo", "/xyz"],
    ["/foo", "", "/foo", "/"],
    ["/foo", "/", "/foo", "/"],
  ])("prefix %s replaced by '%s'", (match, value, prefix, replacement) => {
    const arm = readText(rewrite(match, value)).fragments.services[0]?.routes?.[0]?.arms[0];
    expect(arm).toMatchObject({ when: { path: { kind: "prefix", value: prefix } }, route: { rewrite: { path: { kind: "prefix", value: replacement }, authority: null } } });
  });

  test.each([["x", "MW2204"], ["/x?y", "MW2204"], ["/x", undefined]])("full path %s", (value, code) => {
    const text = rule(`filters: [{ type: URLRewrite, urlRewrite: { hostname: a.example, path: { type: ReplaceFullPath, replaceFullPath: "${value}" } } }]`);
    expect(codes(text)[0]?.slice(0, 6)).toBe(code);
    expect(bodyOf(text).rewrite).toMatchObject({ path: { kind: "full", value }, authority: { value: "a.example" } });
  });
});

describe("section 10.5: mirrors", () => {
  const mirror = (share: string, target = "{ name: shadow, port: 8080 }"): string => rule(`filters: [{ type: RequestMirror, requestMirror: { backendRef: ${target}${share} } }]`);
  test.each([["", ["1"]], [", percent: 10", ["1/10"]], [", percent: 0", []], [", fraction: { numerator: 1 }", ["1/100"]], [", fraction: { numerator: 1, denominator: 3 }", ["1/3"]]])("share%s", (share, expected) => {
    expect(bodyOf(mirror(share)).mirrors.map((one) => fractionText(one.share))).toEqual(expected);
  });
  test("an unresolved target is no mirror", () => {
    expect(bodyOf(mirror("", "{ group: example.com, kind: Bucket, name: b }")).mirrors).toEqual([]);
  });
});

describe("section 10.6: CORS", () => {
  const cors = (fields: string): string => rule(`filters: [{ type: CORS, cors: { ${fields} } }]`);
  test("the age defaults to 5 seconds", () => {
    expect(bodyOf(cors('allowOrigins: ["https://a.example"], allowMethods: [GET], allowHeaders: [x-a], exposeHeaders: [x-b], allowCredentials: true')).cors?.value).toEqual({
      allowOrigins: [{ kind: "exact", value: "https://a.example" }],
      allowMethods: ["GET"],
      allowHeaders: ["x-a"],
      exposeHeaders: ["x-b"],
      maxAgeMs: 5000,
      allowCredentials: true,
    });
    expect(bodyOf(cors('allowOrigins: ["*"], maxAge: 60')).cors?.value).toMatchObject({ allowOrigins: [{ kind: "present" }], maxAgeMs: 60000 });
  });
  test.each([
    ["https://*.a.example", "https://[^/:]+\\.a\\.example"],
    ["http://*.a.example:8080", "http://[^/:]+\\.a\\.example:8080"],
    ["https://*", "https://[^/:]+"],
  ])("%s", (origin, value) => {
    expect(bodyOf(cors(`allowOrigins: ["${origin}"]`)).cors?.value.allowOrigins).toEqual([{ kind: "regex", value }]);
  });
  test("the default port is never sent", () => {
    expect(bodyOf(cors('allowOrigins: ["https://a.example:443", "http://a.example:443"]')).cors?.value.allowOrigins).toEqual([
      { kind: "exact", value: "https://a.example" },
      { kind: "exact", value: "http://a.example:443" },
    ]);
  });
});

describe("section 11: backends", () => {
  test("weights default to 1; a wrong kind keeps its share", () => {
    const text = rule("backendRefs: [{ name: a, port: 1 }, { name: b, port: 1, weight: 0 }, { group: example.com, kind: Bucket, name: c, weight: 3 }]", "");
    expect(bodyOf(text).action).toMatchObject({ backends: [{ weight: 1, to: { kind: "service" } }, { weight: 0 }, { weight: 3, to: { kind: "invalid" } }] });
    expect(codes(text)).toEqual(["MW2210 Bucket"]);
  });
  test("no backends and weights of 0 stay as they are", () => {
    expect(bodyOf(rule("name: x", "")).action).toMatchObject({ kind: "forward", backends: [] });
    expect(codes(rule("name: x", "")).map((finding) => finding.slice(0, 6))).toEqual(["MW2208"]);
    expect(codes(rule("backendRefs: [{ name: a, port: 1, weight: 0 }]", ""))).toEqual(["MW2209 0"]);
  });
  test("a port that the Service lacks", () => {
    const services = [service("order", { http: 8080 })];
    const text = rule("backendRefs: [{ name: order, port: 9090 }]", "");
    expect(codes(text, { services })).toEqual(["MW2212 9090"]);
    expect(bodyOf(text, { services }).action).toMatchObject({ backends: [{ to: { kind: "invalid", why: "the Service has no port 9090" } }] });
  });
});

describe("section 13: timeouts and retries", () => {
  test.each<[string, object, string[]]>([
    ["timeouts: { request: 2s }", { deadlineMs: { value: 2000 }, retry: null }, []],
    ["timeouts: { request: 0s }", { deadlineMs: { value: "none" } }, []],
    ["timeouts: { backendRequest: 500ms }", { deadlineMs: { value: 500 }, retry: null }, ["MW2219 500ms"]],
    ["timeouts: { request: 2s, backendRequest: 500ms }", { deadlineMs: { value: 500 } }, ["MW2219 500ms"]],
    ["timeouts: { request: 2s, backendRequest: 0s }", { deadlineMs: { value: 2000 } }, []],
    [
      "retry: { attempts: 2, codes: [503, 504], backoff: 100ms }\n    timeouts: { request: 2s, backendRequest: 500ms }",
      {
        deadlineMs: { value: 2000 },
        retry: { value: { attempts: 2, perTryTimeoutMs: 500, on: ["503", "504", "connect-failure", "try-timeout"], events: { must: ["c", "s503", "s504", "t"], may: ["l"] }, methods: null, backoffMs: { base: 100, max: 1000 } } },
      },
      [],
    ],
    ["retry: { attempts: 1 }", { deadlineMs: null, retry: { value: { perTryTimeoutMs: null, on: ["connect-failure"], events: { must: ["c"], may: ["l"] }, backoffMs: { base: 25, max: 250 } } } }, []],
    ["retry: { attempts: 1 }\n    timeouts: { request: 1s, backendRequest: 1s }", { deadlineMs: { value: 1000 }, retry: { value: { perTryTimeoutMs: null } } }, []],
    ["retry: { codes: [503] }", { retry: null }, ["MW2217 retry"]],
    ["retry: { attempts: 1, codes: [429] }", { retry: { value: { attempts: 1 } } }, ["MW2218 429"]],
  ])("%s", (fields, expected, findings) => {
    expect(bodyOf(rule(fields))).toMatchObject(expected);
    expect(codes(rule(fields))).toEqual(findings);
  });
});

describe("section 13.3: retry budgets", () => {
  const policy = (constraint: string): string => `apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackendTrafficPolicy
metadata: { name: b }
spec: { targetRefs: [{ group: "", kind: Service, name: order }], retryConstraint: ${constraint} }
`;
  test.each([
    ["{}", "1/5", 10000, "10"],
    ["{ budget: { percent: 50 } }", "1/2", 10000, "10"],
    ["{ budget: { interval: 1m }, minRetryRate: { count: 3, interval: 2s } }", "1/5", 60000, "3/2"],
  ])("%s", (constraint, percent, windowMs, floor) => {
    const budget = readText(policy(constraint)).fragments.services[0]?.settings?.retryBudget?.value;
    if (budget === undefined || budget === "none") throw new Error("no budget");
    expect([fractionText(budget.percent), budget.windowMs, fractionText(budget.minPerSecond)]).toEqual([percent, windowMs, floor]);
  });
  test.each([["{ budget: { interval: 999ms } }", "MW1243 999ms"], ["{ minRetryRate: { count: 1, interval: 0s } }", "MW1243 0s"], ["{ minRetryRate: { count: 5 } }", "MW2247 minRetryRate"]])("%s is refused", (constraint, finding) => {
    expect(codes(policy(constraint))).toEqual([finding]);
  });
});
