import type { MeshModel, Profile } from "../../../src/model/index.ts";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { consul } from "../../../src/targets/consul/index.ts";
import { verify } from "../../../src/verify/index.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { mutantsOf } from "../../verify/mutants.ts";
import { profile } from "./support.ts";

const on = ["gateway-error", "409"];
const call = { to: { kind: "service" as const, service: name("order"), port: null }, perRequest: null, probability: null, mode: "sequential" as const, group: null, optional: false, routes: [], request: null, client: null, origin: at() };
const operation = { methods: ["GET", "PUT", "POST"], path: path("prefix", "/orders"), headers: [], ports: null, origin: at() };
const web = { identity: { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null }, cidrs: null, origin: at() };

/** Every route, version and rule of this policy decides some request, so that a change of any of them shows. */
const policy: MeshModel = model([
  service({
    versions: [
      version({ name: "v1", service: name("order-v1"), podLabels: { app: "order-v1" }, serviceAccount: "order-v1" }),
      version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
    ],
    limits: wish({ maxConnections: 10, maxPendingRequests: 5, maxRequests: 7 }),
    outlier: wish({ consecutiveErrors: 7, intervalMs: 20_000, baseEjectionMs: 40_000, maxEjectedPercent: 60 }),
    balancing: wish("maglev" as const),
    affinity: wish({ kind: "cookie" as const, name: "user", ttlMs: 60_000 }),
    mtls: wish("strict" as const),
    access: {
      default: null,
      allow: [{ name: "web", from: [web], to: [operation], headers: [named("x-team", { kind: "exact", value: "blue" })], claims: [], origin: at() }],
      deny: [{ name: "debug", from: [web], to: [{ ...operation, methods: null, path: path("exact", "/orders/debug") }], headers: [], claims: [], origin: at() }],
      mode: "enforce",
    },
    ports: [
      port({
        arms: [
          arm(route({ name: "beta", action: forward(backend({ version: "v2", labels: { version: "v2" } })), deadlineMs: wish(2000), idleTimeoutMs: wish(1000), requestHeaders: wish({ set: { "x-s": "1" }, add: { "x-c": "2" }, remove: ["x-r"] }) }), {
            path: path("exact", "/orders/beta"),
            headers: [named("x-cohort", { kind: "prefix", value: "beta" })],
            query: [named("q", { kind: "exact", value: "a" })],
          }),
          arm(
            route({
              name: "read",
              action: forward(backend({ service: name("order-v1"), version: "v1", weight: 3 }), backend({ version: "v2", labels: { version: "v2" }, weight: 1 })),
              rewrite: { path: { kind: "prefix", value: "/orders", origin: at() }, authority: null, origin: at() },
              deadlineMs: wish(3000),
              retry: wish(retry({ attempts: 2, on, events: retryEventsOf(on), methods: ["GET"] })),
            }),
            { path: path("prefix", "/shop/orders"), methods: ["GET", "PUT"] },
          ),
          arm(route({ name: "rest", action: forward(backend({ service: name("order-v1"), version: "v1" })), responseHeaders: wish({ set: { "x-a": "1" }, add: {}, remove: [] }) })),
        ],
      }),
    ],
  }),
  service({
    id: name("web"),
    versions: [version({ name: "web", service: name("web"), podLabels: { app: "web" }, serviceAccount: "web" })],
    ports: [port({ fallback: forward(backend({ service: name("web"), owner: name("web") })) })],
    mtls: wish("strict" as const),
    calls: [call],
  }),
]);

const front = { ...web, identity: { ...web.identity, serviceAccount: "front" } };

/** Tokens, their claims and a host outside, where the default of the installation is deny. */
const guarded: MeshModel = model(
  [
    service({
      id: name("vault"),
      versions: [version({ name: "vault", service: name("vault"), podLabels: { app: "vault" }, serviceAccount: "vault" })],
      mtls: wish("strict" as const),
      balancing: wish("random" as const),
      jwt: wish({ provider: "corp", required: true }),
      ports: [port({ fallback: forward(backend({ service: name("vault"), owner: name("vault") })) })],
      access: {
        default: null,
        allow: [
          { name: "boss", from: [front], to: [{ ...operation, methods: ["GET", "PUT"] }], headers: [], claims: [named("role", { kind: "exact", value: "boss" }), named("site", { kind: "exact", value: "here" })], origin: at() },
          { name: "read", from: [front], to: [{ ...operation, methods: ["GET"] }], headers: [], claims: [], origin: at() },
        ],
        deny: [],
        mode: "enforce",
      },
      consents: [{ kind: "approximate", target: "consul", field: "authentication", within: null, because: "our tokens name one", origin: at() }],
    }),
    service({ id: name("pay"), versions: [], external: { hosts: [wish("pay.example")], tls: wish("simple"), addresses: [] }, ports: [port({ fallback: forward(backend({ service: name("pay"), owner: name("pay") })) })] }),
    service({ id: name("front"), versions: [version({ name: "front", service: name("front"), podLabels: { app: "front" }, serviceAccount: "front" })], ports: [port({ fallback: forward(backend({ service: name("front"), owner: name("front") })) })], mtls: wish("strict" as const) }),
  ],
  { mesh: mesh({ jwtProviders: [{ name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: ["shop"], fromHeaders: [], forward: true, origin: at() }] }) },
);

function triedOn(given: MeshModel, here: Profile) {
  const lowered = consul.lower(given, here);
  const objects = lowered.manifests.map(({ object }) => object);
  const world = { inventory: statedInventory(given), mesh: given.mesh, profile: here };
  const refuted = (manifests: readonly (typeof objects)[number][]): boolean => {
    const { read, diagnostics } = consul.interpret(manifests.map((object) => ({ object })), world);
    if (diagnostics.length > 0) return true;
    return verify(given, decide(given), read, lowered.ledger, { target: "consul" }).proofs.some(({ proof }) => proof.kind !== "proved");
  };
  const mutants = objects.flatMap((object, index) =>
    mutantsOf(object.spec, `${object.kind} ${object.metadata.name}`).map(({ change, spec }) => ({ change, manifests: objects.map((other, at_) => (at_ === index ? { ...object, spec: spec as NonNullable<typeof object.spec> } : other)) })),
  );
  return { lowered, objects, refuted, mutants };
}

const subjects = [triedOn(policy, profile()), triedOn(guarded, profile("community", "2.0", { defaultIntentionPolicy: "deny" }))];

/** Changes that no request can notice, and why. */
const inert: readonly (readonly [RegExp, string])[] = [
  [/^ServiceResolver web\.loadBalancer/, "the policy of web says nothing of balancing"],
  [/^ServiceDefaults order(?:-v1)?\.localRequestTimeoutMs/, "a longer timer of the serving side changes nothing"],
  [/^ServiceRouter order\.routes\[\]\.destination\.idleTimeout/, "a stream cannot be idle for longer than its deadline"],
  [/passiveHealthCheck\.enforcingConsecutive5xx/, "an answer has no share of ejections"],
  [/upstreamConfig\.defaults/, "nobody wishes anything of the other services, and the policy pins what Envoy does"],
  [/^ServiceDefaults order(?:-v1)?\.upstreamConfig removed/, "order calls nobody"],
  [/ocalConnectTimeoutMs|ServiceResolver \S+\.connectTimeout/, "an answer has no time for connections"],
  [/mutualTLSMode/, "strict is what proxies do by themselves, and the mesh does not allow anything else"],
  [/^TerminatingGateway \S+\.services\[\]\.(?:caFile|sni)/, "an answer has no authorities and no server name of a host outside"],
  [/^ServiceDefaults pay\.destination\.(?:addresses|port)/, "an answer has no address of a host outside"],
  [/^JWTProvider corp\.(?:jsonWebKeySet\.remote\.(?!uri removed)|locations)/, "an answer has no place of keys or tokens"],
  [/^ServiceDefaults pay\.protocol removed/, "a service that says nothing speaks TCP"],
  [/overrides\[\] swapped/, "an override is told by its name"],
  [/^ServiceDefaults vault\.upstreamConfig removed/, "vault calls nobody"],
  [/^ServiceDefaults front\.upstreamConfig removed|^ServiceResolver front/, "front calls nobody by settings of its own, and nothing is wished of it"],
  [/^ServiceIntentions vault\.sources\[\](?:\.permissions\[\])?(?: dropped|\.http\.pathRegex longer text)$/, "the last of each list says what the installation does by itself"],
  [/^ServiceIntentions vault\.sources\[\]\.permissions\[\]\.http\.methods\[\] dropped$/, "another rule admits GET without claims"],
  [/verifyClaims\[\] swapped/, "claims are a set"],
  [/cookieConfig\.path/, "an answer has no path of a cookie"],
  [/^ServiceSplitter order--read\.splits\[\] swapped/, "the order of splits means nothing"],
  [/^ServiceRouter \S+\.destination\.service removed$/, "the own service is meant where none is named"],
  [/^ServiceRouter order\.routes\[\] swapped$/, "neighbours that no request matches both"],
  [/^ServiceIntentions order\.sources\[\]\.permissions\[\]\.http\.pathRegex removed$/, "only calls below /orders reach order"],
  [/(?:methods|header|retryOn|retryOnStatusCodes|sources|remove)\[\] swapped/, "lists that are sets"],
];

test.each(subjects)("the policy itself is proved", ({ lowered, objects, refuted }) => {
  expect([lowered.diagnostics, refuted(objects)]).toEqual([[], false]);
});

test.each(subjects)("every change of a field is noticed, but those without effect", ({ mutants, refuted }) => {
  expect(mutants.length).toBeGreaterThan(200);
  const survivors = mutants.filter(({ change }) => !inert.some(([pattern]) => pattern.test(change))).filter(({ manifests }) => !refuted(manifests));
  expect(survivors.map(({ change }) => change)).toEqual([]);
});

test.each(subjects)("a missing object is noticed", ({ objects, refuted }) => {
  const unnoticed = objects.filter((object) => !refuted(objects.filter((other) => other !== object))).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(unnoticed.filter((object) => !/^ServiceResolver (?:web|front)$/.test(object))).toEqual([]);
});

test("every reason for a change without effect is about some change", () => {
  const changes = subjects.flatMap(({ mutants }) => mutants.map(({ change }) => change));
  expect(inert.filter(([pattern]) => !changes.some((change) => pattern.test(change))).map(([, reason]) => reason)).toEqual([]);
});
