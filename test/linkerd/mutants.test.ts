import type { KubernetesObject, MeshModel } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import { verify } from "../../src/verify/index.ts";
import { arm, at, backend, forward, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { mutantsOf } from "../verify/mutants.ts";
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
  [/^Service \S+\.spec\.ports\[\]\.(?:name|protocol) /, "names and TCP say nothing to Linkerd"],
];

const everything = process.env["MESHWRIGHT_RUNS"] !== undefined;

interface Parts {
  readonly spec?: KubernetesObject["spec"];
  readonly annotations?: Readonly<Record<string, string>>;
}

function partsOf({ spec, metadata }: KubernetesObject): Parts {
  return { ...(spec !== undefined && { spec }), ...(metadata.annotations !== undefined && { annotations: metadata.annotations }) };
}

test("verify refutes every change of a manifest, but those without effect", () => {
  const on = profile();
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
    mutantsOf(partsOf(object) as Record<string, unknown>, `${object.kind} ${object.metadata.name}`).flatMap(({ change, spec: mutant }, number) => {
      if (!everything && number % 5 !== 0) return [];
      const { spec, annotations } = mutant as Parts;
      const { annotations: _, ...metadata } = object.metadata;
      const other = { ...object, metadata: annotations === undefined ? metadata : { ...metadata, annotations }, spec: spec ?? {} };
      const changed = objects.map((each, place) => (place === index ? other : each));
      return noticed(changed) || withoutEffect.some(([pattern]) => pattern.test(change)) ? [] : [change];
    }),
  );
  expect([...new Set(unseen)]).toEqual([]);
});
