import type { MeshModel } from "../../src/model/index.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { verify } from "../../src/verify/index.ts";
import { mutantsOf } from "../verify/mutants.ts";
import { profile } from "./lower/support.ts";
import { behindGateway, policy } from "./mutant-policy.ts";

/** Changes without effect on any request of this policy, and why. */
const withoutEffect: readonly (readonly [RegExp, string])[] = [
  [/^Mesh mesh\.namespaceSelector\.matchExpressions(?: removed|\[\] dropped)$/, "an empty selector selects all namespaces"],
  [/^Mesh mesh\.namespaceSelector\.matchExpressions\[\]\.key longer text$/, "a namespace whose labels nobody knows may carry it"],
  [/^Mesh mesh\.egressFilter/, "what is written is the default"],
  [/^Service \S+\.ports/, "a Service without address answers with its pods, whatever its ports are"],
  [/^Service web-endpoints\.clusterIP/, "the policy leaves balancing and ejection to the mesh"],
  [/^VirtualNode \S+\.podSelector\.matchLabels\.app removed$/, "the version alone tells the pods apart"],
  [/^VirtualNode web\.podSelector removed$/, "a caller without a node is taken to be set up for the call"],
  [/^VirtualNode order-v\d\.listeners\[\]\.timeout\.http\.(?:perRequest|idle)(?:\.value \+1| removed)$/, "routes have smaller limits"],
  [/^VirtualNode web\.serviceDiscovery\.dns\.responseType removed$/, "the policy leaves balancing and ejection to the mesh"],
  [/Ref\.namespace removed$/, "the object's own namespace is meant"],
  [/clientPolicy\.tls\.enforce (?:removed|turned)$/, "towards STRICT listeners TLS is negotiated all the same"],
  [/^VirtualRouter \S+\.routes\[\](?:\.httpRoute\.match\.headers\[\]|\.httpRoute\.action\.weightedTargets\[\])? swapped$/, "lists have no order: priorities have"],
  [/^VirtualRouter \S+\.routes\[\]\.name longer text$/, "names are for people"],
  [/^VirtualRouter \S+\.routes\[\]\.priority (?:[+-]1|removed)$/, "priorities have gaps, and the last one is last without a number too"],
  [/\.httpRoute\.match\.port removed$/, "the router listens on one port only"],
  [/\.weightedTargets\[\]\.port removed$/, "the node listens on one port only"],
  [/\.weightedTargets\[\]\.weight \+1$/, "a lone target gets everything at any weight"],
  [/\.retryPolicy\.maxRetries \+1$/, "a call that never reached a server may always be repeated"],
  [/\.retryPolicy\.tcpRetryEvents(?: removed|\[\] dropped)$/, "a call that never reached a server may always be repeated, or not"],
  [/\.httpRoute\.timeout\.(?:perRequest|idle)(?:\.value \+1| removed)$/, "the longest limit stands at the listener too"],
];

/** Changes that verify lets pass, though none of them is known to be without effect. */
function unnoticed(policy: MeshModel, withoutEffect: readonly (readonly [RegExp, string])[]): readonly string[] {
  const on = profile();
  const lowered = appmesh.lower(policy, on);
  expect(lowered.diagnostics.map(({ code }) => code)).toEqual(["MW4500"]);
  const objects = lowered.manifests.map(({ object }) => object);
  const world = { inventory: statedInventory(policy), mesh: policy.mesh, profile: on };
  const noticed = (changed: typeof objects): boolean => {
    const { read, diagnostics } = appmesh.interpret(changed.map((object) => ({ object })), world);
    return diagnostics.length > 0 || verify(policy, decide(policy), read, lowered.ledger, { target: "appmesh" }).diagnostics.length > 0;
  };
  expect(noticed(objects)).toBe(false);
  const unseen = objects.flatMap((object, index) =>
    mutantsOf(object.spec, `${object.kind} ${object.metadata.name}`).flatMap(({ change, spec }) => {
      const changed = objects.map((other, place) => (place === index ? { ...other, spec: spec as Record<string, unknown> } : other));
      return noticed(changed) || withoutEffect.some(([pattern]) => pattern.test(change)) ? [] : [change];
    }),
  );
  return [...new Set(unseen)];
}

test("verify refutes every change of a manifest, but those without effect", () => {
  expect(unnoticed(policy, withoutEffect)).toEqual([]);
});

/** The same for gateways. */
const withoutEffectAtGateways: readonly (readonly [RegExp, string])[] = [
  ...withoutEffect,
  [/^VirtualGateway public\.(?:podSelector\.matchLabels(?:\.app)?|namespaceSelector\.matchExpressions|gatewayRouteSelector(?:\.matchLabels(?:\.meshwright\.dev\/gateway)?)?)(?: removed|\[\] dropped)$/, "an empty selector selects everything"],
  [/^VirtualGateway public\.listeners\[\]\.tls(?: removed|\.certificate\.file\.\w+ longer text)$/, "how callers from outside connect is no part of a decision"],
  [/^GatewayRoute \S+\.priority (?:[+-]1|removed)$/, "priorities have gaps, and the last one is last without a number too"],
  [/^GatewayRoute \S+\.target\.port removed$/, "the router listens on one port only"],
  [/^GatewayRoute web-\S+\.rewrite\.prefix removed$/, "the prefix `/` becomes `/`"],
];

test("verify refutes every change of gateways and their routes, but those without effect", () => {
  expect(unnoticed(behindGateway, withoutEffectAtGateways).filter((change) => /^(?:VirtualGateway|GatewayRoute)/.test(change))).toEqual([]);
});
