import type { AccessAnswer, MtlsMode } from "../../../model/index.ts";
import type { RequestView } from "../../../model/predicate.ts";
import { authorize } from "./access.ts";
import type { Sight } from "./access-rules.ts";
import type { Ask } from "./ask.ts";
import type { TlsSettings } from "./config.ts";
import type { Cluster } from "./clusters.ts";
import { authenticated, isProxied, withPeer } from "./identity.ts";
import type { Peer } from "./identity.ts";
import type { Mesh } from "./mesh.ts";
import { fixedProxy, patchedByOthers, profileOf } from "./mesh.ts";
import { serverMode } from "./peer-authentication.ts";
import { tokenAt } from "./tokens.ts";
import { podsOf } from "./workloads.ts";
import type { Pods } from "./workloads.ts";

/** What the server's side says: let in, refused with a status (null: the connection), or a connection that cannot come about. */
export interface Verdict {
  readonly access: AccessAnswer;
  readonly mtls: MtlsMode | null;
  readonly kind: "allowed" | "refused" | "failed";
  readonly status: number | null;
}

/** How a call arrives at servers: as which peer, with what a view of it, and over HTTP or not. */
export interface Arrival {
  readonly view: RequestView;
  readonly peer: Peer;
  readonly sight: Sight;
}

type There = Extract<Cluster, { readonly kind: "there" }>;

/** Asks every kind of pod behind a cluster; they must agree. Hosts outside the mesh let everything in. */
export function judgeServers(ask: Ask, mesh: Mesh, cluster: There, arrival: Arrival): Verdict {
  if (cluster.host.external) return { access: { allowed: true, by: null }, mtls: null, kind: "allowed", status: null };
  const pods = podsOf(ask, mesh, cluster.host, cluster.labels, cluster.port);
  const verdicts = pods.map((one) => judgePods(ask, mesh, one, cluster.policy.tls, arrival));
  const [first, ...others] = verdicts;
  if (first === undefined) throw new Error("every backend has pods, known or made up");
  const differs = others.some(({ kind, mtls }) => kind !== first.kind || mtls !== first.mtls);
  if (differs) ask.unsupported(`the pods of \`${cluster.host.namespace}/${cluster.host.service}\` are under different policies`);
  return first;
}

function judgePods(ask: Ask, mesh: Mesh, pods: Pods, tls: TlsSettings | null, arrival: Arrival): Verdict {
  patchedByOthers(ask, mesh, fixedProxy("gateway", [], pods.namespace, pods.labels));
  const mode = modeOf(mesh, pods);
  const transport = transportOf(ask, tls, mode, arrival, mesh);
  if (transport === "fails") return { access: { allowed: false, by: "the TLS settings of both sides" }, mtls: mode, kind: "failed", status: 503 };
  const peer: Peer = transport === "plaintext" ? { kind: "nobody", proxied: isProxied(arrival.peer) } : arrival.peer;
  const view = withPeer(ask, arrival.view, peer, mesh.world.mesh.trustDomain);
  if (mode === "strict" && (transport === "plaintext" || !authenticated(view))) return { access: { allowed: false, by: "mutual TLS is required" }, mtls: mode, kind: "refused", status: null };
  return { ...authorizeAt(ask, mesh, pods, view, arrival.sight), mtls: mode };
}

/** In ambient mode DISABLE counts as PERMISSIVE (istio/istio:pilot/pkg/serviceregistry/ambient/authorization.go). */
function modeOf(mesh: Mesh, pods: Pods): MtlsMode {
  const mode = serverMode(mesh, pods.namespace, pods.labels, pods.port);
  return mode === "off" && profileOf(mesh) !== "sidecar" ? "permissive" : mode;
}

/** What becomes of the connection (istio/istio:pilot/pkg/networking/core/cluster_tls.go). */
function transportOf(ask: Ask, tls: TlsSettings | null, mode: MtlsMode, arrival: Arrival, mesh: Mesh): "as-peer" | "plaintext" | "fails" {
  if (profileOf(mesh) !== "sidecar" || tls === null) return mode === "off" ? "plaintext" : "as-peer";
  switch (tls.mode) {
    case "DISABLE":
      return "plaintext";
    case "ISTIO_MUTUAL":
      return mode === "off" && authenticated(withPeer(ask, arrival.view, arrival.peer, mesh.world.mesh.trustDomain)) ? "fails" : "as-peer";
    default:
      if (mode === "strict") return "fails";
      ask.unsupported(`TLS of mode ${tls.mode} to a workload of the mesh`);
      return "as-peer";
  }
}

function authorizeAt(ask: Ask, mesh: Mesh, pods: Pods, view: RequestView, sight: Sight): Omit<Verdict, "mtls"> {
  const enforcer = { kind: "workload", namespace: pods.namespace, labels: pods.labels } as const;
  if (sight !== "http") return outcomeOf(authorize(ask, mesh, enforcer, { view, port: pods.port, sight }), null);
  const token = tokenAt(mesh, enforcer, view);
  if (token.kind === "refused") return { access: { allowed: false, by: token.by }, kind: "refused", status: 401 };
  return outcomeOf(authorize(ask, mesh, enforcer, { view: token.view, port: pods.port, sight }), 403);
}

function outcomeOf(access: AccessAnswer, status: number | null): Omit<Verdict, "mtls"> {
  return { access, kind: access.allowed ? "allowed" : "refused", status: access.allowed ? null : status };
}
