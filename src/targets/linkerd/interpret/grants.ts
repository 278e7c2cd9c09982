import type { RequestView } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";
import type { AuthorizationPolicy, Identity, Network, RouteObject, Server } from "./config.ts";
import type { Mesh } from "./mesh.ts";

/** A way in: networks (null: every address) and identities (null: anyone, also without identity). */
export interface Grant {
  readonly by: string;
  readonly networks: readonly Network[] | null;
  readonly identities: readonly Identity[] | null;
}

const everyIdentity: readonly Identity[] = [{ kind: "text", value: "*" }];

/** `clusterNetworks` as the chart sets it (linkerd/linkerd2:charts/linkerd-control-plane/values.yaml). */
const clusterNetworks: readonly Network[] = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"].map((block) => ({ block, except: [] }));

/** What a word such as `all-authenticated` admits; `deny` adds nothing. */
function wordGrants(word: string, by: string): readonly Grant[] {
  switch (word) {
    case "all-unauthenticated":
    case "audit":
      return [{ by: `${by} ${word}`, networks: null, identities: null }];
    case "all-authenticated":
      return [{ by: `${by} ${word}`, networks: null, identities: everyIdentity }];
    case "cluster-unauthenticated":
      return [{ by: `${by} ${word}`, networks: clusterNetworks, identities: null }];
    case "cluster-authenticated":
      return [{ by: `${by} ${word}`, networks: clusterNetworks, identities: everyIdentity }];
    default:
      return [];
  }
}

/** Ports without a Server: the policy of the installation. Policies of the namespace do not reach them. */
export function defaultGrants(mesh: Mesh): readonly Grant[] {
  return wordGrants(mesh.defaultPolicy, "default inbound policy");
}

/** Policies of the Server and of its namespace, and its own `accessPolicy` (linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index.rs). */
export function serverGrants(mesh: Mesh, { meta, accessPolicy }: Server): readonly Grant[] {
  const here = mesh.config.policies.filter((policy) => policy.meta.namespace === meta.namespace);
  const targets = here.filter(({ target }) => isNamespace(target) || (target.group === "policy.linkerd.io" && target.kind === "Server" && target.name === meta.name));
  return [...targets.flatMap((policy) => policyGrants(mesh, policy)), ...wordGrants(accessPolicy, `Server ${meta.name}`)];
}

function isNamespace({ group, kind }: AuthorizationPolicy["target"]): boolean {
  return group === "" && kind === "Namespace";
}

/** Policies whose target is the route: same namespace, group, kind and name. */
export function routeGrants(mesh: Mesh, { meta }: RouteObject): readonly Grant[] {
  const targets = mesh.config.policies.filter((policy) => policy.meta.namespace === meta.namespace && policy.target.group === meta.group && policy.target.kind === meta.kind && policy.target.name === meta.name);
  return targets.flatMap((policy) => policyGrants(mesh, policy));
}

/** All required authentications must hold; one that does not exist grants nothing; none at all grants everyone. */
function policyGrants(mesh: Mesh, policy: AuthorizationPolicy): readonly Grant[] {
  let grant: Grant = { by: `AuthorizationPolicy ${policy.meta.name}`, networks: null, identities: null };
  for (const { group, kind, namespace, name } of policy.required) {
    const named = (each: { readonly meta: { readonly namespace: string; readonly name: string } }): boolean => each.meta.namespace === namespace && each.meta.name === name;
    if (kind === "ServiceAccount" && group === "") grant = { ...grant, identities: [{ kind: "account", namespace, name }] };
    else if (kind === "MeshTLSAuthentication") {
      const found = mesh.config.identities.find(named);
      if (found === undefined) return [];
      grant = { ...grant, identities: found.identities };
    } else {
      const found = mesh.config.networks.find(named);
      if (found === undefined) return [];
      grant = { ...grant, networks: found.networks };
    }
  }
  return [grant];
}

/** Whether a caller gets in by a grant: its address lies in a network, and its identity is one of those asked for. */
export function admitted(ask: Ask, mesh: Mesh, view: RequestView, { networks, identities }: Grant): boolean {
  return (identities === null || identities.some((identity) => identityHolds(ask, mesh, view, identity))) && (networks === null || networks.some((network) => networkHolds(view, network)));
}

function networkHolds(view: RequestView, { block, except }: Network): boolean {
  const inside = (each: string): boolean => view.test({ dimension: "peer", predicate: { kind: "cidr", block: each } });
  return inside(block) && !except.some(inside);
}

function identityHolds(ask: Ask, mesh: Mesh, view: RequestView, identity: Identity): boolean {
  const caller = (predicate: Parameters<RequestView["test"]>[0]["predicate"]): boolean => view.test({ dimension: "caller", predicate } as Parameters<RequestView["test"]>[0]);
  switch (identity.kind) {
    case "account":
      return caller({ kind: "account", namespace: identity.namespace, serviceAccount: identity.name });
    case "namespace":
      return caller({ kind: "namespace", namespace: identity.namespace });
    case "text":
      return textHolds(ask, mesh, caller, identity.value);
  }
}

type Caller = (predicate: { readonly kind: "authenticated" } | { readonly kind: "namespace"; readonly namespace: string } | { readonly kind: "account"; readonly namespace: string; readonly serviceAccount: string }) => boolean;

/**
 * `web.shop.serviceaccount.identity.linkerd.cluster.local`, a suffix with `*` as its whole first label, or `*`
 * (linkerd/linkerd2:policy-controller/core/src/identity_match.rs). Pods have no SPIFFE identities.
 */
function textHolds(ask: Ask, mesh: Mesh, caller: Caller, value: string): boolean {
  if (value === "*") return caller({ kind: "authenticated" });
  const tail = `serviceaccount.identity.${mesh.controlPlaneNamespace}.${mesh.world.mesh.trustDomain}`;
  if (value.startsWith("*.") && tail.endsWith(value.slice(2)) && (tail === value.slice(2) || tail.endsWith(value.slice(1)))) return caller({ kind: "authenticated" });
  if (!value.endsWith(`.${tail}`)) {
    ask.note(`\`${value}\` is no identity of this mesh`);
    return false;
  }
  const [account = "", namespace] = value.slice(0, -tail.length - 1).split(".");
  if (namespace === undefined) return false;
  return account === "*" ? caller({ kind: "namespace", namespace }) : caller({ kind: "account", namespace, serviceAccount: account });
}
