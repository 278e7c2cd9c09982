import { armText, findingsOf, readText } from "./read-yaml.ts";

const gateway = (listeners: string, extra = ""): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: any
  listeners:
${listeners}${extra}
---
`;
const http = (name: string, rest = ""): string => `  - { name: ${name}, protocol: HTTP, port: 80${rest} }\n`;
const route = (name: string, hostnames: string, rules = "", parent = "{ name: public }", namespace = "shop"): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  parentRefs: [${parent}]
  hostnames: [${hostnames}]
  rules:
  - name: ${name}
    backendRefs: [{ name: ${name}, port: 8080 }]
${rules}---
`;

/** `port hosts: arms` of every entry. */
function entriesOf(text: string): readonly string[] {
  return readText(text).fragments.gateways.flatMap(({ entries = [] }) =>
    entries.map(({ port, hosts, leads }) => `${port} ${hosts.join()}: ${leads.kind === "arms" ? leads.arms.map(armText).join("; ") : "service"}`),
  );
}

test("section 5: a Gateway declares its listeners", () => {
  const text = gateway(`${http("web", ', hostname: "*.example.com", allowedRoutes: { namespaces: { from: All } }')}  - { name: tls, protocol: HTTPS, port: 443, tls: { certificateRefs: [{ name: cert }] } }\n`);
  expect(readText(text).fragments.gateways[0]?.declares?.listeners).toMatchObject([
    { name: "web", port: 80, protocol: "http", hosts: ["*.example.com"], tls: null, namespaces: null },
    { name: "tls", port: 443, protocol: "https", hosts: ["*"], tls: { mode: "terminate", secret: { namespace: "shop", name: "cert" } }, namespaces: ["shop"] },
  ]);
});

describe("section 6: hostnames", () => {
  test.each([
    ["empty takes the listener's", ', hostname: "a.example.com"', "", ["80 a.example.com: any -> r"]],
    ["a listener without name takes the route's", "", '"a.example.com"', ["80 a.example.com: any -> r"]],
    ["the precise one of precise and wildcard", ', hostname: "*.example.com"', '"a.example.com", "a.b.example.com"', ["80 a.b.example.com,a.example.com: any -> r"]],
    ["the longer of two wildcards", ', hostname: "*.example.com"', '"*.com"', ["80 *.example.com: any -> r"]],
    ["a wildcard does not stand for the bare domain", ', hostname: "*.example.com"', '"example.com"', []],
  ])("%s", (_, listener, hostnames, expected) => {
    expect(entriesOf(gateway(http("web", listener)) + route("r", hostnames))).toEqual(expected);
  });

  test("a name that no listener serves is ignored, a route without any is refused", () => {
    const listeners = gateway(http("web", ', hostname: "*.example.com"'));
    expect(findingsOf(listeners + route("r", '"a.example.com", "a.org"'))).toEqual(['MW2227 "a.org"']);
    expect(findingsOf(listeners + route("r", '"a.org"'))).toEqual(["MW2226 public"]);
  });
});

describe("section 9: hosts and precedence", () => {
  test("a precise host outranks an exact path; the wildcard's arms follow for the same listener", () => {
    const exact = '  - name: exact\n    matches: [{ path: { type: Exact, value: /x } }]\n    backendRefs: [{ name: b, port: 8080 }]\n';
    expect(entriesOf(gateway(http("web")) + route("precise", '"a.example.com"') + route("wild", '"*.example.com"', exact))).toEqual([
      "80 *.example.com: exact /x -> exact; any -> wild",
      "80 a.example.com: any -> precise; exact /x -> exact; any -> wild",
    ]);
  });
});

describe("section 5.2: isolation", () => {
  test("calls belong to the most specific listener, also when nothing there takes them", () => {
    const listeners = gateway(http("wide") + http("narrow", ', hostname: "*.example.com"'));
    const routes = route("wide", "", "", "{ name: public, sectionName: wide }") + route("narrow", '"a.example.com"', "", "{ name: public, sectionName: narrow }");
    expect(entriesOf(listeners + routes)).toEqual(["80 *: any -> wide", "80 *.example.com: ", "80 a.example.com: any -> narrow"]);
  });
});

describe("section 3: attachment", () => {
  test.each([
    ["unknown section", "{ name: public, sectionName: nope }", "shop", ["MW2222 nope"]],
    ["section and port that disagree", "{ name: public, sectionName: web, port: 81 }", "shop", ["MW2222 web"]],
    ["another namespace", "{ name: public, namespace: shop }", "other", ["MW2225 public"]],
    ["an unknown Gateway", "{ name: nowhere }", "shop", ["MW2224 nowhere"]],
  ])("%s", (_, parent, namespace, expected) => {
    expect(findingsOf(gateway(http("web")) + route("r", "", "", parent, namespace))).toEqual(expected);
  });

  test.each([
    ["{ from: All }", []],
    ["{ from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: other } } }", []],
    ["{ from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: third } } }", ["MW2225 public"]],
    ["{ from: Selector, selector: { matchLabels: { team: a } } }", ["MW2248 selector"]],
  ])("namespaces %s", (namespaces, expected) => {
    const listeners = gateway(http("web", `, allowedRoutes: { namespaces: ${namespaces} }`));
    expect(findingsOf(listeners + route("r", "", "", "{ name: public, namespace: shop }", "other"))).toEqual(expected);
  });

  test("of a refused Gateway only what is wrong with it is said", () => {
    expect(findingsOf(gateway("  - { name: web, protocol: HTTP, port: 0 }\n") + route("r", ""))).toEqual(["MW1207 0"]);
  });

  test("a route that two entries bind to one listener is there once", () => {
    const twice = route("r", "", "", "{ name: public, sectionName: web }, { name: public, namespace: shop, port: 80 }");
    expect(entriesOf(gateway(http("web")) + twice)).toEqual(["80 *: any -> r"]);
  });

  test("kinds", () => {
    expect(findingsOf(gateway(http("web", ", allowedRoutes: { kinds: [{ kind: GRPCRoute }] }")) + route("r", ""))).toEqual(["MW2225 public"]);
  });
});

describe("section 12: grants", () => {
  const foreign = route("r", "").replace("{ name: r, port: 8080 }", "{ name: r, namespace: pay, port: 8080 }");
  const grant = (from: string, to: string, namespace = "pay"): string => `apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: g, namespace: ${namespace} }
spec: { from: [{ group: gateway.networking.k8s.io, ${from} }], to: [{ group: "", ${to} }] }
---
`;
  const all = gateway(http("web")) + foreign;

  test.each([
    ["the kind and namespace of the route, every Service", grant("kind: HTTPRoute, namespace: shop", "kind: Service"), true],
    ["the Service by name", grant("kind: HTTPRoute, namespace: shop", "kind: Service, name: r"), true],
    ["another name", grant("kind: HTTPRoute, namespace: shop", "kind: Service, name: x"), false],
    ["another kind of route", grant("kind: GRPCRoute, namespace: shop", "kind: Service"), false],
    ["another namespace of the route", grant("kind: HTTPRoute, namespace: web", "kind: Service"), false],
    ["a grant in the wrong namespace", grant("kind: HTTPRoute, namespace: shop", "kind: Service", "shop"), false],
  ])("%s", (_, text, granted) => {
    expect(findingsOf(all + text)).toEqual(granted ? [] : ["MW2211 pay"]);
    const [entry] = readText(all + text).fragments.gateways[0]?.entries ?? [];
    const arm = entry?.leads.kind === "arms" ? entry.leads.arms[0] : undefined;
    expect(arm?.route.action).toMatchObject({ backends: [{ to: { kind: granted ? "service" : "invalid" } }] });
  });

  test("a mesh needs none", () => {
    expect(findingsOf(foreign.replace("{ name: public }", '{ group: "", kind: Service, name: order, port: 80 }'))).toEqual([]);
  });
});

describe("section 10.3: redirects", () => {
  const redirect = (filter: string, parent = "{ name: public }"): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r }
spec:
  parentRefs: [${parent}]
  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: ${filter} }] }]
`;
  const at8080 = gateway("  - { name: web, protocol: HTTP, port: 8080 }\n");

  test.each([
    ["scheme omitted: the listener's port", "{ hostname: a.example }", { status: 302, scheme: "http", host: "a.example", port: 8080 }],
    ["scheme written: its own port", "{ scheme: https, statusCode: 301 }", { status: 301, scheme: "https", host: null, port: 443 }],
    ["port written", "{ scheme: https, port: 8443 }", { scheme: "https", port: 8443 }],
    ["path", "{ path: { type: ReplaceFullPath, replaceFullPath: /x } }", { path: { kind: "full", value: "/x" } }],
  ])("%s", (_, filter, expected) => {
    const [entry] = readText(at8080 + redirect(filter)).fragments.gateways[0]?.entries ?? [];
    const arm = entry?.leads.kind === "arms" ? entry.leads.arms[0] : undefined;
    expect(arm?.route.action).toMatchObject({ kind: "redirect", ...expected });
  });

  test("in a mesh the port stays open", () => {
    const text = redirect("{ hostname: a.example }", '{ group: "", kind: Service, name: order, port: 80 }');
    expect(findingsOf(text)).toEqual(["MW2214 requestRedirect"]);
    expect(readText(text).fragments.services[0]?.routes?.[0]?.arms[0]?.route.action).toMatchObject({ scheme: null, port: null });
  });
});

describe("section 16: streams", () => {
  const stream = (kind: string, name: string, section: string, extra = ""): string => `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  parentRefs: [{ name: public, sectionName: ${section} }]
${extra}  rules: [{ backendRefs: [{ name: db, port: 5432 }] }]
---
`;
  const listeners = gateway("  - { name: db, protocol: TCP, port: 5432 }\n  - { name: tls, protocol: TLS, port: 443, tls: { mode: Passthrough } }\n");

  test("the first TCPRoute alone counts", () => {
    const text = listeners + stream("TCPRoute", "b", "db") + stream("TCPRoute", "a", "db");
    expect(entriesOf(text)).toEqual(["5432 *: any -> a[0]"]);
    expect(findingsOf(text)).toEqual(["MW2237 parentRefs"]);
  });

  test("TLSRoutes are told apart by server name", () => {
    const text = listeners + stream("TLSRoute", "b", "tls", '  hostnames: ["*.example.com"]\n') + stream("TLSRoute", "a", "tls", "  hostnames: [a.example.com]\n");
    expect(entriesOf(text)).toEqual(["443 *.example.com: sni *.example.com -> b[0]", "443 a.example.com: sni a.example.com -> a[0]"]);
  });

  test("a route of another protocol is not admitted", () => {
    expect(findingsOf(listeners + stream("TCPRoute", "a", "tls"))).toEqual(["MW2225 public"]);
  });
});
