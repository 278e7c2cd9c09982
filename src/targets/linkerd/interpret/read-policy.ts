import { blockBits } from "../../../support/address-block.ts";
import type { AccessPolicy, AuthorizationPolicy, EgressNetwork, Identity, Meta, MeshAuthentication, NetworkAuthentication, ObjectRef, RateLimit, Selector, Server, ServiceObject } from "./config.ts";
import { readBreaker, readOpaquePorts, readRetries, readTimeouts } from "./annotations.ts";
import { at, complain, isSet, items, text, textMap, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";

/** A Service, or the annotations that are applied to one. */
export function readService(spec: Node, metadata: Node, meta: Meta): ServiceObject {
  const type = text(at(spec, "type"));
  const ports = items(at(spec, "ports")).map((port) => ({
    port: whole(at(port, "port"), 1, 65_535) ?? 0,
    targetPort: portOf(at(port, "targetPort")),
    appProtocol: text(at(port, "appProtocol")),
  }));
  const portable = type !== "ExternalName" && text(at(spec, "clusterIP")) !== "None";
  return {
    meta,
    spec: isSet(at(spec, "ports")) ? { selector: textMap(at(spec, "selector")), ports, portable } : null,
    timeouts: readTimeouts(metadata, "idle"),
    retries: readRetries(metadata, "idle"),
    breaker: readBreaker(metadata),
    opaquePorts: readOpaquePorts(metadata),
  };
}

function portOf(node: Node): number | string | null {
  return typeof node.value === "number" ? node.value : text(node);
}

const protocols = ["unknown", "HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"] as const;
const accessPolicies: readonly AccessPolicy[] = ["all-unauthenticated", "all-authenticated", "cluster-unauthenticated", "cluster-authenticated", "deny", "audit"];

/** A Server; without `accessPolicy` the port is closed (linkerd/linkerd2:charts/linkerd-crds/templates/policy/server.yaml). */
export function readServer(spec: Node, _: Node, meta: Meta): Server {
  const pods = at(spec, "podSelector");
  if (isSet(pods) === isSet(at(spec, "externalWorkloadSelector"))) complain(spec, "refused", "must have one of `podSelector` and `externalWorkloadSelector`");
  const port = portOf(at(spec, "port"));
  if (port === null) complain(at(spec, "port"), "refused", "must be a container port");
  return {
    meta,
    pods: isSet(pods) ? readSelector(pods) : null,
    port: port ?? 0,
    protocol: word(at(spec, "proxyProtocol"), protocols) ?? "unknown",
    accessPolicy: word(at(spec, "accessPolicy"), accessPolicies) ?? "deny",
  };
}

function readSelector(node: Node): Selector {
  const expressions = items(at(node, "matchExpressions")).map((item) => ({
    key: text(at(item, "key")) ?? "",
    operator: word(at(item, "operator"), ["In", "NotIn", "Exists", "DoesNotExist"]) ?? "In",
    values: texts(at(item, "values")),
  }));
  return { labels: textMap(at(node, "matchLabels")) ?? {}, expressions };
}

function refOf(node: Node, meta: Meta): ObjectRef {
  const group = (text(at(node, "group")) ?? "").toLowerCase();
  return { group: group === "core" ? "" : group, kind: text(at(node, "kind")) ?? "", name: text(at(node, "name")) ?? "", namespace: text(at(node, "namespace")) ?? meta.namespace };
}

/** An AuthorizationPolicy (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
export function readAuthorizationPolicy(spec: Node, _: Node, meta: Meta): AuthorizationPolicy {
  const target = refOf(at(spec, "targetRef"), meta);
  if (target.kind === "Namespace" && target.name !== meta.namespace) complain(at(spec, "targetRef", "name"), "refused", "must be the policy's own namespace");
  if (!isTarget(target)) complain(at(spec, "targetRef", "kind"), "refused", "must be Namespace, Server, HTTPRoute or GRPCRoute of its group");
  if (target.namespace !== meta.namespace) complain(at(spec, "targetRef", "namespace"), "refused", "must be the policy's own namespace");
  const required = items(at(spec, "requiredAuthenticationRefs")).map((node) => refOf(node, meta));
  const own = (ref: ObjectRef, kind: string): boolean => ref.group === "policy.linkerd.io" && ref.kind === kind;
  const mesh = required.filter((ref) => own(ref, "MeshTLSAuthentication") || (ref.group === "" && ref.kind === "ServiceAccount"));
  const network = required.filter((ref) => own(ref, "NetworkAuthentication"));
  const many = mesh.length > 1 || network.length > 1 || mesh.length + network.length < required.length;
  if (many) complain(at(spec, "requiredAuthenticationRefs"), "refused", "may name one MeshTLSAuthentication or ServiceAccount and one NetworkAuthentication");
  return { meta, target, required };
}

const gateways = "gateway.networking.k8s.io";

function isTarget({ group, kind }: ObjectRef): boolean {
  const kinds: Readonly<Record<string, readonly string[]>> = { Namespace: [""], Server: ["policy.linkerd.io"], HTTPRoute: ["policy.linkerd.io", gateways], GRPCRoute: [gateways] };
  return kinds[kind]?.includes(group) === true;
}

/** A MeshTLSAuthentication (linkerd/linkerd2:policy-controller/k8s/index/src/inbound/meshtls_authentication.rs). */
export function readMeshAuthentication(spec: Node, _: Node, meta: Meta): MeshAuthentication {
  const [plain, refs] = [at(spec, "identities"), at(spec, "identityRefs")];
  if (isSet(plain) === isSet(refs)) complain(spec, "refused", "must have one of `identities` and `identityRefs`");
  const listed = items(plain).map((node): Identity => ({ kind: "text", value: identityText(node) }));
  return { meta, identities: [...listed, ...items(refs).flatMap((node) => identityRef(node, meta))] };
}

/** A wildcard is the whole first label (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
function identityText(node: Node): string {
  const value = text(node) ?? "";
  const sound = value === "*" || value.startsWith("spiffe://") || /^(?:\*|[a-z0-9-]{1,63})(?:\.[a-z0-9-]{1,63})+$/.test(value);
  if (!sound) complain(node, "refused", `\`${value}\` is no identity: a wildcard is the whole first label`);
  return value;
}

function identityRef(node: Node, meta: Meta): readonly Identity[] {
  const { kind, name, namespace } = refOf(node, meta);
  if (kind === "ServiceAccount") return [{ kind: "account", namespace, name }];
  if (kind === "Namespace" && isSet(at(node, "namespace"))) complain(at(node, "namespace"), "refused", "stands at a Namespace, which is in none");
  if (kind === "Namespace") return [{ kind: "namespace", namespace: name }];
  complain(at(node, "kind"), "refused", "must be ServiceAccount or Namespace");
  return [];
}

/** A NetworkAuthentication; a bare address is a block of one. */
export function readNetworkAuthentication(spec: Node, _: Node, meta: Meta): NetworkAuthentication {
  const networks = items(at(spec, "networks"));
  if (networks.length === 0) complain(at(spec, "networks"), "refused", "must name a network");
  return { meta, networks: networks.map(readNetwork) };
}

/** A block with exceptions, which lie inside and leave something of it (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
function readNetwork(node: Node): NetworkAuthentication["networks"][number] {
  const cidr = at(node, "cidr");
  const block = blockBits(text(cidr) ?? "");
  if (isSet(cidr) && block === null) complain(cidr, "refused", "is no block of addresses");
  for (const item of items(at(node, "except"))) {
    const hole = blockBits(text(item) ?? "");
    if (hole === null) complain(item, "refused", "is no block of addresses");
    else if (block !== null && (hole.family !== block.family || hole.bits === block.bits || !hole.bits.startsWith(block.bits))) complain(item, "refused", block.bits.startsWith(hole.bits) && hole.family === block.family ? "leaves nothing of the block" : "is outside of the block");
  }
  return { block: text(cidr) ?? "", except: texts(at(node, "except")) };
}

/** An HTTPLocalRateLimitPolicy (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
export function readRateLimit(spec: Node, _: Node, meta: Meta): RateLimit {
  const target = refOf(at(spec, "targetRef"), meta);
  if (target.kind !== "Server" || target.group !== "policy.linkerd.io") complain(at(spec, "targetRef", "kind"), "refused", "must be Server of policy.linkerd.io");
  const total = whole(at(spec, "total", "requestsPerSecond"), 1, 4_294_967_295);
  const overrides = items(at(spec, "overrides"));
  for (const rate of [at(spec, "identity"), ...overrides].map((each) => at(each, "requestsPerSecond"))) {
    const each = whole(rate, 1, 4_294_967_295);
    if (each !== null && total !== null && each > total) complain(rate, "refused", `is more than the ${total} of all together`);
  }
  for (const kind of overrides.flatMap((each) => items(at(each, "clientRefs"))).map((ref) => at(ref, "kind"))) if (text(kind) !== "ServiceAccount") complain(kind, "refused", "must be ServiceAccount");
  return { meta, server: target.name, total, finer: isSet(at(spec, "identity")) || isSet(at(spec, "overrides")) };
}

/** An EgressNetwork (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
export function readEgressNetwork(spec: Node, _: Node, meta: Meta): EgressNetwork {
  const policy = word(at(spec, "trafficPolicy"), ["Allow", "Deny"]);
  if (!isSet(at(spec, "trafficPolicy"))) complain(at(spec, "trafficPolicy"), "refused", "must be Allow or Deny");
  const networks = at(spec, "networks");
  if (isSet(networks) && items(networks).length === 0) complain(networks, "refused", "must name a network, or be left out");
  for (const network of items(networks)) readNetwork(network);
  return { meta, denies: policy === "Deny" };
}

/** The older grant: it is not evaluated, and only what the webhook refuses is said (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
export function checkServerAuthorization(spec: Node): void {
  const client = at(spec, "client");
  const [anybody, mesh] = [at(client, "unauthenticated").value === true, at(client, "meshTLS")];
  if (anybody && isSet(mesh)) complain(at(client, "unauthenticated"), "refused", "stands beside `meshTLS`");
  if (!anybody && !isSet(mesh)) complain(client, "refused", "must have `unauthenticated: true` or `meshTLS`");
  const nameless = at(mesh, "unauthenticatedTLS");
  const named = ["identities", "serviceAccounts"].map((field) => at(mesh, field)).find((node) => items(node).length > 0);
  if (nameless.value === true && named !== undefined) complain(nameless, "refused", "stands beside names, which nobody then has");
  for (const network of items(at(client, "networks"))) readNetwork(network);
}
