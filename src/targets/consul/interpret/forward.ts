import type { BackendShare, Decision } from "../../../model/index.ts";
import { noHeaderEdits } from "../../../model/edits.ts";
import type { HeaderEdits, PathEdit } from "../../../model/edits.ts";
import { compareFractions, fraction, one, plus, zero } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import { authorize } from "./access.ts";
import type { Verdict } from "./access.ts";
import { answer, notModelled } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { ChainRoute, Leg } from "./chain.ts";
import { keyText, sameKey } from "./config.ts";
import type { RouteOptions, ServiceKey } from "./config.ts";
import { afterBoth, forwardedView, pathEditOf } from "./forwarded.ts";
import { retriesOf } from "./retries.ts";
import { settingsOf, upstreamOf } from "./settings.ts";
import { timesOf } from "./timers.ts";
import { namespaceOf, servicesOf } from "./world.ts";
import type { Mesh } from "./world.ts";

/** The service that was dialled, and on which port. */
export interface Dialled {
  readonly key: ServiceKey;
  readonly namespace: string;
  readonly port: number;
  readonly http: boolean;
}

const noOptions: RouteOptions = { prefixRewrite: "", requestTimeoutMs: null, idleTimeoutMs: null, retries: null, request: noHeaderEdits, response: noHeaderEdits };

interface Drawn {
  readonly leg: Leg;
  readonly share: Fraction;
  readonly verdict: Verdict | null;
}

/** Sends a call to the destinations of its route: changes, shares, the answer of each serving side, times and settings. */
export function forward(ask: Ask, mesh: Mesh, dialled: Dialled, route: ChainRoute): Decision {
  const options = route.route?.options ?? noOptions;
  const strange = strangeness(mesh, route.legs);
  if (strange !== null) return notModelled(ask, strange);
  const path = pathEditOf(ask.view, mesh, route.route?.match?.path ?? null, options);
  const headers = commonEdits(ask, route.legs.map(({ request }) => afterBoth(request, options.request)));
  const view = forwardedView(ask.view, path, headers);
  const drawn = draw(route.legs).map(({ leg, share }): Drawn => ({ leg, share, verdict: leg.target.filter.kind === "nothing" ? null : authorize(ask, mesh, leg.target.key, view, dialled.http) }));
  if (drawn.length === 0) return notModelled(ask, "all weights are cut down to 0, which Envoy refuses");
  const retries = dialled.http ? retriesOf(options.retries) : null;
  const requestTimeoutMs = route.route === null ? route.requestTimeoutMs : options.requestTimeoutMs;
  const times = dialled.http ? timesOf(ask, mesh, { ...options, requestTimeoutMs }, route.legs, retries !== null) : {};
  const response = commonEdits(ask, route.legs.map((leg) => afterBoth(leg.response, options.response)));
  const upstream = { path, authority: null, headers } satisfies { readonly path: PathEdit; readonly authority: null; readonly headers: HeaderEdits };
  return ended(ask, mesh, dialled, drawn, { upstream, responseHeaders: response, retries, ...times });
}

/** What of the destinations is not modelled. */
function strangeness({ config }: Mesh, legs: readonly Leg[]): string | null {
  for (const { target, weight } of legs) {
    const own = config.defaults.find(({ key }) => sameKey(key, target.key));
    if (own?.strange != null) return own.strange;
    if (own?.outside === true && !config.gateways.some(({ services }) => services.some((key) => key.name === "*" || sameKey(key, target.key)))) return `no terminating gateway lists ${keyText(target.key)}`;
    if (target.elsewhere) return "other datacenters and peers are not modelled";
    if (target.resolver !== null && config.broken.includes(target.resolver.meta)) return "the proxies refuse the resolver and keep the one before";
    if (target.filter.kind === "other" && weight > 0) return `the filter \`${target.filter.text}\` is not modelled`;
  }
  return config.proxyDefaults?.strange ?? null;
}

function commonEdits(ask: Ask, all: readonly HeaderEdits[]): HeaderEdits {
  const [first = noHeaderEdits, ...others] = all;
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) ask.unsupported("the splits change headers in different ways");
  return first;
}

/** Truncated hundredths over their sum: Envoy gets no total (hashicorp/consul:agent/xds/routes.go). */
function draw(legs: readonly Leg[]): readonly { readonly leg: Leg; readonly share: Fraction }[] {
  const total = legs.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? [] : legs.filter(({ weight }) => weight > 0).map((leg) => ({ leg, share: fraction(leg.weight, total) }));
}

function ended(ask: Ask, mesh: Mesh, dialled: Dialled, drawn: readonly Drawn[], fields: Partial<Decision>): Decision {
  const failed = total(drawn.filter(({ verdict }) => verdict === null));
  const shut = drawn.filter(({ verdict }) => verdict?.allowed === false);
  const refused = total(shut);
  const open = drawn.filter(({ verdict }) => verdict?.allowed === true);
  const status = shut[0]?.verdict?.status ?? null;
  const legs = drawn.map(({ leg }) => leg);
  const upstream = upstreamOf(ask, mesh, dialled.key, legs);
  const backends = open.map((each): BackendShare => ({ ...endpoints(ask, mesh, dialled, each), settings: settingsOf(ask, mesh, each.leg.target, legs, upstream) }));
  const all = shut.length > 0 && compareFractions(refused, one) === 0;
  for (const { leg, share } of drawn.filter(({ verdict }) => verdict === null)) ask.step(`no instance is in subset \`${leg.target.subset}\` of ${keyText(leg.target.key)}: ${share.num}/${share.den} answered 503`, leg.target.resolver?.meta);
  return answer(ask, all ? "refuse" : "forward", {
    ...fields,
    access: commonAccess(drawn),
    backends,
    failed: { status: 503, share: failed },
    refused: { status: status ?? (shut.length > 0 ? 503 : 403), share: refused },
    ...(all && { status }),
    reason: shut.find(({ verdict }) => verdict?.reason !== undefined)?.verdict?.reason ?? null,
  });
}

function total(drawn: readonly Drawn[]): Fraction {
  return drawn.reduce((sum, { share }) => plus(sum, share), zero);
}

function commonAccess(drawn: readonly Drawn[]): Decision["access"] {
  const [first, ...others] = drawn.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  if (first === undefined || others.some(({ allowed }) => allowed !== first.allowed)) return null;
  return { allowed: first.allowed, by: others.every(({ by }) => by === first.by) ? first.by : null };
}

function endpoints(ask: Ask, mesh: Mesh, dialled: Dialled, { leg: { target }, share, verdict }: Drawn): Omit<BackendShare, "settings"> {
  const namespace = namespaceOf(mesh, target.key, dialled.namespace);
  if (namespace === "several") ask.unsupported(`services of several namespaces are one \`${target.key.name}\` to Consul`);
  const labels = target.filter.kind === "labels" ? target.filter.labels : {};
  const access = { allowed: verdict?.allowed ?? false, by: verdict?.by ?? null };
  return { namespace, service: target.key.name, version: target.subset || null, labels, port: portOf(mesh, dialled, target.key), share, access };
}

/** A service registers one port: the one that was dialled, or the only one that is known. */
function portOf(mesh: Mesh, dialled: Dialled, key: ServiceKey): number {
  if (sameKey(key, dialled.key)) return dialled.port;
  const ports = servicesOf(mesh, key).flatMap((service) => service.ports.map(({ port }) => port));
  return ports.includes(dialled.port) ? dialled.port : (ports[0] ?? dialled.port);
}
