import type { AccessAnswer, BackendSettings, BackendShare, Decision } from "../../../model/decision.ts";
import type { MtlsMode } from "../../../model/index.ts";
import { compareFractions, fraction, one, plus, zero } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import type { Ask } from "./ask.ts";
import type { Caller } from "./callers.ts";
import type { ClientTls, Listener, Route, Times, VirtualNode } from "./config.ts";
import { endpointsOf, listsEndpoints, serversOf } from "./endpoints.ts";
import { handshake, modeOf } from "./handshake.ts";
import { nodeOf } from "./mesh.ts";
import type { Mesh } from "./mesh.ts";
import { leastOf, triesOf, usualIdleMs, usualRequestMs } from "./times.ts";
import type { Tries } from "./times.ts";

/** Where calls go on to, and who sends them. */
export interface Onward {
  readonly caller: Caller;
  /** The caller's TLS policy for the called virtual service. */
  readonly policy: ClientTls | null;
  /** Port of the call, preferred where several Service ports lead to one container port. */
  readonly port: number;
}

interface Aim {
  readonly node: VirtualNode;
  readonly listener: Listener;
  readonly share: Fraction;
}

const noTimes: Times = { perRequestMs: null, idleMs: null };

/** Without a proxy nothing is cut at the server. */
const noLimits: Times = { perRequestMs: 0, idleMs: 0 };

/** The servers' nodes, or one server without proxy. */
function orBare(servers: readonly VirtualNode[]): readonly (VirtualNode | null)[] {
  return servers.length === 0 ? [null] : servers;
}

/** A route's targets by weight (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, WeightedTarget). */
export function forwardByRoute(ask: Ask, route: Route, onward: Onward, mesh: Mesh): Decision {
  const sum = route.targets.reduce((total, { weight }) => total + weight, 0);
  ask.step(`route ${route.name} matched`);
  if (sum === 0) return ask.finish("respond", { status: 503, route: route.name, reason: "no traffic: all weights are zero" });
  const aims = route.targets.flatMap(({ ref, weight, port }) => (weight === 0 ? [] : aimAt(ask, nodeOf(ref, mesh.config), port, fraction(weight, sum), route.protocol)));
  const tries = triesOf(ask, route.retry, route.protocol, mesh.world.profile.settings["defaultRetryPolicy"] !== "false");
  return forwarded(ask, aims, { name: route.name, times: route.times, tries }, onward, mesh);
}

/** A service that a node provides by itself has no routes: the defaults hold (`aws/aws-app-mesh-roadmap`, issue 194). */
export function forwardToNode(ask: Ask, node: VirtualNode, listener: Listener, onward: Onward, mesh: Mesh): Decision {
  ask.step(`the virtual service leads to virtual node ${node.meta.name}, without routes`);
  const tries = triesOf(ask, null, listener.protocol, mesh.world.profile.settings["defaultRetryPolicy"] !== "false");
  return forwarded(ask, [{ node, listener, share: one }], { name: null, times: noTimes, tries }, onward, mesh);
}

function aimAt(ask: Ask, node: VirtualNode | null, port: number | null, share: Fraction, protocol: Route["protocol"]): readonly Aim[] {
  if (node === null) return [];
  const listener = port === null ? (node.listeners.length === 1 ? node.listeners[0] : undefined) : node.listeners.find((each) => each.port === port);
  if (listener === undefined) {
    ask.unsupported(port === null ? `virtual node \`${node.meta.name}\` has ${node.listeners.length} listeners, and the target names no port` : `virtual node \`${node.meta.name}\` has no listener on port ${port}`);
    return [];
  }
  if (listener.protocol !== protocol) ask.unsupported(`the route speaks ${protocol}, and virtual node \`${node.meta.name}\` ${listener.protocol}`);
  return [{ node, listener, share }];
}

interface Way {
  readonly name: string | null;
  readonly times: Times;
  readonly tries: Tries;
}

function forwarded(ask: Ask, aims: readonly Aim[], { name, times, tries }: Way, onward: Onward, mesh: Mesh): Decision {
  const backends = merged(aims.map((aim) => backendOf(ask, aim, onward, mesh)));
  const limits = aims.map(({ node, listener }) => limitsOf(ask, node, listener, times, mesh));
  const refused = backends.filter(({ access }) => !access.allowed).reduce((sum, { share }) => plus(sum, share), zero);
  const all = compareFractions(refused, one) === 0;
  const [first] = backends;
  return ask.finish(all ? "refuse" : "forward", {
    route: name,
    status: all ? 503 : null,
    backends,
    refused: { status: 503, share: refused },
    access: first !== undefined && backends.every(({ access }) => access.allowed === first.access.allowed) ? first.access : null,
    ...timesOf(ask, limits, tries),
    retries: tries.retries,
  });
}

/** Targets with equal endpoints are one backend. */
function merged(backends: readonly BackendShare[]): readonly BackendShare[] {
  const key = ({ namespace, service, labels, port }: BackendShare): string => JSON.stringify([namespace, service, Object.entries(labels).sort(), port]);
  const firsts = backends.filter((backend, index) => backends.findIndex((each) => key(each) === key(backend)) === index);
  return firsts.map((first) => ({ ...first, share: backends.filter((each) => key(each) === key(first)).reduce((sum, { share }) => plus(sum, share), zero) }));
}

interface Limits {
  readonly deadlineMs: number | null;
  readonly idleMs: number | null;
}

/** The caller's and the server's proxy both cut calls. */
function limitsOf(ask: Ask, node: VirtualNode, listener: Listener, times: Times, mesh: Mesh): Limits {
  const servers = orBare(serversOf(node, mesh)).map((server) => (server === null ? noLimits : (server.listeners.find(({ port }) => port === listener.port)?.times ?? noTimes)));
  const each = servers.map((server) => ({
    deadlineMs: listener.protocol === "tcp" ? null : leastOf(usualRequestMs, times.perRequestMs, server.perRequestMs),
    idleMs: leastOf(usualIdleMs, times.idleMs, server.idleMs),
  }));
  return same(ask, each, `pods of virtual node \`${node.meta.name}\` are cut at different times`) ?? { deadlineMs: null, idleMs: null };
}

function timesOf(ask: Ask, limits: readonly Limits[], { perTryMs }: Tries): Pick<Decision, "deadlineMs" | "idleTimeoutMs" | "perTryTimeoutMs"> {
  const { deadlineMs, idleMs } = same(ask, limits, "the targets are cut at different times") ?? { deadlineMs: null, idleMs: null };
  const perTryTimeoutMs = perTryMs !== null && deadlineMs !== null && perTryMs >= deadlineMs ? null : perTryMs;
  return { deadlineMs, idleTimeoutMs: idleMs, perTryTimeoutMs };
}

/** The first, where all are equal; else the question cannot be answered. */
function same<T>(ask: Ask, values: readonly T[], reason: string): T | null {
  const [first] = values;
  if (values.some((value) => JSON.stringify(value) !== JSON.stringify(first))) ask.unsupported(reason);
  return first ?? null;
}

function backendOf(ask: Ask, { node, listener, share }: Aim, { caller, policy, port }: Onward, mesh: Mesh): BackendShare {
  const servers = orBare(serversOf(node, mesh)).map((server) => server?.listeners.find((each) => each.port === listener.port) ?? null);
  const answers = servers.map((server) => handshake(ask, { caller, policy, target: listener, server, node }, mesh));
  const modes = servers.map(modeOf);
  const access: AccessAnswer = same(ask, answers.map(({ allowed }) => allowed), `pods of virtual node \`${node.meta.name}\` answer differently`) === true ? { allowed: true, by: null } : (answers.find(({ allowed }) => !allowed) ?? { allowed: false, by: null });
  const mtls = same(ask, modes, `pods of virtual node \`${node.meta.name}\` accept different connections`) ?? "off";
  return { ...endpointsOf(node, listener.port, port, mesh), version: node.meta.name, share, access, settings: settingsOf(ask, node, listener, mtls, mesh) };
}

/** Callers apply the ejection of the node they call; a pool stands at the server and bounds no caller. */
function settingsOf(ask: Ask, node: VirtualNode, { outlier, pool }: Listener, mtls: MtlsMode, mesh: Mesh): BackendSettings {
  const { meta } = node;
  const lists = listsEndpoints(node, mesh);
  if (pool !== null) ask.note(`each instance of \`${meta.name}\` accepts ${pool} over all callers`);
  if (outlier !== null && !lists) ask.note(`\`${meta.name}\` is discovered as one address, so no endpoint is ever ejected`);
  return {
    balancing: lists ? "round-robin" : null,
    affinity: null,
    limits: null,
    outlier: outlier !== null && lists ? outlier : "off",
    slowStartMs: null,
    locality: "off",
    mtls,
    failover: null,
    rateLimit: null,
  };
}
