import { compareFractions, one, zero } from "../../../support/fraction.ts";
import type { Cors, Decision, FaultAnswer } from "../../../model/index.ts";
import type { TextPredicate } from "../../../model/predicate.ts";
import { noHeaderEdits } from "../../../model/edits.ts";
import { answer, notModelled } from "./answer.ts";
import type { Ask } from "./ask.ts";
import type { HttpCors, HttpEntry } from "./config.ts";
import { forward } from "./forward.ts";
import type { Way } from "./forward.ts";
import { pathEditOf } from "./mutations.ts";
import { redirect } from "./redirect.ts";
import { perTryTimeoutOf, retriesOf } from "./retries.ts";
import type { Candidate } from "./virtual-services.ts";

/**
 * Carries out a route in the order of the filters: fault, CORS, then the router
 * (istio/istio:pilot/pkg/networking/core/listener_builder.go).
 */
export function carryOut(way: Way, route: Candidate): Decision {
  const { ask } = way;
  const { entry, service } = route;
  const name = entry.name ?? null;
  ask.step(`VirtualService ${service.meta.namespace}/${service.meta.name} http${name === null ? "" : ` \`${name}\``} matched`, service.meta, route.match?.path ?? entry.path);
  const faults = entry.redirect === null && entry.respond === null ? faultsOf(entry) : [];
  const strange = faults.find((fault) => fault.kind === "abort" && fault.status > 599);
  if (strange !== undefined) return notModelled(ask, "Envoy refuses a fault with status 600, so what it runs is not known");
  const certain = faults.find((fault) => fault.kind === "abort" && compareFractions(fault.share, one) === 0);
  if (certain?.kind === "abort") return answer(ask, "respond", { status: certain.status, route: name, faults });
  if (entry.cors !== null && preflight(ask, entry.cors)) return answer(ask, "respond", { status: 200, route: name, faults, cors: corsOf(entry.cors) });
  if (entry.redirect !== null) return redirect(way, entry.redirect, route);
  if (entry.respond !== null) return respond(ask, entry, name);
  return send(way, route, faults);
}

function respond(ask: Ask, { respond: action, response, cors }: HttpEntry, route: string | null): Decision {
  const status = action?.status ?? 200;
  if (status > 599) return notModelled(ask, "Envoy refuses a direct response of status 600, so what it runs is not known");
  return answer(ask, "respond", { status, route, responseHeaders: response, cors: cors === null ? null : corsOf(cors) });
}

function send(way: Way, { entry, match }: Candidate, faults: readonly FaultAnswer[]): Decision {
  const { ask, mesh } = way;
  if (ask.question.protocol === "grpc" && ask.view.test({ dimension: "header:grpc-timeout", predicate: { kind: "present" } })) {
    ask.note("`grpc-timeout` of the request may shorten the timeout");
  }
  if (mesh.features.shadowHost && entry.mirrors.length > 0) ask.note("this release adds `-shadow` to the authority of mirrored calls");
  const journey = { ...entry, path: pathEditOf(entry.rewrite, match), authority: entry.rewrite?.authority ?? null };
  return forward(way, journey, {
    route: entry.name,
    deadlineMs: entry.timeoutMs,
    perTryTimeoutMs: perTryTimeoutOf(entry),
    retries: retriesOf(entry.retries, mesh.features),
    faults,
    cors: entry.cors === null ? null : corsOf(entry.cors),
  });
}

/** The route of a service that no VirtualService speaks for: no timeout, two retries. */
export function defaultRoute(way: Way, host: string, port: number): Decision {
  way.ask.step(`no VirtualService speaks for ${host}: the default route`);
  const destination = { host, subset: null, port, weight: 0, request: noHeaderEdits, response: noHeaderEdits };
  const journey = { destinations: [destination], mirrors: [], path: { kind: "keep" } as const, authority: null, request: noHeaderEdits, response: noHeaderEdits };
  return forward(way, journey, { retries: retriesOf(null, way.mesh.features) });
}

function faultsOf({ fault }: HttpEntry): readonly FaultAnswer[] {
  const delay = fault?.delay ?? null;
  const abort = fault?.abort ?? null;
  const delays: readonly FaultAnswer[] = delay === null ? [] : [{ kind: "delay", ...delay }];
  const aborts: readonly FaultAnswer[] = abort === null ? [] : [{ kind: "abort", ...abort }];
  return [...delays, ...aborts].filter(({ share }) => compareFractions(share, zero) > 0);
}

/** An origin that matches every text is any origin. */
function corsOf({ ignoreUnmatched: _, ...cors }: HttpCors): Cors {
  const allowOrigins = cors.allowOrigins.map((origin) => (origin.kind === "regex" && origin.value === ".*" ? ({ kind: "present" } as const) : origin));
  return { ...cors, allowOrigins };
}

/** An OPTIONS request of a browser that the proxy answers itself (istio/istio:pilot/pkg/networking/core/route/route.go, `TranslateCORSPolicy`). */
function preflight(ask: Ask, cors: HttpCors): boolean {
  const { view } = ask;
  if (!view.test({ dimension: "method", predicate: { kind: "exact", value: "OPTIONS" } })) return false;
  if (!view.test({ dimension: "header:access-control-request-method", predicate: { kind: "present" } })) return false;
  if (!view.test({ dimension: "header:origin", predicate: { kind: "present" } })) return false;
  const fits = cors.allowOrigins.some((origin) => view.test({ dimension: "header:origin", predicate: origin satisfies TextPredicate }));
  return fits || cors.ignoreUnmatched;
}
