import type { Arm, Manifest } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { closeOrder, everyCall, specifiedOrder } from "../../route-order/index.ts";
import { atLeast } from "../versions.ts";
import { backendRefs, splitFindings } from "./backends.ts";
import { emptyPiece, joinPieces, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { notHere } from "./route-checks.ts";

/** What the routes of one port of connections have in common. */
export interface Place {
  readonly name: string;
  readonly namespace: string;
  readonly parentRefs: readonly Json[];
}

/** A TCPRoute that takes every connection, or TLSRoutes by server name. */
export function connectionRoutes(arms: readonly Arm[], protocol: "tcp" | "tls", place: Place, origin: Origin, context: Context): Piece {
  const { profile } = context;
  const problems = arms.flatMap(({ route }) => fieldProblems(route));
  if (problems.length > 0) return refusedPiece(...problems);
  const [first, ...rest] = arms;
  if (first === undefined) return emptyPiece;
  if (first.when.sni === null) return connectionRoute("TCPRoute", first, [], place.name, place, origin, atLeast(profile.version, "1.6"));
  const open = rest.find(({ when }) => when.sni === null);
  if (protocol === "tcp" || open !== undefined) return refusedPiece(notHere("match.sni", (open ?? first).route, "either every route names server names, or one takes every connection"));
  return serverRoutes(arms, place, origin, context);
}

/** The most specific server name wins, so the order of the list must be that of the names. */
function serverRoutes(arms: readonly Arm[], place: Place, origin: Origin, { profile }: Context): Piece {
  const named = arms.flatMap((arm) => (arm.when.sni ?? []).map((host) => ({ match: { ...everyCall, host: host === "*" ? null : host.toLowerCase() }, item: arm })));
  const closed = closeOrder(named, [specifiedOrder], ({ route }) => route.name, { most: 512 });
  const everything = arms.find(({ when }) => when.sni?.includes("*"));
  if (everything !== undefined) return refusedPiece(notHere("match.sni", everything.route, "a TLSRoute names server names, and `*` is none"));
  if (!closed.ok) return refusedPiece(notHere("match.sni", closed.clash.later.route, `a more specific name outranks route \`${closed.clash.earlier.route.name}\``));
  const pieces = arms.map((arm, index) => {
    const hosts = closed.arms.flatMap(({ match, item }) => (item === arm && match.host !== null ? [match.host] : []));
    const name = index === 0 ? place.name : `${place.name}.part-${index + 1}`;
    return hosts.length === 0 ? emptyPiece : connectionRoute("TLSRoute", arm, [...new Set(hosts)], name, place, origin, atLeast(profile.version, "1.5"));
  });
  return joinPieces(pieces);
}

function connectionRoute(kind: "TCPRoute" | "TLSRoute", { route }: Arm, hostnames: readonly string[], name: string, place: Place, origin: Origin, stable: boolean): Piece {
  const { action } = route;
  if (action.kind !== "forward") return refusedPiece(notHere("route", route, "connections can only be forwarded"));
  const refs = backendRefs(action, place.namespace);
  if (refs.length === 0) return refusedPiece(notHere("split", route, "a route of connections has at least one backend"));
  const manifest: Manifest = {
    object: {
      apiVersion: `gateway.networking.k8s.io/${stable ? "v1" : "v1alpha2"}`,
      kind,
      metadata: { name, namespace: place.namespace },
      spec: { parentRefs: place.parentRefs, ...(hostnames.length > 0 && { hostnames }), rules: [{ backendRefs: refs }] },
    },
    sources: [origin, route.origin],
  };
  return { ...emptyPiece, manifests: [manifest], diagnostics: splitFindings(action) };
}

function fieldProblems(route: Arm["route"]) {
  const fields = [
    ["deadline", route.deadlineMs],
    ["retry", route.retry],
    ["rewrite", route.rewrite],
    ["headers.request", route.requestHeaders],
    ["headers.response", route.responseHeaders],
    ["cors", route.cors],
    ["mirror", route.mirrors[0] ?? null],
  ] as const;
  return fields.flatMap(([field, wish]) => (wish === null ? [] : [notHere(field, route, "routes of connections have no such field", wish.origin)]));
}
