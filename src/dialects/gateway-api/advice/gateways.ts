import { groupBy } from "../../../support/group-by.ts";
import type { AnyRoute, HttpRoute } from "../link/candidate.ts";
import { attachments, ownerOf, routeHosts } from "../link/attach.ts";
import type { Attachment } from "../link/attach.ts";
import { covers, intersection } from "../link/hostnames.ts";
import type { Linking } from "../link/linking.ts";
import { readListeners } from "../link/listeners.ts";
import type { GatewayResource, OpenListener } from "../link/listeners.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** What a Gateway and the routes that attach to it mean together, and hardly should. */
export function adviseGateway(gateway: GatewayResource, linking: Linking): void {
  adviseClients(gateway, { at: gateway.at, found: linking.found });
  // What is wrong with listeners and attachment was said when they were linked.
  const listeners = readListeners(gateway, linking.around, { at: gateway.at, found: [] });
  const attached = attachments({ ...linking, found: [] }, gateway, listeners);
  const inside = new Map(listeners.map((each) => [each, listenersInside(each, listeners)]));
  const routes = new Map([...groupBy(attached, ({ listener }) => listener)].map(([listener, list]) => [listener, new Set(list.map(({ route }) => route))]));
  const entries = groupBy(attached, ({ route }) => route);
  for (const one of attached) {
    const reading = { at: one.route.at, found: linking.found };
    advisePlainHttp(one, entries.get(one.route) ?? [], gateway, reading);
    adviseOtherListeners(one, inside.get(one.listener) ?? [], routes, reading);
    if (one.route.kind === "HTTPRoute") adviseRedirects(one.route, one.listener, gateway, reading);
  }
}

/** Listeners of the port to which names under those of this one belong. */
function listenersInside(at: OpenListener, all: readonly OpenListener[]): readonly OpenListener[] {
  return all.filter(({ listener: { port, protocol }, host }) => host !== at.host && port === at.listener.port && protocol === at.listener.protocol && covers(at.host, host) && ownerOf(host, at, all) === host);
}

/** Callers whose certificate is wrong (`kubernetes-sigs/gateway-api:geps/gep-91/index.md`). */
function adviseClients({ spec: { tls }, id }: GatewayResource, reading: Reading): void {
  const { default: usual, perPort = [] } = tls?.frontend ?? {};
  const path = ["spec", "tls", "frontend"];
  const check = (mode: string | undefined, place: readonly (string | number)[], port: number | null): void => {
    if (mode === "AllowInsecureFallback") tell(reading, say["gateway-api-any-client"], [...path, ...place, "validation", "mode"], { gateway: id.name, port });
  };
  check(usual?.validation?.mode, ["default"], null);
  perPort.forEach(({ port, tls: own }, index) => check(own.validation?.mode, ["perPort", index, "tls"], port));
}

/** Both on a listener without TLS and on one with it, by an entry that names neither; a rule that only redirects is what plain HTTP is usually for. */
function advisePlainHttp({ route, listener: { listener }, path }: Attachment, entries: readonly Attachment[], gateway: GatewayResource, reading: Reading): void {
  const index = Number(path[2]);
  const ref = route.spec.parentRefs?.[index];
  const secure = entries.some((other) => other.path[2] === index && other.listener.listener.protocol === "https");
  const answers = route.kind === "HTTPRoute" && (route.spec.rules ?? []).every(({ filters = [] }) => filters.some(({ type }) => type === "RequestRedirect"));
  if (listener.protocol !== "http" || !secure || answers || ref?.sectionName !== undefined || ref?.port !== undefined) return;
  tell(reading, say["gateway-api-plain-http-too"], [...path, "name"], { gateway: gateway.title, listener: listener.name });
}

/** Names below those of the listener that belong to another one, where the route means them or nobody serves them (`kubernetes-sigs/gateway-api:site/content/en/docs/concepts/traffic-matching.md`). */
function adviseOtherListeners({ route, path }: Attachment, inside: readonly OpenListener[], routes: ReadonlyMap<OpenListener, ReadonlySet<AnyRoute>>, reading: Reading): void {
  const written = routeHosts(route);
  const left = inside.filter((other) => routes.get(other)?.has(route) !== true && !written.includes(other.host));
  const section = route.spec.parentRefs?.[Number(path[2])]?.sectionName === undefined ? "name" : "sectionName";
  const meant = left.flatMap((other) => {
    const index = written.findIndex((host) => host !== "*" && covers(host, other.host));
    const abandoned = !routes.has(other) && written.some((host) => intersection(host, other.host) === other.host);
    return index >= 0 ? [{ other, place: ["spec", "hostnames", index] }] : abandoned ? [{ other, place: [...path, section] }] : [];
  });
  const [first] = meant;
  if (first !== undefined) tell(reading, say["gateway-api-host-left-out"], first.place, { hostname: first.other.host, other: first.other.listener.name, more: meant.length - 1 });
}

const usualPorts = { http: 80, https: 443 } as const;

/** Redirects whose port nobody wrote (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRequestRedirectFilter.Port). */
function adviseRedirects(route: HttpRoute, { listener }: OpenListener, gateway: GatewayResource, reading: Reading): void {
  const own = listener.protocol === "https" ? "https" : "http";
  route.spec.rules?.forEach(({ filters = [] }, rule) => {
    filters.forEach(({ requestRedirect }, index) => {
      if (requestRedirect === undefined || requestRedirect.port !== undefined) return;
      const { scheme, hostname } = requestRedirect;
      const to = scheme === undefined ? listener.port : usualPorts[scheme];
      const place = ["spec", "rules", rule, "filters", index, "requestRedirect"];
      const ports = gateway.spec.listeners.filter(({ protocol }) => protocol.toLowerCase() === scheme).map(({ port }) => port);
      const here = hostname === undefined || (route.spec.hostnames ?? []).includes(hostname);
      if (scheme !== undefined && ports.includes(to)) return;
      if (scheme !== undefined && here && ports.length > 0) {
        tell(reading, say["gateway-api-redirect-to-nowhere"], [...place, "scheme"], { scheme, port: to, gateway: gateway.title, listeners: ports.join(", ") });
      } else if (listener.port !== usualPorts[own]) {
        tell(reading, say["gateway-api-redirect-port-of-listener"], place, { from: listener.port, to }, { part: "key" });
      }
    });
  });
}
