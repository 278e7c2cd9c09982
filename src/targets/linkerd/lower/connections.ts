import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import type { Arm, Manifest, Service, ServicePort } from "../../../model/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { backendRefs } from "./bodies.ts";
import { hiddenPort } from "./hidden-port.ts";
import { compact, emptyPiece, refused } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";

/** An arm with the server names that it is the first to take; null: all. */
interface Named {
  readonly arm: Arm;
  readonly names: readonly string[] | null;
}

/**
 * TCPRoutes and TLSRoutes, one rule each: of several TCPRoutes only the oldest is looked at, and of TLSRoutes the one with
 * the most specific server name (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/tcp.rs`, `…/tls.rs`).
 */
export function lowerConnections(service: Service, port: ServicePort, arms: readonly Arm[], context: Context): Piece {
  if (arms.length === 0) return emptyPiece;
  const findings = arms.flatMap((arm) => armFindings(arm, port));
  const hidden = hiddenPort(service, port, context);
  const problems = [...new Map([...findings, ...(hidden === null ? [] : [hidden])].map((each) => [JSON.stringify([each.code, each.origin, each.message]), each])).values()];
  if (problems.length > 0) return refused(...problems);
  const named = port.protocol === "tcp" ? arms.slice(0, 1).map((arm): Named => ({ arm, names: null })) : firstTakers(arms);
  return { ...emptyPiece, manifests: named.map((each, index) => manifestOf(service, port, each, index)) };
}

/** Names that an earlier arm takes would win by being more specific, so they are left out. */
function firstTakers(arms: readonly Arm[]): readonly Named[] {
  const taken: string[] = [];
  let closed = false;
  return arms.flatMap((arm): readonly Named[] => {
    if (closed) return [];
    const written = [...new Set(arm.when.sni?.map((name) => name.toLowerCase()) ?? ["*"])];
    if (written.includes("*")) {
      closed = true;
      return [{ arm, names: null }];
    }
    const names = written.filter((name) => !taken.some((earlier) => nameCovers(earlier, name)));
    taken.push(...names);
    return names.length === 0 ? [] : [{ arm, names }];
  });
}

function nameCovers(wide: string, narrow: string): boolean {
  return wide === narrow || (wide.startsWith("*.") && narrow.replace(/^\*\./, "").endsWith(wide.slice(1)));
}

function armFindings({ route, when, origin }: Arm, { protocol }: ServicePort): readonly Diagnostic[] {
  const { action } = route;
  const wishes: readonly (readonly [string, { readonly origin: Arm["origin"] } | null | undefined])[] = [
    ["deadline", route.deadlineMs],
    ["idleTimeout", route.idleTimeoutMs],
    ["retry", route.retry],
    ["headers", route.requestHeaders ?? route.responseHeaders],
    ["fault", route.abort],
    ["match", when.path ?? when.headers[0] ?? when.query[0]],
    ["match.methods", when.methods === null && when.authority === null ? null : { origin }],
    ["route", action.kind === "forward" ? null : action],
    ["split", action.kind === "forward" && action.backends.every(({ weight }) => weight === 0) ? action : null],
  ];
  return wishes.flatMap(([field, wish]) => (wish == null ? [] : [linkerdDiagnostics["linkerd-not-for-connections"].report({ at: wish.origin, with: { field, protocol } })]));
}

function manifestOf(service: Service, { port, protocol }: ServicePort, { arm, names }: Named, index: number): Manifest {
  const { namespace, name } = service.id;
  const { route } = arm;
  const rules: readonly Json[] = [{ backendRefs: route.action.kind === "forward" ? backendRefs(route, route.action.backends) : [] }];
  const spec = compact({ parentRefs: [{ group: "core", kind: "Service", name, namespace, port }], hostnames: names ?? undefined, rules });
  const metadata = { name: labelName(name, `${port}`, ...(index === 0 ? [] : [`${index + 1}`])), namespace };
  return { object: { apiVersion: "gateway.networking.k8s.io/v1alpha2", kind: protocol === "tls" ? "TLSRoute" : "TCPRoute", metadata, spec }, sources: [route.origin, service.origin] };
}
