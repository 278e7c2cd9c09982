import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { Arm, Gateway, GatewayEntry, JwtProvider, Manifest, Protocol } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { holdsAlways, intersectConditions, unroutable } from "./arms.ts";
import { jwtRule } from "./authentication.ts";
import { routeList } from "./destinations.ts";
import { httpEntries } from "./http-entries.ts";
import { serviceOf } from "./names.ts";
import { withoutNegatedQueries } from "./negated-query.ts";
import { compact, emptyPiece, joinPieces } from "./piece.ts";
import { rebasedArm } from "./rebased-edits.ts";
import type { Context, Json, Piece } from "./piece.ts";

/**
 * The routes behind a gateway: one VirtualService for each host, since several for one host are joined in the order of
 * their creation. A host's own entries come first, then those of the wildcards that cover it, which Envoy would not try
 * (`istio/istio:pilot/pkg/networking/core/gateway.go`).
 */
export function lowerGatewayRoutes(gateway: Gateway, context: Context): Piece {
  const written = gateway.entries.filter((entry) => isWritten(entry, gateway, context));
  const hosts = [...new Set(written.flatMap((entry) => entry.hosts))].sort();
  return joinPieces([...hosts.map((host) => hostPiece(host, written, gateway, context)), claimsPiece(gateway, written, context)]);
}

function isWritten({ leads, port }: GatewayEntry, gateway: Gateway, context: Context): boolean {
  if (leads.kind === "arms") return true;
  const listeners = gateway.listeners.filter((listener) => listener.port === port);
  const admitted = listeners.length === 0 || listeners.some(({ namespaces }) => namespaces === null || namespaces.includes(leads.service.namespace));
  const known = serviceOf(context.model, leads.service);
  return admitted && (known === null || context.included.includes(known));
}

/** Exact hosts before wildcards, longer wildcards and longer paths first. */
function covering(host: string, entries: readonly GatewayEntry[]): readonly GatewayEntry[] {
  const claims = entries.flatMap((entry) => entry.hosts.filter((each) => covers(each, host)).map((each) => ({ host: each, entry })));
  return claims.sort((a, b) => rank(b.host) - rank(a.host) || pathRank(b.entry) - pathRank(a.entry)).map((claim) => claim.entry);
}

function covers(pattern: string, host: string): boolean {
  if (pattern === "*" || pattern === host) return true;
  return pattern.startsWith("*.") && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1;
}

function rank(host: string): number {
  return host === "*" ? 0 : host.startsWith("*.") ? host.length : Number.MAX_SAFE_INTEGER;
}

function pathRank(entry: GatewayEntry): number {
  return (entry.path ?? "/").length;
}

function hostPiece(host: string, all: readonly GatewayEntry[], gateway: Gateway, context: Context): Piece {
  const entries = covering(host, all);
  const ports = [...new Set(entries.map((entry) => entry.port))].sort((a, b) => a - b);
  const parts = ports.map((port) => portPart(host, entries.filter((entry) => entry.port === port), gateway, context));
  const list = (key: "http" | "tls" | "tcp"): readonly Json[] | undefined => {
    const found = parts.flatMap((part) => part[key]);
    return found.length === 0 ? undefined : found;
  };
  const spec = compact({ hosts: [host], gateways: [nameText(gateway.id)], exportTo: ["*"], http: list("http"), tls: list("tls"), tcp: list("tcp") });
  const manifest: Manifest = {
    object: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: labelName(gateway.id.name, host), namespace: gateway.id.namespace },
      spec,
    },
    sources: entries.map((entry) => entry.origin),
  };
  return { manifests: [manifest], drafts: [], diagnostics: parts.flatMap((part) => part.diagnostics) };
}

interface Part {
  readonly http: readonly Json[];
  readonly tls: readonly Json[];
  readonly tcp: readonly Json[];
  readonly diagnostics: readonly Diagnostic[];
}

function portPart(host: string, entries: readonly GatewayEntry[], gateway: Gateway, context: Context): Part {
  const raw = entries.find((entry) => isRaw(protocolOf(entry, context)));
  if (raw !== undefined) return rawPart(host, raw, context);
  const port = entries[0]?.port ?? 0;
  const tls = gateway.listeners.some((listener) => listener.port === port && listener.tls?.mode === "terminate");
  const joined = entries.map((entry) => entryArms(entry, gateway, context));
  const positive = withoutNegatedQueries(joined.flatMap((each) => each.arms));
  const made = httpEntries(positive.arms, "gateway", { port, tls }, context);
  return { http: made.entries, tls: [], tcp: [], diagnostics: [...joined.flatMap((each) => each.diagnostics), ...positive.diagnostics, ...made.diagnostics] };
}

function isRaw(protocol: Protocol): boolean {
  return protocol === "tcp" || protocol === "tls";
}

function protocolOf({ leads }: GatewayEntry, context: Context): Protocol {
  if (leads.kind === "arms") return "http";
  return serviceOf(context.model, leads.service)?.ports.find((port) => port.port === leads.servicePort)?.protocol ?? "http";
}

/** Connections that pass through: by server name where TLS is kept, else all of the port. */
function rawPart(host: string, entry: GatewayEntry, context: Context): Part {
  const arms = armsOf(entry, context).filter((arm) => arm.route.action.kind === "forward");
  const routes = arms.map((arm) => (arm.route.action.kind === "forward" ? routeList(arm.route.action.backends, context) : []));
  if (protocolOf(entry, context) === "tcp") return { http: [], tls: [], tcp: routes.map((route) => ({ match: [{ port: entry.port }], route })), diagnostics: [] };
  return { http: [], tls: routes.map((route) => ({ match: [{ sniHosts: [host], port: entry.port }], route })), tcp: [], diagnostics: [] };
}

/** The arms behind an entry with its path added; what they leave over is 404 and never falls to the next entry. */
function entryArms(entry: GatewayEntry, gateway: Gateway, context: Context): { readonly arms: readonly Arm[]; readonly diagnostics: readonly Diagnostic[] } {
  const path = entry.path === null ? null : { kind: "prefix" as const, value: entry.path, origin: entry.origin };
  const bounds = { ...unroutable(entry.origin).when, path };
  const diagnostics: Diagnostic[] = [];
  const behind = armsOf(entry, context).flatMap((arm) => {
    const local = atGateway(arm, gateway);
    const when = local === null ? "never" : intersectConditions(bounds, local.when);
    if (when === "never") return [];
    const found = local === null || when === "unsayable" ? null : rebasedArm(local, when);
    if (found === null) diagnostics.push(istioDiagnostics["path-beyond-entry"].report({ at: arm.when.path?.origin ?? arm.origin, with: { route: arm.route.name, entry: entry.path ?? "/" } }));
    return found ?? [];
  });
  const closed = behind.some((arm) => covering404(arm, bounds.path));
  return { arms: closed ? behind : [...behind, unroutable(entry.origin, bounds)], diagnostics };
}

function covering404(arm: Arm, path: Arm["when"]["path"]): boolean {
  return holdsAlways({ ...arm.when, path: null }) && (arm.when.path === null || (path !== null && arm.when.path.kind === "prefix" && arm.when.path.value === path.value));
}

/** A gateway calls from its own namespace, whoever is behind it. */
function atGateway(arm: Arm, gateway: Gateway): Arm | null {
  if (arm.when.callers === null) return arm;
  return arm.when.callers.includes(gateway.id.namespace) ? { ...arm, when: { ...arm.when, callers: null } } : null;
}

function armsOf({ leads, origin }: GatewayEntry, context: Context): readonly Arm[] {
  if (leads.kind === "arms") return leads.arms;
  const port = serviceOf(context.model, leads.service)?.ports.find((each) => each.port === leads.servicePort);
  if (port !== undefined && port.arms.length > 0) return port.arms;
  const unsaid = unroutable(origin);
  const backend = { service: leads.service, version: null, labels: {}, port: leads.servicePort, owner: null, existence: "unknown" as const, weight: 1, origin };
  const action = port?.fallback ?? { kind: "forward" as const, backends: [backend], origin };
  return [{ ...unsaid, route: { ...unsaid.route, name: "default", action } }];
}

/** Claims steer routes only where the gateway itself verifies tokens (IST0149). */
function claimsPiece(gateway: Gateway, entries: readonly GatewayEntry[], context: Context): Piece {
  const reading = entries.filter((entry) => armsOf(entry, context).some((arm) => arm.when.claims.length > 0));
  if (reading.length === 0) return emptyPiece;
  const providers = providersOf(reading, context);
  if (gateway.selector === null) {
    const finding = istioDiagnostics["gateway-selector-unknown"].report({ at: gateway.origin, with: { gateway: nameText(gateway.id), field: "the verification of tokens" } });
    return { ...emptyPiece, diagnostics: [finding] };
  }
  const manifest: Manifest = {
    object: {
      apiVersion: "security.istio.io/v1",
      kind: "RequestAuthentication",
      metadata: { name: labelName(gateway.id.name, "gateway"), namespace: gateway.id.namespace },
      spec: { selector: { matchLabels: gateway.selector }, jwtRules: providers.map((provider) => ({ ...jwtRule(provider), forwardOriginalToken: true })) },
    },
    sources: [gateway.origin],
  };
  const note = "the gateway verifies tokens before it routes: a token that no provider issued is refused, also where its claims do not matter";
  const draft = remark("note", { field: `expose.${gateway.id.name}`, note, origin: gateway.origin, effects: ["outcome", "access"], direction: "stricter", callers: { kind: "foreignToken", providers: providers.map(({ issuer, audiences }) => ({ issuer, audiences })) } });
  return { ...emptyPiece, manifests: [manifest], drafts: [draft] };
}

/** The providers that the services behind the entries name; all of the mesh where none does. */
function providersOf(entries: readonly GatewayEntry[], { model }: Context): readonly JwtProvider[] {
  const names = entries.flatMap(({ leads }) => (leads.kind === "service" ? [model.services.find((service) => sameName(service.id, leads.service))?.jwt?.value.provider] : []));
  const named = model.mesh.jwtProviders.filter((provider) => names.includes(provider.name));
  return named.length > 0 ? named : model.mesh.jwtProviders;
}
