import type { Fragments, GatewayFragment } from "../../src/dialects/fragment.ts";
import { noFragments } from "../../src/dialects/fragment.ts";
import { link } from "../../src/dialects/link/index.ts";
import type { Inventory } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { at, name, retry, wish } from "../support/build-model.ts";
import { armOf, destination, inventory, linked, listed, meshPolicy, policy, portOf, to } from "./fragments.ts";

const other = { document: "HTTPRoute shop/order", origin: at(50) };
const budget = (percent: number, start: number) => wish({ percent: fraction(percent, 100), windowMs: 2000, minPerSecond: fraction(10) }, at(start));
const routes = (start: number, ...arms: readonly ReturnType<typeof to>[]) => [{ ports: null, arms, origin: at(start) }];
const allow = (account: string, start: number) => ({
  allow: [{ name: "r", from: [{ identity: { kind: "account" as const, namespace: "shop", serviceAccount: account, via: null }, cidrs: null, origin: at(start) }], to: [], headers: [], claims: [], origin: at(start) }],
  deny: [],
  origin: at(start),
});
const version = (label: string, start: number) => ({ name: "v1", service: null, labels: { version: label }, serviceAccount: null, origin: at(start) });
const complete = inventory("complete", listed("order", 8080), listed("legacy", 80, 81));
const entry = (port: number, host: string, start: number) => ({ port, hosts: [host], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: null }, origin: at(start) });
const gateway = (given: Partial<GatewayFragment>): GatewayFragment => ({ gateway: name("infra/public"), document: "ServicePolicy shop/order", origin: at(), ...given });
const listener = { name: null, port: 80, protocol: "http" as const, hosts: ["*.example"], tls: null, namespaces: ["shop"], origin: at(61) };
const declared = gateway({ declares: { serviceAccount: "gw", selector: null, listeners: [listener] } });

const cases: readonly (readonly [string, Partial<Fragments>, Inventory, readonly string[]])[] = [
  ["two values of one setting", { services: [policy({ settings: { retryBudget: budget(25, 1) } }), policy({ ...other, settings: { retryBudget: budget(50, 2) } })] }, inventory("partial"), ["MW2005@2<1"]],
  ["one value said twice is fine", { services: [policy({ settings: { retryBudget: budget(25, 1) } }), policy({ ...other, settings: { retryBudget: budget(25, 2) } })] }, inventory("partial"), []],
  ["two documents with routes of a port", { services: [policy({ ports: [portOf()], routes: routes(1, to("shop/a")) }), policy({ ...other, routes: routes(2, to("shop/b")) })] }, inventory("partial"), ["MW2006@2<1"]],
  ["equal routes are fine", { services: [policy({ ports: [portOf()], routes: routes(1, to("shop/a")) }), policy({ ...other, routes: routes(2, to("shop/a")) })] }, inventory("partial"), []],
  ["two documents with access", { services: [policy({ access: allow("web", 1) }), policy({ ...other, access: allow("batch", 2) })] }, inventory("partial"), ["MW2007@2<1"]],
  ["a version named twice", { services: [policy({ versions: [version("a", 1)] }), policy({ ...other, versions: [version("b", 2)] })] }, inventory("partial"), ["MW2008@2<1"]],
  ["two protocols of a port", { services: [policy({ ports: [{ ...portOf(8080, at(1)), protocol: "grpc" }] }), policy({ ...other, ports: [{ ...portOf(8080, at(2)), protocol: "http" }] })] }, inventory("partial"), ["MW2005@2<1"]],
  ["two MeshPolicies of one scope", { mesh: [meshPolicy({ trustDomain: wish("a") }), meshPolicy({ document: "MeshPolicy mesh/other", origin: at(501), trustDomain: wish("b") })] }, inventory("partial"), ["MW2009@501<500"]],
  ["another dialect that contradicts a MeshPolicy", { mesh: [meshPolicy({ scope: { accessDefault: wish("allow", at(1)), mtls: null, telemetry: null } }), meshPolicy({ document: "TrafficTarget shop/t", scope: { accessDefault: wish("deny", at(2)), mtls: null, telemetry: null } })] }, inventory("partial"), ["MW2005@2<1"]],
  ["a service that a complete inventory lacks", { services: [policy({ routes: routes(1, to("shop/legcy")) })] }, complete, ["MW2001@100"]],
  ["the same in a partial one is unknown, not wrong", { services: [policy({ ports: [portOf()], routes: routes(1, to("shop/legcy")) })] }, inventory("partial"), []],
  ["a policy for a service that does not exist is reported once", { services: [policy({ service: name("ordr"), origin: at(3), ports: [portOf()], routes: routes(1, to("shop/ordr")) })] }, complete, ["MW2001@3"]],
  ["several ports and none named", { services: [policy({ routes: routes(1, to("shop/legacy")) })] }, complete, ["MW2003@100"]],
  ["a port that the service lacks", { services: [policy({ routes: routes(1, to("shop/legacy:82")) })] }, complete, ["MW2004@100"]],
  ["routes without a known port", { services: [policy({ routes: routes(1, to("shop/a:80")) })] }, inventory("partial"), ["MW2010@1"]],
  ["a try that outlives the default deadline", { mesh: [meshPolicy({ defaults: { deadlineMs: wish(500, at(7)) } })], services: [policy({ ports: [portOf()], routes: routes(1, armOf({ backends: ["shop/a"], retry: wish(retry({ perTryTimeoutMs: 500 }), at(8)) })) })] }, inventory("partial"), ["MW2011@8<7"]],
  ["splits in a circle", { services: [policy({ ports: [portOf()], routes: routes(1, to("shop/b")) }), policy({ service: name("b"), ports: [portOf()], routes: routes(2, to("shop/order")) })] }, inventory("partial"), ["MW2012@100<100"]],
  ["a mirror to the only backend", { services: [policy({ ports: [portOf()], routes: routes(1, armOf({ backends: ["shop/a"], mirrors: ["shop/a"] })) })] }, inventory("partial"), ["MW2013@200<100"]],
  ["the whole beside a part of it", { services: [policy({ ports: [portOf()], versions: [version("a", 1)], routes: routes(1, to("shop/order", "v1")) })] }, inventory("partial"), ["MW2014@100<101"]],
  ["two policies state access for one workload", { services: [policy({ versions: [{ ...version("a", 1), service: name("order-v1") }], access: allow("web", 4) }), policy({ service: name("order-v1"), access: allow("batch", 5) })] }, inventory("partial"), ["MW2015@5<4"]],
  ["a gateway whose account nobody states", { services: [policy({ access: { ...allow("web", 1), allow: [{ ...allow("web", 1).allow[0]!, from: [{ identity: { kind: "gateway", gateway: name("infra/public") }, cidrs: null, origin: at(9) }] }] } })] }, inventory("partial"), ["MW2016@9"]],
  ["a token provider that nobody declares", { services: [policy({ settings: { jwt: wish({ provider: "corp", required: true }, at(9)) } })] }, inventory("partial"), ["MW2017@9"]],
  ["equal gateway entries", { services: [policy({ ports: [portOf()] })], gateways: [gateway({ entries: [entry(80, "A.example", 1)] }), gateway({ entries: [entry(80, "a.example", 2)] })] }, inventory("partial"), ["MW2019@2<1"]],
  ["a port that the gateway does not open", { services: [policy({ ports: [portOf()] })], gateways: [declared, gateway({ entries: [entry(81, "a.example", 1)] })] }, inventory("partial"), ["MW2020@1"]],
  ["a host that the gateway does not take", { services: [policy({ ports: [portOf()] })], gateways: [declared, gateway({ entries: [entry(80, "a.test", 1)] })] }, inventory("partial"), ["MW2021@1<61"]],
  ["a namespace that the gateway does not admit", { gateways: [declared, gateway({ entries: [{ ...entry(80, "a.example", 1), leads: { kind: "service", service: name("jobs/batch"), servicePort: 80 } }] })] }, inventory("partial"), ["MW2022@1<61"]],
  ["failover to a service that does not exist", { services: [policy({ settings: { failover: [{ to: destination("shop/gone", at(4)), origin: at(4) }] } })] }, complete, ["MW2001@4"]],
];

test.each(cases)("%s", (_, fragments, known, findings) => expect(linked(fragments, known).findings).toEqual(findings));

test("the nearest name is offered", () => {
  const services = [policy({ routes: routes(1, to("shop/legcy:80")) })];
  expect(link({ ...noFragments, services }, complete).diagnostics.map(({ help }) => help)).toEqual(["did you mean `legacy`?"]);
});

test("a model with every mistake is still whole", () => {
  const { model } = linked({ services: [policy({ ports: [portOf()], routes: routes(1, to("nowhere", "shop/gone:1")) })] }, complete);
  const action = model.services[0]?.ports[0]?.arms[0]?.route.action;
  expect(action?.kind === "forward" && action.backends.map(({ existence }) => existence)).toEqual(["missing", "missing"]);
});
