import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { DeclaredCall, Identity, Service } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { certificateOf, trust } from "./certificates.ts";
import { declares, tlsOf } from "./identity.ts";
import type { Tls } from "./identity.ts";
import { spiffeOf } from "./names.ts";
import { endpointsKey, listenerProtocol } from "./nodes.ts";
import type { NodePlan } from "./nodes.ts";
import { compact, quota } from "./piece.ts";
import { strangers } from "./strangers.ts";
import type { Context, Json } from "./piece.ts";
import { undeclaredCall } from "../undeclared.ts";
import { virtualServiceNames } from "./router.ts";

/** The virtual services that pods of the node may call: those of the declared calls, sorted. */
export function backendsOf(node: NodePlan, caller: Service, context: Context): readonly Json[] {
  const called = context.included.filter((service) => declares(caller, service));
  return called.flatMap((service) => {
    const clientPolicy = clientPolicyFor(node, service, context);
    return virtualServiceNames(service, context).map((name) => ({
      virtualService: compact({ virtualServiceRef: { namespace: service.id.namespace, name }, clientPolicy }),
    }));
  });
}

/** What the caller's proxy does towards the nodes behind a service: its own certificate, and the names it accepts. */
function clientPolicyFor(node: NodePlan, service: Service, context: Context): Json | undefined {
  const servers = serversOf(service, context);
  const modes = servers.map(({ tls }) => tls);
  if (node.account === null || modes.every((tls) => tls === null)) return undefined;
  const { trustDomain } = context.model.mesh;
  const names = servers.flatMap(({ account, tls }) => (tls === null ? [] : [spiffeOf(account, trustDomain)]));
  return {
    tls: {
      enforce: !modes.includes(null),
      certificate: certificateOf(node.account, context),
      validation: {
        trust: trust(context),
        subjectAlternativeNames: { match: { exact: [...new Set(names)].sort() } },
      },
    },
  };
}

function accountOf({ account, id, owner }: NodePlan): Identity {
  return account ?? { namespace: id.namespace, serviceAccount: owner?.id.name ?? id.name };
}

/** A listener that calls can end at: who answers there, and what it asks of connections. */
export interface Server {
  readonly account: Identity;
  readonly tls: Tls | null;
}

/** Every listener that calls to the service can end at; for a node that only leads to pods, those of the pods' own nodes. */
export function serversOf(service: Service, context: Context): readonly Server[] {
  return service.ports.flatMap((port) => {
    const forwards = port.arms.length === 0 ? [port.fallback] : port.arms.flatMap(({ route: { action } }) => (action.kind === "forward" ? [action] : []));
    return forwards.flatMap(({ backends }) => backends).flatMap((backend) => {
      const target = context.nodes.get(endpointsKey(backend));
      return target === undefined ? [] : podNodes(target, context).map((server) => ({ account: accountOf(server), tls: tlsOf(server, backend.port, context) }));
    });
  });
}

function podNodes(target: NodePlan, context: Context): readonly NodePlan[] {
  const inside = [...context.nodes.values()].filter((node) => node.selects && node.owner === target.owner && Object.entries(target.pods ?? {}).every(([key, value]) => node.pods?.[key] === value));
  return target.selects || inside.length === 0 ? [target] : inside;
}

/** Calls that no virtual service answers, more backends than the account allows, and TCP calls that one port cannot tell apart. */
export function callFindings(service: Service, context: Context): readonly Diagnostic[] {
  const called = context.included.filter((one) => declares(service, one));
  const count = called.reduce((sum, one) => sum + virtualServiceNames(one, context).length, 0);
  const limit = quota(context, "backendsPerNode", 50);
  const words = { what: `backends in the nodes of \`${service.id.name}\``, count, limit, setting: "backendsPerNode" };
  const over = count <= limit ? [] : [appmeshDiagnostics["over-quota"].report({ at: service.calls[0]?.origin ?? service.origin, with: words })];
  return [...service.calls.flatMap((call) => missingCallee(call, called)), ...over, ...unclearTcp(service, called)];
}

function missingCallee({ to, origin }: DeclaredCall, called: readonly Service[]): readonly Diagnostic[] {
  const known = called.some((service) => (to.kind === "service" ? nameText(service.id) === nameText(to.service) : service.external?.hosts.some(({ value }) => value === to.host) === true));
  const words = { to: to.kind === "service" ? nameText(to.service) : to.host };
  return known ? [] : [appmeshDiagnostics["call-without-policy"].report({ at: origin, with: words })];
}

function unclearTcp(service: Service, called: readonly Service[]): readonly Diagnostic[] {
  const ports = called.flatMap((one) => one.ports.filter(({ protocol }) => listenerProtocol(protocol) === "tcp").map(({ port }) => ({ port, name: nameText(one.id) })));
  const twice = [...new Set(ports.map(({ port }) => port))].filter((port) => ports.filter((one) => one.port === port).length > 1);
  return twice.map((port) => {
    const services = ports.filter((one) => one.port === port).map(({ name }) => `\`${name}\``).join(" and ");
    return appmeshDiagnostics["unclear-tcp-call"].report({ at: service.calls[0]?.origin ?? service.origin, with: { caller: service.id.name, port, services } });
  });
}

/** A caller that does not declare the call gets no routes to the service. */
export function callerDrafts(service: Service, context: Context): readonly Draft[] {
  const nodes = [...context.nodes.values()].filter(({ account, selects }) => selects && account !== null);
  const declared = nodes.filter(({ owner }) => owner !== null && declares(owner, service));
  const others = nodes.filter((node) => !declared.includes(node));
  if (others.length === 0) return [];
  const than = declared.flatMap(({ account }) => account ?? []);
  const note = "workloads that do not list the service under `calls` go nowhere, or past every route where egress is allowed; callers without a policy are taken to list it in their virtual nodes";
  return [remark("assumed", { field: "calls", ...strangers(context), callers: { kind: "others", than }, reasons: [undeclaredCall], note, origin: service.origin })];
}
