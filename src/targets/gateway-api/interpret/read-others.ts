import type { KubernetesObject, Name } from "../../../model/index.ts";
import type { Admission, Budget, GatewayObject, Grant, Listener, ListenerSetObject, ServiceObject } from "./config.ts";
import { at, duration, items, name, refuse, text, whole, word, written } from "./node.ts";
import type { Node } from "./node.ts";
import { identityOf } from "./read-route.ts";

/** The budgets of a policy, one for each Service it names; an absent part is filled with the schema's defaults. */
export function readBudgets(object: KubernetesObject, spec: Node): readonly Budget[] {
  const { id, created } = identityOf(object);
  const [budget, floor] = [at(spec, "retryConstraint", "budget"), at(spec, "retryConstraint", "minRetryRate")];
  const targets = items(at(spec, "targetRefs"), 16).flatMap((item) => {
    const [kind, group, target] = [name(at(item, "kind")), required(at(item, "group")), name(at(item, "name"))];
    return kind === "Service" && group === "" ? [target] : [];
  });
  const windowMs = duration(at(budget, "interval")) ?? 10_000;
  if (windowMs < 1000 || windowMs > 3_600_000) refuse(at(budget, "interval"), "must be from 1s to 1h");
  const count = whole(at(floor, "count"), 1, 1_000_000) ?? 10;
  const floorWindowMs = duration(at(floor, "interval")) ?? 1000;
  if (floorWindowMs < 1 || floorWindowMs > 3_600_000) refuse(at(floor, "interval"), "must be at most 1h");
  const percent = whole(at(budget, "percent"), 0, 100) ?? 20;
  if (!written(at(spec, "retryConstraint"))) return [];
  const half = written(floor) && (!written(at(floor, "count")) || !written(at(floor, "interval")));
  return targets.map((service) => ({ id, created, service, percent, windowMs, count, floorWindowMs, half }));
}

/** A Gateway; conflicts between its listeners are looked for when it is asked. */
export function readGateway(object: KubernetesObject, spec: Node, experimental: boolean): GatewayObject {
  name(at(spec, "gatewayClassName"));
  const nodes = items(at(spec, "listeners"), 64);
  if (nodes.length === 0) refuse(at(spec, "listeners"), "must hold a listener");
  const { id } = identityOf(object);
  const byDefault = experimental && at(spec, "defaultScope").value === "All";
  const admitted = at(spec, "allowedListeners", "namespaces");
  return { id, listeners: nodes.map((node) => readListener(node, id.namespace)), sets: written(admitted) ? readAdmission(admitted, "None") : "None", byDefault };
}

/** Listeners for a Gateway, of their own namespace or another. */
export function readListenerSet(object: KubernetesObject, spec: Node): ListenerSetObject {
  const { id, created } = identityOf(object);
  const parent = at(spec, "parentRef");
  const nodes = items(at(spec, "listeners"), 64);
  if (nodes.length === 0) refuse(at(spec, "listeners"), "must hold a listener");
  return { id, created, gateway: { namespace: text(at(parent, "namespace"), 253) ?? id.namespace, name: name(at(parent, "name")) }, listeners: nodes.map((node) => readListener(node, id.namespace)) };
}

/** Services of the object's namespace that a policy targets. */
export function readTargets(object: KubernetesObject, spec: Node): readonly Name[] {
  const { namespace } = identityOf(object).id;
  return items(at(spec, "targetRefs"), 16).flatMap((item) => (at(item, "kind").value === "Service" && at(item, "group").value === "" ? [{ namespace, name: name(at(item, "name")) }] : []));
}

function readListener(node: Node, namespace: string): Listener {
  const protocol = name(at(node, "protocol"));
  const tls = at(node, "tls");
  if (written(tls) && ["HTTP", "TCP", "UDP"].includes(protocol)) refuse(tls, `must not stand on protocol ${protocol}`);
  const mode = written(tls) ? (word(at(tls, "mode"), ["Terminate", "Passthrough"]) ?? "Terminate") : null;
  if (protocol === "HTTPS" && mode === "Passthrough") refuse(at(tls, "mode"), "must be Terminate on protocol HTTPS");
  if (protocol === "TLS" && !written(at(tls, "mode"))) refuse(tls, "must be written with its mode on protocol TLS");
  if ((protocol === "TCP" || protocol === "UDP") && written(at(node, "hostname"))) refuse(at(node, "hostname"), `must not stand on protocol ${protocol}`);
  const certificates = items(at(tls, "certificateRefs"), 64).map((item) => readCertificate(item, namespace));
  if (mode === "Terminate" && certificates.length === 0 && !written(at(tls, "options"))) refuse(tls, "must name certificates to end TLS with");
  return {
    name: name(at(node, "name")),
    port: whole(at(node, "port"), 1, 65_535) ?? 0,
    protocol,
    hostname: text(at(node, "hostname"), 253),
    tlsMode: mode,
    certificates,
    namespaces: readAdmission(at(node, "allowedRoutes", "namespaces"), "Same"),
    kinds: items(at(node, "allowedRoutes", "kinds"), 8).map((item) => name(at(item, "kind"))),
  };
}

/** Only Secrets of the core group hold certificates portably; a reference to anything else is one that nothing resolves. */
function readCertificate(node: Node, namespace: string): Listener["certificates"][number] {
  const secret = (text(at(node, "group")) ?? "") === "" && (text(at(node, "kind")) ?? "Secret") === "Secret";
  const id = { namespace: text(at(node, "namespace"), 253) ?? namespace, name: name(at(node, "name")) };
  return secret ? id : null;
}

function readAdmission(node: Node, otherwise: "Same" | "None"): Admission {
  const from = word(at(node, "from"), otherwise === "None" ? ["All", "Selector", "Same", "None"] : ["All", "Selector", "Same"]) ?? otherwise;
  if (from !== "Selector") return from;
  const labels = at(node, "selector", "matchLabels");
  const expressions = items(at(node, "selector", "matchExpressions"), 16);
  const named = expressions.map((item) => (at(item, "key").value === "kubernetes.io/metadata.name" && at(item, "operator").value === "In" ? items(at(item, "values"), 64).map((value) => name(value)) : null));
  if (named.length > 1 || named.includes(null)) return "unmodelled";
  return { matchLabels: (labels.value ?? {}) as Readonly<Record<string, string>>, namesIn: named[0] ?? null };
}

/** A grant; only those of this API's kinds for kinds of the core group matter to requests. */
export function readGrant(object: KubernetesObject, spec: Node): Grant {
  const from = items(at(spec, "from"), 16).map((item) => ({ group: required(at(item, "group")), kind: name(at(item, "kind")), namespace: name(at(item, "namespace")) }));
  const to = items(at(spec, "to"), 16).map((item) => ({ group: required(at(item, "group")), kind: name(at(item, "kind")), name: text(at(item, "name"), 253) }));
  const namespace = identityOf(object).id.namespace;
  return {
    namespace,
    from: from.filter(({ group }) => group === "gateway.networking.k8s.io"),
    to: to.filter(({ group }) => group === ""),
  };
}

/** A Service with what it selects. */
export function readService(object: KubernetesObject, spec: Node): ServiceObject {
  const selector = at(spec, "selector").value;
  const labels = typeof selector === "object" && selector !== null ? Object.entries(selector).filter((entry): entry is [string, string] => typeof entry[1] === "string") : [];
  const ports = items(at(spec, "ports"), 256).map(readServicePort);
  return { id: identityOf(object).id, selector: labels.length === 0 ? null : Object.fromEntries(labels), ports };
}

/** The container port is the same number where none is written. */
function readServicePort(node: Node): ServiceObject["ports"][number] {
  const port = whole(at(node, "port"), 1, 65_535) ?? 0;
  const target = at(node, "targetPort");
  return { name: text(at(node, "name")), port, targetPort: typeof target.value === "number" ? (whole(target, 1, 65_535) ?? port) : (text(target) ?? port) };
}

/** Text that must be written, though it may be empty. */
function required(node: Node): string {
  const found = text(node, 253);
  if (found === null) refuse(node, "must be written, the core group as the empty text");
  return found ?? "";
}
