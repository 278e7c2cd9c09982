import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import type { Manifest, Profile, Route, Service, ServicePort } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { closeOrder } from "../../route-order/index.ts";
import type { Clash, OrderedArm } from "../../route-order/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { atLeast } from "../versions.ts";
import { portArms, positiveArms } from "./arms.ts";
import type { Item } from "./arms.ts";
import { abortDrafts, abortFindings, bodyFindings, redirectDrafts } from "./bodies.ts";
import { lowerConnections } from "./connections.ts";
import { hiddenPort } from "./hidden-port.ts";
import { actionKey, mostRules, packObjects } from "./objects.ts";
import type { RouteContent } from "./objects.ts";
import { strictly } from "./orders.ts";
import type { Orders } from "./orders.ts";
import { emptyPiece, joinPieces, refused } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { retryDrafts } from "./retries.ts";
import { needsRpc } from "./rpc.ts";
import { httpStyle, rpcStyle } from "./styles.ts";
import type { RouteStyle } from "./styles.ts";

/** Routes of the service's ports, with what its routes give up. */
export function lowerRoutes(service: Service, context: Context): Piece {
  const routes = [...new Set(service.ports.flatMap(({ arms }) => arms.map(({ route }) => route)))];
  const findings = [...routes.flatMap(bodyFindings), ...service.ports.flatMap(({ protocol, arms }) => [...new Set(arms.map(({ route }) => route))].flatMap((route) => abortFindings(route, protocol)))];
  const drafts = routes.flatMap((route) => routeDrafts(route, service.ports.some((port) => needsRpc(port) && port.arms.some((arm) => arm.route === route)) ? rpcStyle : httpStyle));
  const ports = findings.length > 0 ? [] : service.ports.map((port) => lowerPort(service, port, context));
  return joinPieces([{ manifests: [], drafts, diagnostics: findings }, ...ports]);
}

function routeDrafts(route: Route, { kind }: RouteStyle): readonly Draft[] {
  const { action } = route;
  const several = action.kind === "forward" && action.backends.filter(({ weight }) => weight > 0).length > 1;
  const note = "the share of a backend without ready endpoints goes to the others";
  return [...retryDrafts(route, kind === "GRPCRoute" ? "grpc" : "http"), ...redirectDrafts(route), ...abortDrafts(route), ...(several ? [remark("note", { field: `route.${route.name}.split`, route: route.name, note, origin: action.origin })] : [])];
}

function lowerPort(service: Service, port: ServicePort, context: Context): Piece {
  if (port.protocol === "tcp" || port.protocol === "tls") return lowerConnections(service, port, portArms(port, service), context);
  const style = needsRpc(port) ? rpcStyle : httpStyle;
  const positive = positiveArms(port, service, context.model.mesh.clusterDomain, style.kind);
  if (!positive.ok) return refused(...positive.diagnostics);
  if (positive.arms.length === 0) return emptyPiece;
  const hidden = hiddenPort(service, port, context);
  if (hidden !== null) return refused(hidden);
  const made = closedObjects(positive.arms, port.port, style, context.profile);
  if (made.kind === "clash") return refused(clashFinding(made.clash));
  if (made.kind === "large") return refused(linkerdDiagnostics["linkerd-too-many-rules"].report({ at: port.origin, with: { what: `port ${port.port}`, count: made.rules, most: mostRules } }));
  const assumed = remark("assumed", { field: "routes", note: "proxies rank routes by the length of the matched path, as all do up to 2.366", origin: port.origin });
  return { manifests: made.objects.map((object, index) => manifestOf(service, port, style, object, index, context)), drafts: made.assumed ? [assumed] : [], diagnostics: [] };
}

type Made =
  | { readonly kind: "made"; readonly objects: readonly RouteContent[]; readonly assumed: boolean }
  | { readonly kind: "clash"; readonly clash: Clash<Item> }
  | { readonly kind: "large"; readonly rules: number };

/** The first choice of orders that works, else why the last one does not. */
function closedObjects(arms: readonly OrderedArm<Item>[], port: number, style: RouteStyle, profile: Profile): Made {
  const tries = style.orders(profile).flatMap((orders) => [() => closedIn(arms, port, style, orders, false), () => closedIn(arms, port, style, orders, true)]);
  let last: Made = { kind: "large", rules: arms.length };
  for (const attempt of tries) {
    const made = attempt();
    if (made.kind === "made") return made;
    last = made;
  }
  return last;
}

/** The most headers or query parameters of a match that the CRD takes. */
const mostConditions = 16;

/** Closes the list and packs it; `strict` closes it so that no two arms tie, for where one object cannot hold them. */
function closedIn(arms: readonly OrderedArm<Item>[], port: number, style: RouteStyle, { orders, assumed }: Orders, strict: boolean): Made {
  const key = actionKey(port, style);
  const closed = closeOrder(arms, strict ? orders.map(strictly) : orders, key);
  if (!closed.ok) return { kind: "clash", clash: closed.clash };
  const wide = closed.arms.find(({ match }) => match.headers.length > mostConditions || match.query.length > mostConditions);
  if (wide !== undefined) return { kind: "clash", clash: { kind: "too-many", earlier: wide.item, later: wide.item, witness: "its calls" } };
  const packed = packObjects(closed.arms, port, orders, style);
  if (packed.kind === "packed") return { kind: "made", objects: packed.objects, assumed };
  if (packed.kind === "large") return { kind: "large", rules: packed.rules };
  const [first, second = first] = arms;
  if (first === undefined || second === undefined) throw new Error("arms tie only with others");
  return { kind: "clash", clash: { kind: "rank-unknown", earlier: first.item, later: second.item, witness: "some call" } };
}

function clashFinding({ kind, earlier, later, witness }: Clash<Item>): Diagnostic {
  const why = { "rank-unknown": "the ranking of the two is not known, or rests on the age of objects", absence: "only the absence of a route says that nothing is there", "too-many": "that needs too many more specific routes" };
  return linkerdDiagnostics["linkerd-order-clash"].report({ at: earlier.arm.origin, with: { earlier: earlier.arm.route.name, later: later.arm.route.name, witness, why: why[kind] }, related: [{ origin: later.arm.origin, note: "the later route" }] });
}

function manifestOf(service: Service, port: ServicePort, { kind }: RouteStyle, { annotations, hostnames, rules, sources }: RouteContent, index: number, { profile }: Context): Manifest {
  const { namespace, name } = service.id;
  const own = labelName(name, `${port.port}`, ...(index === 0 ? [] : [`${index + 1}`]));
  const metadata = { name: own, namespace, ...(Object.keys(annotations).length > 0 && { annotations: annotations as Readonly<Record<string, string>> }) };
  const parentRefs = [{ group: "core", kind: "Service", name, namespace, port: port.port }];
  const version = atLeast(profile.version, "2.18") ? "v1" : kind === "GRPCRoute" ? "v1alpha2" : "v1beta1";
  return { object: { apiVersion: `gateway.networking.k8s.io/${version}`, kind, metadata, spec: { parentRefs, ...(hostnames.length > 0 && { hostnames }), rules } }, sources: [...sources, service.origin] };
}
