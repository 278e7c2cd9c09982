import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, HeaderEdits, Retry, Route, Service, ServicePort, Wish } from "../../../model/index.ts";
import { durationText } from "../../../support/duration.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { approximation } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { headerForms, holdsAlways, matchFields, queryFields } from "./conditions.ts";
import type { Context } from "./context.ts";
import { reference } from "./names.ts";
import { compact, object } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";
import { chainProtocol, wordOf } from "./registry.ts";
import { retryDrafts, retryFields } from "./retries.ts";
import { pathForms } from "./rewrites.ts";
import { leadTo, virtualManifests } from "./splits.ts";
import type { VirtualService } from "./splits.ts";

/** Name of the subset that no instance is in. */
export const emptySubset = "meshwright-none";

/**
 * The router of a service that speaks HTTP, with one route for each way in which an arm can hold, in the order of the
 * arms. It always ends in an unconditional route: the one that Consul appends waits 15 seconds, and forwards what the
 * policy does not (`hashicorp/consul:agent/consul/discoverychain/compile.go`).
 */
export function lowerRouter(service: Service, context: Context): Piece {
  const [port] = service.ports;
  if (port === undefined || wordOf(chainProtocol(service)) === "tcp") return { manifests: [], drafts: [], diagnostics: [] };
  const arms = reachable(port);
  const parts = arms.map((arm) => lowerArm(arm, port, service, context));
  const open = needsTail(port);
  const routes = [...parts.flatMap((part) => part.routes), ...(open ? [tail(service, context)] : [])];
  const virtuals = distinct(parts.flatMap((part) => part.virtuals));
  const router = object("ServiceRouter", service.id, { routes }, [service.origin, ...arms.map((arm) => arm.origin)]);
  return {
    manifests: [router, ...virtuals.flatMap((virtual) => virtualManifests(virtual, wordOf(port.protocol)))],
    drafts: [...parts.flatMap((part) => part.drafts), ...(open ? [tailDraft(port)] : [])],
    diagnostics: parts.flatMap((part) => part.diagnostics),
  };
}

/**
 * The arms up to the first that always holds; without arms, one that forwards. An arm for none of the methods never holds,
 * and an empty list would mean all of them.
 */
export function reachable(port: ServicePort): readonly Arm[] {
  if (port.arms.length === 0) return [forwardingArm(port)];
  const last = port.arms.findIndex(({ when }) => holdsAlways(when));
  const living = last < 0 ? port.arms : port.arms.slice(0, last + 1);
  return living.filter(({ when }) => when.methods?.length !== 0);
}

/** Whether calls can fall through all arms of the port. */
export function needsTail(port: ServicePort): boolean {
  return port.arms.length > 0 && (!port.arms.some(({ when }) => holdsAlways(when)) || port.arms.some(({ route }) => route.action.kind === "unroutable"));
}

function forwardingArm(port: ServicePort): Arm {
  const unsaid = { rewrite: null, requestHeaders: null, responseHeaders: null, cors: null, deadlineMs: null, idleTimeoutMs: null, retry: null, delay: null, abort: null };
  const when = { path: null, methods: null, headers: [], query: [], authority: null, claims: [], callers: null, sni: null };
  return { when, route: { ...unsaid, name: "all", origin: port.origin, action: port.fallback, mirrors: [] }, origin: port.origin };
}

interface ArmPiece {
  readonly routes: readonly Json[];
  readonly virtuals: readonly VirtualService[];
  readonly drafts: readonly Draft[];
  readonly diagnostics: readonly Diagnostic[];
}

function lowerArm(arm: Arm, port: ServicePort, service: Service, context: Context): ArmPiece {
  const { when, route } = arm;
  const { action } = route;
  const query = queryFields(when.query);
  const headers = headerForms(when.headers);
  const paths = pathForms(when.path, route.rewrite?.path ?? null, context.profile.version);
  const retries = retryVariants(route, port, when.methods);
  const rewriting = "problem" in paths ? [rewriteFinding(route, paths.problem)] : [];
  const diagnostics = [...query.diagnostics, ...headers.diagnostics, ...rewriting, ...retries.diagnostics, ...headerFindings(route)];
  if ("problem" in paths || diagnostics.length > 0) return { routes: [], virtuals: [], drafts: [], diagnostics };
  const led = action.kind === "forward" ? leadTo(action, route, service, context) : { destination: emptyDestination(service, context), virtual: null, drafts: [] };
  const routes = paths.flatMap(({ path, prefixRewrite }) =>
    headers.forms.flatMap((header) =>
      retries.variants.map(({ methods, retry }) => {
        const match = { ...path, ...matchFields(header, query.fields, methods) };
        return routeOf(match, compact({ ...led.destination, prefixRewrite: prefixRewrite ?? undefined, ...optionsOf(route, retry) }));
      }),
    ),
  );
  return { routes, virtuals: led.virtual === null ? [] : [led.virtual], drafts: [...led.drafts, ...retryDrafts(route)], diagnostics };
}

function routeOf(match: Json, destination: Json): Json {
  const root = Object.keys(match).length === 1 && match["pathPrefix"] === "/" && destination["prefixRewrite"] === undefined;
  return root || Object.keys(match).length === 0 ? { destination } : { match: { http: match }, destination };
}

/** Both timers are always written: unset, a call ends after 15 seconds and a stream after 5 idle minutes. */
function optionsOf(route: Route, retry: Retry | null): Json {
  return compact({
    requestTimeout: timer(route.deadlineMs),
    idleTimeout: timer(route.idleTimeoutMs),
    ...retryFields(retry),
    requestHeaders: headerChanges(route.requestHeaders),
    responseHeaders: headerChanges(route.responseHeaders),
  });
}

function timer(wish: Wish<number> | null): string {
  return wish === null ? "-1s" : durationText(wish.value);
}

/** Values are formats to Envoy, so that a percent sign is doubled (`envoyproxy/envoy:docs/root/configuration/http/http_conn_man/headers.rst`). */
function headerChanges(wish: Wish<HeaderEdits> | null): Json | undefined {
  if (wish === null) return undefined;
  const { set, add, remove } = wish.value;
  const escaped = (values: Readonly<Record<string, string>>): Json | undefined => {
    const entries = Object.entries(values);
    return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll("%", "%%")]));
  };
  return compact({ add: escaped(add), set: escaped(set), remove: remove.length > 0 ? remove : undefined });
}

interface RetryVariants {
  readonly variants: readonly { readonly methods: readonly string[] | null; readonly retry: Retry | null }[];
  readonly diagnostics: readonly Diagnostic[];
}

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

/** Envoy repeats whatever the method, so that retries for some methods are a route of their own before the others'. */
function retryVariants(route: Route, port: ServicePort, methods: readonly string[] | null): RetryVariants {
  const retry = route.retry?.value ?? null;
  const repeated = retry?.methods ?? null;
  if (repeated === null) return { variants: [{ methods, retry }], diagnostics: [] };
  if (port.protocol === "grpc" && !repeated.includes("POST")) {
    return { variants: [], diagnostics: [consulDiagnostics["retries-by-method-name"].report({ at: route.retry?.origin ?? route.origin, with: { route: route.name } })] };
  }
  const within = (methods ?? usualMethods).filter((method) => repeated.includes(method));
  const rest = methods === null ? null : methods.filter((method) => !repeated.includes(method));
  const first = within.length === 0 ? [] : [{ methods: within, retry }];
  return { variants: rest?.length === 0 ? first : [...first, { methods: rest, retry: null }], diagnostics: [] };
}

function rewriteFinding(route: Route, why: string): Diagnostic {
  const value = route.rewrite?.path?.value ?? "";
  return consulDiagnostics["rewrite-cannot-be-said"].report({ at: route.rewrite?.path?.origin ?? route.origin, with: { route: route.name, value, why } });
}

function headerFindings(route: Route): readonly Diagnostic[] {
  const edits = [route.requestHeaders, route.responseHeaders].flatMap((wish) => (wish === null ? [] : [wish]));
  return edits.flatMap(({ value, origin }) => {
    const names = [...Object.keys(value.set), ...Object.keys(value.add), ...value.remove];
    const reserved = names.filter((name) => name.startsWith(":") || name.toLowerCase() === "host");
    return reserved.map((header) => consulDiagnostics["header-cannot-be-changed"].report({ at: origin, with: { route: route.name, header } }));
  });
}

function emptyDestination(service: Service, { profile }: Context): Json {
  return { ...reference(service.id, service.id, profile), serviceSubset: emptySubset };
}

function tail(service: Service, context: Context): Json {
  return { destination: { ...emptyDestination(service, context), requestTimeout: "-1s", idleTimeout: "-1s" } };
}

function tailDraft(port: ServicePort): Draft {
  return approximation({
    feature: "noMatch",
    field: "routes.noMatch",
    consent: "routes.noMatch",
    direction: "different",
    effects: ["outcome"],
    note: "a call that no route takes is answered 503 by the caller's proxy instead of 404",
    origin: port.origin,
  });
}

function distinct(virtuals: readonly VirtualService[]): readonly VirtualService[] {
  return virtuals.filter((virtual, index) => virtuals.findIndex(({ name }) => name.name === virtual.name.name) === index);
}
