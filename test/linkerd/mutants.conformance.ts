import type { KubernetesObject, MeshModel } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import { verify } from "../../src/verify/index.ts";
import { arm, at, backend, forward, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { mutantsOf } from "../verify/mutants.ts";
import { fraction } from "../../src/support/fraction.ts";
import { profile } from "./lower/support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const account = { kind: "account" as const, namespace: "web", serviceAccount: "front", via: null };

/** Every route, version and rule of this policy decides some request, so that a change of any of them shows. */
const policy: MeshModel = model([
  service({
    versions: [
      version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
      version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
    ],
    rateLimit: wish({ requests: 100, perMs: 1000, scope: "instance" }),
    access: {
      default: null,
      allow: [
        { name: "web", from: [{ identity: account, cidrs: null, origin: at() }], to: [{ methods: ["GET"], path: path("prefix", "/orders"), headers: [], ports: null, origin: at() }], headers: [], claims: [], origin: at() },
        { name: "ops", from: [{ identity: { kind: "namespace", namespace: "ops" }, cidrs: ["10.0.0.0/8"], origin: at() }], to: [], headers: [], claims: [], origin: at() },
      ],
      deny: [],
      mode: "enforce",
    },
    ports: [
      port({
        arms: [
          arm(route({ name: "beta", action: forward(backend(v2)), deadlineMs: wish(4000), requestHeaders: wish({ set: { "x-s": "1" }, add: { "x-c": "2" }, remove: ["x-r"] }) }), { path: path("prefix", "/orders"), headers: [named("x-cohort", { kind: "exact", value: "beta" })] }),
          arm(
            route({
              name: "read",
              action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })),
              deadlineMs: wish(2000),
              idleTimeoutMs: wish(60_000),
              retry: wish(retry({ attempts: 3, on: ["gateway-error", "connect-failure"], events: retryEventsOf(["gateway-error", "connect-failure"]), perTryTimeoutMs: 500 })),
            }),
            { path: path("prefix", "/orders"), methods: ["GET"] },
          ),
          arm(route({ name: "search", action: forward(backend(v1)), deadlineMs: wish(30_000), responseHeaders: wish({ set: { "x-t": "1" }, add: {}, remove: [] }) }), { path: path("exact", "/search"), query: [named("q", { kind: "exact", value: "a" })] }),
          arm(route({ name: "write", action: forward(backend(v2)), deadlineMs: wish(5000) }), { path: path("regex", "/w[0-9]+/.*"), methods: ["POST"] }),
        ],
      }),
    ],
  }),
]);

const both = { blue: forward(backend(v1)), split: forward(backend({ ...v1, weight: 3 }), backend(v2)) };
const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];
const unavailable = wish(retry({ attempts: 3, on: ["unavailable"], events: retryEventsOf(["unavailable"]) }));

const byService = ["v1", "v2"].map((own) => version({ name: own, service: name(`order-${own}`), podLabels: { app: "order", version: own } }));
const plain = { blue: both.blue, split: forward(backend({ ...v1, weight: 3 }), backend({ service: name("order-v2"), version: "v2" })) };
const rpcVersions = ["v1", "v2"].map((own) => version({ name: own, service: name(`rpc-${own}`), podLabels: { app: "rpc", version: own } }));
const rpc = { blue: forward(backend({ service: name("rpc-v1"), version: "v1", owner: name("rpc") })), split: forward(backend({ service: name("rpc-v1"), version: "v1", owner: name("rpc"), weight: 3 }), backend({ service: name("rpc-v2"), version: "v2", owner: name("rpc") })) };

/** Connections, gRPC, names, aborts: what the first policy does not have. */
const others: MeshModel = model([
  service({ id: name("rpc"), versions: rpcVersions, ports: [port({ protocol: "grpc", arms: [arm(route({ name: "get", action: rpc.blue, retry: unavailable, deadlineMs: wish(2000) }), { path: path("exact", "/a.Orders/Get") }), arm(route({ name: "rest", action: rpc.split }))], fallback: forward(backend({ service: name("rpc"), owner: name("rpc") })) })] }),
  service({ versions: byService, ports: [port({ arms: [arm(route({ name: "short", action: plain.blue, abort: wish({ share: fraction(1, 4), status: 500, until: null }) }), { authority: { kind: "exact", value: "order" } }), arm(route({ name: "rest", action: plain.split }))] }), port({ port: 9000, protocol: "tcp", arms: [arm(route({ name: "bytes", action: plain.split }))] }), port({ port: 9443, protocol: "tls", arms: [arm(route({ name: "named", action: plain.blue }), { sni: ["order.shop"] }), arm(route({ name: "tls", action: plain.split }))] })] }),
]);

const budgeted: MeshModel = model([
  service({
    versions,
    retryBudget: wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(0) }),
    consents: [
      { kind: "approximate", target: "linkerd", field: "retry.attempts", within: null, because: "tested", origin: at() },
      { kind: "approximate", target: "linkerd", field: "retry.backoff", within: "250ms", because: "tested", origin: at() },
    ],
    ports: [port({ arms: [arm(route({ name: "read", action: both.split, retry: wish(retry({ on: ["503"], events: retryEventsOf(["503"]) })), deadlineMs: wish(1000) }), { path: path("prefix", "/orders"), methods: ["GET", "PUT"] }), arm(route({ name: "rest", action: both.split, deadlineMs: wish(5000) }))] })],
  }),
]);

/** Changes of the backend that nobody serves, and of matches that take everything anyway. */
const ofNowhere: Effectless = [
  [/\.backendRefs\[\]\.(?:group|kind|name) (?:longer text|removed)$/, "any kind that is not served answers 500"],
  [/^HTTPRoute order-8080(?:-2)?\.spec\.rules\[\]\.matches(?: removed|\[\] dropped|\[\]\.path(?: removed|\.value removed))$/, "the default is every path, which is written"],
];

type Effectless = readonly (readonly [RegExp, string])[];

const policies: readonly (readonly [string, MeshModel, Readonly<Record<string, string>>, Effectless])[] = [
  ["routes and access", policy, {}, []],
  ["connections, gRPC, names and aborts", others, {}, ofNowhere],
  ["a retry budget", budgeted, { retryBudget: "profile" }, []],
];

/** Changes without effect on any request of this policy, and why. */
const withoutEffect: readonly (readonly [RegExp, string])[] = [
  [/\.parentRefs\[\]\.namespace removed$/, "the object's own namespace is meant"],
  [/\.parentRefs\[\]\.port removed$/, "the Service has one port"],
  [/\.backendRefs\[\]\.(?:group|kind|namespace) removed$/, "what is written is the default"],
  [/\.backendRefs\[\]\.weight (?:\+1|-1|removed)$/, "a lone backend gets everything whatever its weight"],
  [/Ref(?:s\[\])?\.namespace removed$/, "the object's own namespace is meant"],
  [/\.requiredAuthenticationRefs\[\] swapped$/, "all of them must hold"],
  [/^HTTPRoute order-8080\.spec\.rules\[\]\.matches\[\](?: dropped|\.method removed)$/, "a match that only the ranking of the specification needs"],
  [/^HTTPRoute order-8080-3502bcb6\.spec\.rules(?: removed|\[\]\.matches(?: removed|\[\] dropped|\[\]\.path(?: removed|\.value removed)))$/, "the default is every path, which is written"],
  [/^Server \S+\.spec\.podSelector\.matchLabels(?: removed|\.app removed)$/, "no other pods are known in the namespace"],
  [/\.identityRefs\[\] swapped$/, "one of them is enough"],
  [/\.path\.type removed$/, "what is written is the default"],
  [/\.type removed$/, "what is written is the default"],
  [/\.rules\[\](?:\.matches\[\]|\.backendRefs\[\]|\.filters\[\])? swapped$/, "rules, matches and backends are ranked, not ordered"],
  [/^Server \S+\.spec\.(?:proxyProtocol|accessPolicy) removed$/, "what is written is the default"],
  [/\.responseClasses/, "the consent for more retries covers it"],
  [/\.routes\[\]\.name longer text$/, "names are shown only"],
  [/\.(?:all|any|dstOverrides)\[\] swapped$/, "their order says nothing"],
  [/\.hostnames(?:\[\])? swapped$/, "names are ranked, not ordered"],
  [/^Service \S+\.spec\.ports\[\]\.(?:name|protocol) /, "names and TCP say nothing to Linkerd"],
  [/^Service order-v2\.spec\.ports\[\]\.targetPort /, "no Server tells container ports apart there"],
];

interface Parts {
  readonly spec?: KubernetesObject["spec"];
  readonly annotations?: Readonly<Record<string, string>>;
}

function partsOf({ spec, metadata }: KubernetesObject): Parts {
  return { ...(spec !== undefined && { spec }), ...(metadata.annotations !== undefined && { annotations: metadata.annotations }) };
}

test.each(policies)("verify refutes every change of a manifest for %s, but those without effect", (_, policy, settings, more) => {
  const on = profile(settings);
  const lowered = linkerd.lower(policy, on);
  expect(lowered.diagnostics).toEqual([]);
  const objects = lowered.manifests.map(({ object }) => object);
  const world = { inventory: statedInventory(policy), mesh: policy.mesh, profile: on };
  const noticed = (changed: typeof objects): boolean => {
    const { read, diagnostics } = linkerd.interpret(changed.map((object) => ({ object })), world);
    return diagnostics.length > 0 || verify(policy, decide(policy), read, lowered.ledger, { target: "linkerd" }).diagnostics.length > 0;
  };
  expect(noticed(objects)).toBe(false);
  const unseen = objects.flatMap((object, index) =>
    mutantsOf(partsOf(object) as Record<string, unknown>, `${object.kind} ${object.metadata.name}`).flatMap(({ change, spec: mutant }) => {
      const { spec, annotations } = mutant as Parts;
      const { annotations: __, ...metadata } = object.metadata;
      const other = { ...object, metadata: annotations === undefined ? metadata : { ...metadata, annotations }, spec: spec ?? {} };
      const changed = objects.map((each, place) => (place === index ? other : each));
      return noticed(changed) || [...withoutEffect, ...more].some(([pattern]) => pattern.test(change)) ? [] : [change];
    }),
  );
  expect([...new Set(unseen)]).toEqual([]);
});
