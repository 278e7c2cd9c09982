import type { Arm, Manifest } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { closeOrder, everyCall, specifiedOrder } from "../../route-order/index.ts";
import type { ClosedArm } from "../../route-order/index.ts";
import { atLeast } from "../versions.ts";
import { backendRefs, splitFindings } from "./backends.ts";
import { emptyPiece, joinPieces, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { notHere } from "./route-checks.ts";

/** What the routes of one port of connections have in common. */
export interface Place {
  readonly name: string;
  readonly namespace: string;
  readonly parentRefs: (host: string | null) => readonly Json[];
}

/** A TCPRoute that takes every connection, or TLSRoutes by server name. */
export function connectionRoutes(arms: readonly Arm[], protocol: "tcp" | "tls", place: Place, origin: Origin, context: Context): Piece {
  const problems = arms.flatMap(({ route }) => fieldProblems(route));
  if (problems.length > 0) return refusedPiece(...problems);
  const [first, ...rest] = arms;
  if (first === undefined) return emptyPiece;
  if (first.when.sni === null && context.table["tcp.split"].kind === "unsupported") return refusedPiece(notHere("match.sni", first.route, "one route for every connection is a TCPRoute, which this channel does not have yet"));
  if (first.when.sni === null) return connectionRoute({ kind: "TCPRoute", arm: first, hostnames: [], parentRefs: place.parentRefs(null), name: place.name }, place, origin, context);
  const open = rest.find(({ when }) => when.sni === null);
  if (protocol === "tcp" || open !== undefined) return refusedPiece(notHere("match.sni", (open ?? first).route, "either every route names server names, or one takes every connection"));
  return serverRoutes(arms, place, origin, context);
}

/** The most specific server name wins, so the order of the list must be that of the names. */
function serverRoutes(arms: readonly Arm[], place: Place, origin: Origin, context: Context): Piece {
  const named = arms.flatMap((arm) => (arm.when.sni ?? []).map((host) => ({ match: { ...everyCall, host: host === "*" ? null : host.toLowerCase() }, item: arm })));
  const closed = closeOrder(named, [specifiedOrder], actionKey, { most: 512 });
  const everything = arms.find(({ when, route }) => when.sni?.includes("*") === true && route.action.kind !== "unroutable");
  if (everything !== undefined) return refusedPiece(notHere("match.sni", everything.route, "a TLSRoute names server names, and `*` is none"));
  if (!closed.ok) return refusedPiece(notHere("match.sni", closed.clash.later.route, `a more specific name outranks route \`${closed.clash.earlier.route.name}\``));
  const parts = arms.flatMap((arm) => partsOf(arm, closed.arms, place));
  return joinPieces(parts.map((part, index) => connectionRoute({ ...part, kind: "TLSRoute", name: index === 0 ? place.name : `${place.name}.part-${index + 1}` }, place, origin, context)));
}

function actionKey({ route: { action } }: Arm): string | null {
  return action.kind === "unroutable" ? null : JSON.stringify(action);
}

type Part = Pick<Connections, "arm" | "hostnames" | "parentRefs">;

/** The names of an arm, those of one parent together. */
function partsOf(arm: Arm, closed: readonly ClosedArm<Arm>[], place: Place): readonly Part[] {
  const hosts = [...new Set(closed.flatMap(({ match, item }) => (item === arm && match.host !== null ? [match.host] : [])))];
  const parents = (host: string): string => JSON.stringify(place.parentRefs(host));
  return [...new Set(hosts.map(parents))].map((key) => {
    const hostnames = hosts.filter((host) => parents(host) === key);
    return { arm, hostnames, parentRefs: place.parentRefs(hostnames[0] ?? null) };
  });
}

interface Connections {
  readonly kind: "TCPRoute" | "TLSRoute";
  readonly arm: Arm;
  readonly hostnames: readonly string[];
  readonly parentRefs: readonly Json[];
  readonly name: string;
}

function connectionRoute({ kind, arm: { route }, hostnames, parentRefs, name }: Connections, { namespace }: Place, origin: Origin, { profile: { version } }: Context): Piece {
  const { action } = route;
  if (action.kind !== "forward") return refusedPiece(notHere("route", route, "connections can only be forwarded"));
  const refs = backendRefs(action, namespace);
  if (refs.length === 0) return refusedPiece(notHere("split", route, "a route of connections has at least one backend"));
  const stable = atLeast(version, kind === "TCPRoute" ? "1.6" : "1.5");
  const manifest: Manifest = {
    object: {
      apiVersion: `gateway.networking.k8s.io/${stable ? "v1" : "v1alpha2"}`,
      kind,
      metadata: { name, namespace },
      spec: { parentRefs, ...(hostnames.length > 0 && { hostnames }), rules: [{ backendRefs: refs }] },
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
