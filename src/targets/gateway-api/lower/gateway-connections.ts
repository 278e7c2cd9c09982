import type { Arm, Gateway, GatewayEntry, Listener } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { bareRoute, everyCall } from "../../../model/blank.ts";
import { armsOf, claimsOf, parentsOf, serviceOf } from "./claims.ts";
import type { Claim } from "./claims.ts";
import { connectionRoutes } from "./connections.ts";
import { meetingHost } from "./hosts.ts";
import type { WrittenListener } from "./listeners.ts";
import { emptyPiece, refusedPiece } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";

/** Whether a listener hands on connections instead of requests. */
export function isRaw({ protocol, tls }: Listener): boolean {
  return protocol === "tcp" || protocol === "tls" || tls?.mode === "passthrough";
}

/** The routes of a port that hands on connections: one TCPRoute, or TLSRoutes by server name. */
export function connectionsAtPort(gateway: Gateway, port: number, listeners: readonly WrittenListener[], context: Context): Piece {
  const claims = claimsOf(gateway, port, listeners);
  const problems = claims.flatMap(({ entry }) => entryProblems(gateway, entry, context));
  if (problems.length > 0) return refusedPiece(...problems);
  const plain = listeners.some(({ from }) => from.protocol === "tcp");
  const arms = plain ? armsOfFirst(claims[0], gateway, context) : claims.flatMap((claim) => armsWithin(claim, gateway, context));
  if (arms.length === 0) return emptyPiece;
  const parentRefs = (host: string | null) => parentsOf(gateway, port, host, listeners);
  const place = { name: `${gateway.id.name}.gateway-${port}`, namespace: gateway.id.namespace, parentRefs };
  return connectionRoutes(arms, plain ? "tcp" : "tls", place, gateway.origin, context);
}

/** Without names of hosts the first entry takes every connection. */
function armsOfFirst(claim: Claim | undefined, gateway: Gateway, { model }: Context): readonly Arm[] {
  return claim === undefined ? [] : armsOf(claim.entry, gateway, model);
}

/** The arms of an entry for its host, and then nothing: an entry that takes a server name does not pass it on. */
function armsWithin({ host, entry }: Claim, gateway: Gateway, { model }: Context): readonly Arm[] {
  const { origin } = entry;
  const end: Arm = { when: everyCall, origin, route: { ...bareRoute, name: `the end of ${host ?? "*"}`, origin, action: { kind: "unroutable", origin } } };
  return [...armsOf(entry, gateway, model), end].flatMap((arm) => {
    const names = (arm.when.sni ?? ["*"]).flatMap((name) => meetingHost(host, name === "*" ? null : name.toLowerCase()) ?? []);
    const everywhere = host === null && arm.when.sni === null;
    return names.length === 0 && !everywhere ? [] : [{ ...arm, when: { ...arm.when, sni: everywhere ? ["*"] : names } }];
  });
}

function entryProblems(gateway: Gateway, { path, port, leads, origin }: GatewayEntry, { model }: Context): readonly Diagnostic[] {
  const led = leads.kind === "service" ? serviceOf(leads.service, model)?.ports.find((each) => each.port === leads.servicePort) : undefined;
  const asked = led !== undefined && led.arms.length > 0 && led.protocol !== "tcp" && led.protocol !== "tls";
  const problem = path !== null ? `connections at port ${port} have no path` : asked ? `connections at port ${port} lead to a port whose routes ask about requests` : null;
  return problem === null ? [] : [gatewayApiDiagnostics["gateway-not-sayable"].report({ at: origin, with: { gateway: nameText(gateway.id), problem } })];
}
