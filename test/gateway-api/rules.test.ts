import { findingsOf, readText } from "./read-yaml.ts";

const service = '{ group: "", kind: Service, name: order, port: 8080 }';
const backend = "backendRefs: [{ name: order, port: 8080 }]";

/** An HTTPRoute whose only rule has these fields beside its backend. */
const rule = (fields: string, last = backend): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r }
spec:
  parentRefs: [${service}]
  rules:
  - ${[fields, last].filter((part) => part !== "").join("\n    ")}
`;
const parents = (refs: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r }
spec:
  parentRefs: [${refs}]
  rules: [{ ${backend} }]
`;
const errors = (text: string, settings: Readonly<Record<string, string>> = {}): readonly string[] =>
  readText(text, { settings })
    .diagnostics.filter(({ severity, code }) => severity === "error" && code < "MW2")
    .map(({ code, origin }) => `${code} ${text.slice(origin.start, origin.end)}`);

describe("section 1: versions and kinds", () => {
  const of = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: r }\nspec:\n  parentRefs: [${service}]\n  rules: [{ ${backend} }]\n`;
  const group = "gateway.networking.k8s.io";

  test.each<[string, string, string[]]>([
    ["v1", "HTTPRoute", []],
    ["v1beta1", "HTTPRoute", []],
    ["v1alpha2", "HTTPRoute", [`MW1200 ${group}/v1alpha2`]],
    ["v1alpha2", "TCPRoute", [`MW1202 ${group}/v1alpha2`]],
    ["v1alpha2", "GRPCRoute", [`MW1202 ${group}/v1alpha2`]],
    ["v1", "HttpRouts", ["MW1201 HttpRouts"]],
  ])("%s %s", (version, kind, expected) => {
    expect(findingsOf(of(`${group}/${version}`, kind))).toEqual(expected);
  });

  test("the standard channel serves no old versions, no x-k8s.io and no experimental fields", () => {
    const settings = { "gatewayApi.channel": "standard" };
    expect(findingsOf(of(`${group}/v1alpha2`, "TCPRoute"), { settings })).toEqual([`MW1203 ${group}/v1alpha2`]);
    expect(findingsOf("apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\nmetadata: { name: m }\nspec: {}\n", { settings })).toEqual(["MW1203 gateway.networking.x-k8s.io/v1alpha1"]);
    expect(findingsOf(rule("retry: { attempts: 1 }"), { settings })).toEqual(["MW1214 retry"]);
    expect(findingsOf(rule("retry: { attempts: 1 }"))).toEqual(["MW1213 retry"]);
  });

  test("settings with unknown words are reported", () => {
    const settings = { "gatewayApi.channel": "beta", "gatewayApi.regexRank": "none" };
    expect(readText(rule(""), { settings }).diagnostics.map(({ code }) => code)).toEqual(["MW1215", "MW1215"]);
  });

  test.each([
    ["UDPRoute", `{ parentRefs: [${service}], rules: [{ ${backend} }] }`],
    ["ListenerSet", "{ parentRef: { name: public }, listeners: [{ name: a, protocol: HTTP, port: 81 }] }"],
    ["BackendTLSPolicy", '{ targetRefs: [{ group: "", kind: Service, name: order }], validation: { hostname: a.example, wellKnownCACertificates: System } }'],
  ])("%s is named as unread", (kind, spec) => {
    expect(findingsOf(`apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: r }\nspec: ${spec}\n`)).toEqual([`MW2240 ${kind}`]);
  });

  test("what policies do not read is checked for its shape all the same", () => {
    expect(findingsOf(of(`${group}/v1`, "ListenerSet"))).toEqual(["MW1206 parentRefs", "MW1206 rules", "MW1205 spec", "MW1205 spec"]);
  });

  test("GatewayClass says nothing and is accepted", () => {
    expect(findingsOf(`apiVersion: ${group}/v1\nkind: GatewayClass\nmetadata: { name: c }\nspec: { controllerName: example.com/c }\n`)).toEqual([]);
  });
});

describe("section 7: shape and bounds", () => {
  const many = (count: number, entry: (index: number) => string): string => Array.from({ length: count }, (_, index) => entry(index)).join(", ");

  test.each<[string, string, string[]]>([
    ["an unknown field names the nearest", "mathces: []", ["MW1206 mathces"]],
    ["a wrong type", "matches: {}", ["MW1204 {}"]],
    ["nothing where a list should be", "matches:", ["MW1204 matches"]],
    ["a weight out of range", "filters: []\n    backendRefs: [{ name: a, port: 1, weight: 1000001 }]", ["MW1207 1000001"]],
    ["65 matches", `matches: [${many(65, (index) => `{ path: { value: /p${index} } }`)}]`, ["MW1211 matches"]],
    ["64 matches", `matches: [${many(64, (index) => `{ path: { value: /p${index} } }`)}]`, []],
    ["17 headers", `matches: [{ headers: [${many(17, (index) => `{ name: h${index}, value: x }`)}] }]`, ["MW1211 headers"]],
    ["a header without value", "matches: [{ headers: [{ name: a }] }]", ["MW1205 { name: a }"]],
    ["a duration without unit", 'timeouts: { request: "5" }', ["MW1210 \"5\""]],
    ["a duration of days", "timeouts: { request: 1d }", ["MW1210 1d"]],
    ["five groups", "timeouts: { request: 1h1m1s1ms1ms }", ["MW1210 1h1m1s1ms1ms"]],
    ["a status code out of range", "retry: { attempts: 1, codes: [399] }", ["MW1207 399"]],
    ["a status code twice", "retry: { attempts: 1, codes: [503, 503] }", ["MW1212 503"]],
    ["no retries", "retry: { attempts: 0 }", ["MW1207 0"]],
    ["a lower-case method", "matches: [{ method: get }]", ["MW1209 get"]],
  ])("%s", (_, fields, expected) => {
    expect(errors(rule(fields, fields.includes("backendRefs") ? "" : backend))).toEqual(expected);
  });

  test("more than 128 matches over all rules", () => {
    const part = (from: number): string => `{ matches: [${many(43, (index) => `{ path: { value: /p${from + index} } }`)}], ${backend} }`;
    const text = (count: number): string => parents(service).replace(/rules: .*/, `rules: [${many(count, (index) => part(index * 43))}]`);
    expect(errors(text(3))).toEqual(["MW1234 rules"]);
    expect(errors(text(2))).toEqual([]);
  });

  test("17 rules", () => {
    expect(errors(parents(service).replace(/rules: .*/, `rules: [${many(17, () => `{ ${backend} }`)}]`))).toEqual(["MW1211 rules"]);
  });
});

describe("section 7: path values", () => {
  test.each(["orders", "/a//b", "/a/./b", "/a/../b", "/a/..", "/a/.", "/a%2fb", "/a%2Fb", "/a#b", "/a?b", "/a%zz", '"/a b"', "/ä"])("%s is refused", (value) => {
    expect(errors(rule(`matches: [{ path: { value: ${value.includes("#") ? `"${value}"` : value} } }]`)).map((finding) => finding.slice(0, 6))).toEqual(["MW1231"]);
  });

  test.each(["/", "/a/", "/a.b/..c", "/a%20b", "/a:b@c;d=e,f+g!$&'()*~_-"])("%s is taken", (value) => {
    expect(errors(rule(`matches: [{ path: { type: Exact, value: "${value}" } }]`))).toEqual([]);
  });
});

describe("section 7: filters", () => {
  const redirect = "{ type: RequestRedirect, requestRedirect: { scheme: https } }";
  const rewrite = "{ type: URLRewrite, urlRewrite: { hostname: a.example } }";
  const prefix = "{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /x } } }";

  test.each<[string, string, string[]]>([
    ["the member of the type is missing", "filters: [{ type: CORS }]", ["MW1223 CORS"]],
    ["a member of another type", `filters: [{ type: URLRewrite, urlRewrite: {}, cors: {} }]`, ["MW1223 cors"]],
    ["a path modifier of another type", "filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replacePrefixMatch: /x } } }]", ["MW1223 ReplaceFullPath", "MW1223 replacePrefixMatch"]],
    ["a filter twice", `filters: [${rewrite}, ${rewrite}]`, ["MW1224 URLRewrite"]],
    ["redirect with rewrite", `filters: [${redirect}, ${rewrite}]`, ["MW1225 URLRewrite", "MW1226 backendRefs"]],
    ["redirect with backends", `filters: [${redirect}]`, ["MW1226 backendRefs"]],
    ["prefix replaced without written matches", `filters: [${prefix}]`, []],
    ["prefix replaced with two matches", `matches: [{}, {}]\n    filters: [${prefix}]`, ["MW1227 ReplacePrefixMatch"]],
    ["prefix replaced in an exact path", `matches: [{ path: { type: Exact, value: /a } }]\n    filters: [${prefix}]`, ["MW1227 ReplacePrefixMatch"]],
    ["mirror with percent and fraction", "filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, percent: 1, fraction: { numerator: 1 } } }]", ["MW1228 fraction"]],
    ["mirror of more than everything", "filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, fraction: { numerator: 101 } } }]", ["MW1228 101"]],
    ["mirror without port", "filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: a } } }]", ["MW1232 a"]],
    ["a star beside other methods", 'filters: [{ type: CORS, cors: { allowOrigins: ["*"], allowMethods: [GET, "*"] } }]', ['MW1230 "*"']],
    ["an origin with a path", 'filters: [{ type: CORS, cors: { allowOrigins: ["https://a.example/x"] } }]', ['MW1210 "https://a.example/x"']],
    ["a try longer than the call", "timeouts: { request: 1s, backendRequest: 1s1ms }", ["MW1229 1s1ms"]],
    ["a try longer than a call without end", "timeouts: { request: 0s, backendRequest: 1s }", []],
  ])("%s", (_, fields, expected) => {
    expect(errors(rule(fields))).toEqual(expected);
  });
});

describe("section 3: parents", () => {
  const settings = { "gatewayApi.channel": "standard" };
  test.each<[string, string, string[], string[]]>([
    ["the same twice", "{ name: g }, { name: g }", ["MW1220 g"], ["MW1220 g"]],
    ["sections differ", "{ name: g, sectionName: a }, { name: g, sectionName: b }", [], []],
    ["one without section", "{ name: g, sectionName: a }, { name: g }", ["MW1220 g"], ["MW1220 g"]],
    ["ports differ", "{ name: g, port: 1 }, { name: g, port: 2 }", [], ["MW1221 2"]],
    ["ports differ in one section", "{ name: g, sectionName: a, port: 1 }, { name: g, sectionName: a, port: 2 }", [], ["MW1221 2"]],
    ["different parents", "{ name: g }, { name: h }", [], []],
    ["an omitted namespace beside the written own one", "{ name: g }, { name: g, namespace: shop }", [], []],
  ])("%s", (_, refs, experimental, standard) => {
    expect(errors(parents(refs))).toEqual(experimental);
    expect(errors(parents(refs), settings)).toEqual(standard);
  });

  test.each<[string, string, string[]]>([
    ["a Service without group", "{ kind: Service, name: order }", ["MW2220 Service"]],
    ["a Service of group core", "{ group: core, kind: Service, name: order }", ["MW2220 core"]],
    ["another kind", "{ group: x.example, kind: Mesh, name: all }", ["MW2221 Mesh"]],
    ["the own namespace written and omitted", `${service}, { group: "", kind: Service, name: order, namespace: shop, port: 8080 }`, ["MW2228 shop"]],
  ])("%s", (_, refs, expected) => {
    expect(findingsOf(parents(refs))).toEqual(expected);
  });
});

describe("section 5: listeners", () => {
  const gateway = (...listeners: string[]): string => `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: g }\nspec: { gatewayClassName: c, listeners: [${listeners.join(", ")}] }\n`;
  test.each<[string, string[], string[]]>([
    ["TLS on HTTP", ["{ name: a, port: 80, protocol: HTTP, tls: {} }"], ["MW1238 tls"]],
    ["passthrough on HTTPS", ["{ name: a, port: 443, protocol: HTTPS, tls: { mode: Passthrough } }"], ["MW1238 tls"]],
    ["TLS without mode", ["{ name: a, port: 443, protocol: TLS, tls: { certificateRefs: [{ name: c }] } }"], ["MW1238 tls"]],
    ["TLS without tls", ["{ name: a, port: 443, protocol: TLS }"], ["MW1238 TLS"]],
    ["HTTPS without tls passes the schema and never works", ["{ name: a, port: 443, protocol: HTTPS }"], ["MW1238 HTTPS"]],
    ["no certificate", ["{ name: a, port: 443, protocol: TLS, tls: { mode: Terminate } }"], ["MW1238 tls"]],
    ["hostname on TCP", ["{ name: a, port: 1, protocol: TCP, hostname: x.example }"], ["MW1239 x.example"]],
    ["names twice", ["{ name: a, port: 1, protocol: TCP }", "{ name: a, port: 2, protocol: TCP }"], ["MW1212 a"]],
    ["port, protocol and hostname twice", ["{ name: a, port: 80, protocol: HTTP }", "{ name: b, port: 80, protocol: HTTP }"], ["MW1240 b"]],
    ["hostnames differ", ["{ name: a, port: 80, protocol: HTTP, hostname: x.example }", "{ name: b, port: 80, protocol: HTTP }"], []],
    ["HTTP beside HTTPS on a port", ["{ name: a, port: 80, protocol: HTTP }", "{ name: b, port: 80, protocol: HTTPS, tls: { certificateRefs: [{ name: c }] } }"], ["MW2238 80"]],
    ["HTTPS beside TLS on a port", ["{ name: a, port: 443, protocol: TLS, hostname: x.example, tls: { mode: Passthrough } }", "{ name: b, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: c }] } }"], []],
    ["UDP", ["{ name: a, port: 53, protocol: UDP }"], ["MW2242 UDP"]],
  ])("%s", (_, listeners, expected) => {
    expect(findingsOf(gateway(...listeners))).toEqual(expected);
  });
});

describe("sections 15 and 16: gRPC methods and TLS names", () => {
  const grpc = (method: string): string => `apiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: { name: r }\nspec:\n  parentRefs: [${service}]\n  rules: [{ matches: [{ method: ${method} }], ${backend} }]\n`;
  const tls = (hostnames: string): string => `apiVersion: gateway.networking.k8s.io/v1\nkind: TLSRoute\nmetadata: { name: r }\nspec:\n  parentRefs: [${service}]\n  hostnames: [${hostnames}]\n  rules: [{ ${backend} }]\n`;
  test.each<[string, string, string[]]>([
    ["neither service nor method", grpc("{ type: Exact }"), ["MW1235 method"]],
    ["a service with slash", grpc("{ service: a/B }"), ["MW1236 a/B"]],
    ["a method with dot", grpc("{ service: a.B, method: C.D }"), ["MW1236 C.D"]],
    ["a service with leading dot", grpc("{ service: .a.B }"), []],
    ["a regular expression is free", grpc('{ type: RegularExpression, method: "^Get.*$" }'), []],
    ["an address as server name", tls("10.0.0.1"), ["MW1237 10.0.0.1"]],
    ["a star inside a name", tls('"a.*.example"'), ['MW1210 "a.*.example"']],
    ["no hostnames", tls(""), ["MW1211 hostnames"]],
    ["two rules", tls("a.example").replace(/rules: .*/, `rules: [{ ${backend} }, { ${backend} }]`), ["MW1211 rules"]],
  ])("%s", (_, text, expected) => {
    expect(errors(text)).toEqual(expected);
  });
});
