import type { Abort, Cors, Delay, HeaderEdits, Rewrite, Wish } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { percentFraction } from "../../../support/fraction.ts";
import type { Destination, FragmentBackend, FragmentMirror, FragmentRoute } from "../../fragment.ts";
import { below, entries, items, originOf, type Place, wish, wishOfFields } from "../place.ts";
import { positiveMatch, withoutEndSlash } from "./matches.ts";
import { readRetry } from "./retry.ts";
import { durationMs, serviceReference } from "./scalars.ts";

/** What happens to the calls of a route; `service` is the policy's own service. */
export function readRouteBody(place: Place, route: Policy.Route, service: string): FragmentRoute {
  const { name, rewrite, headers, cors, deadline, idleTimeout, retry, fault } = route;
  return {
    name,
    origin: originOf(place),
    action: readAction(place, route, service),
    mirrors: readMirrors(below(place, "mirror"), route.mirror, service),
    rewrite: rewrite === undefined ? null : readRewrite(below(place, "rewrite"), rewrite),
    requestHeaders: readEdits(below(place, "headers", "request"), headers?.request),
    responseHeaders: readEdits(below(place, "headers", "response"), headers?.response),
    cors: cors === undefined ? null : wish(below(place, "cors"), readCors(cors)),
    deadlineMs: deadline === undefined ? null : wish(below(place, "deadline"), deadline === "none" ? deadline : durationMs(deadline)),
    idleTimeoutMs: idleTimeout === undefined ? null : wish(below(place, "idleTimeout"), durationMs(idleTimeout)),
    retry: retry === undefined ? null : wishOfFields(below(place, "retry"), retry, retry === "none" ? retry : readRetry(retry)),
    delay: fault?.delay === undefined ? null : wish(below(place, "fault", "delay"), readDelay(fault.delay, fault.until)),
    abort: fault?.abort === undefined ? null : wish(below(place, "fault", "abort"), readAbort(fault.abort, fault.until)),
  };
}

function readAction(place: Place, route: Policy.Route, service: string): FragmentRoute["action"] {
  const { to, split, redirect, respond } = route;
  if (redirect !== undefined) return readRedirect(below(place, "redirect"), redirect);
  if (respond !== undefined) {
    return { kind: "respond", status: respond.status, body: respond.body ?? null, origin: originOf(below(place, "respond")) };
  }
  if (split !== undefined) return readSplit(below(place, "split"), split, service);
  const at = to === undefined ? below(place, "name") : below(place, "to");
  const origin = originOf(at);
  return { kind: "forward", backends: [{ to: destination(at, to ?? service, service), weight: 1, origin }], origin };
}

function readSplit(place: Place, split: Policy.Split, service: string): FragmentRoute["action"] {
  return { kind: "forward", backends: splitShares(place, split).map((share) => readShare(share, service)), origin: originOf(place) };
}

interface Share {
  readonly to: string;
  readonly weight: number;
  readonly at: Place;
  readonly toAt: Place;
}

function readShare({ to, weight, at, toAt }: Share, service: string): FragmentBackend {
  return { to: destination(toAt, to, service), weight, origin: originOf(at) };
}

/** The shares of a split in either spelling. */
export function splitShares(place: Place, split: Policy.Split): readonly Share[] {
  if (isShareList(split)) return items(place, split).map(([{ to, weight }, at]) => ({ to, weight, at: below(at, "weight"), toAt: below(at, "to") }));
  return entries(place, split).map(([to, weight, at]) => ({ to, weight, at, toAt: at }));
}

function isShareList(split: Policy.Split): split is Extract<Policy.Split, readonly unknown[]> {
  return Array.isArray(split);
}

/** A version by its bare name; the service's own name is all of it; anything with a slash is another Service. */
function destination(place: Place, text: string, service: string): Destination {
  const origin = originOf(place);
  if (!text.includes("/") && text !== service) return { kind: "version", version: text, origin };
  return { kind: "service", ...serviceReference(text, place.namespace), origin };
}

/** The mirrors of a route in either spelling. */
export function mirrorEntries(place: Place, mirror: Policy.Route["mirror"]): readonly (readonly [Policy.MirrorEntry, Place])[] {
  if (mirror === undefined) return [];
  return Array.isArray(mirror) ? items(place, mirror) : [[mirror, place]];
}

function readMirrors(place: Place, mirror: Policy.Route["mirror"], service: string): readonly FragmentMirror[] {
  return mirrorEntries(place, mirror).map(([{ to, percent = 100 }, at]) => ({
    to: destination(below(at, "to"), to, service),
    share: percentFraction(percent),
    origin: originOf(at),
  }));
}

function readRewrite(place: Place, rewrite: NonNullable<Policy.Route["rewrite"]>): Rewrite {
  const { path, authority } = rewrite;
  return {
    path: readPathEdit(below(place, "path"), path),
    authority: authority === undefined ? null : wish(below(place, "authority"), authority),
    origin: originOf(place),
  };
}

function readPathEdit(place: Place, edit: Policy.PathEdit | undefined): Rewrite["path"] {
  if (edit?.prefix !== undefined) return { kind: "prefix", value: withoutEndSlash(edit.prefix), origin: originOf(below(place, "prefix")) };
  return edit?.full === undefined ? null : { kind: "full", value: edit.full, origin: originOf(below(place, "full")) };
}

function readRedirect(place: Place, redirect: Policy.Redirect): FragmentRoute["action"] {
  return {
    kind: "redirect",
    status: redirect.status ?? 302,
    scheme: redirect.scheme ?? null,
    host: redirect.host ?? null,
    port: redirect.port ?? null,
    path: readPathEdit(below(place, "path"), redirect.path),
    origin: originOf(place),
  };
}

function readEdits(place: Place, edits: Policy.HeaderEdits | undefined): Wish<HeaderEdits> | null {
  if (edits === undefined) return null;
  const { set = {}, add = {}, remove = [] } = edits;
  return wish(place, { set: lowerKeys(set), add: lowerKeys(add), remove: remove.map((name) => name.toLowerCase()) });
}

function lowerKeys(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}

function readCors(cors: Policy.Cors): Cors {
  const { allowOrigins, allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge, allowCredentials = false } = cors;
  return {
    allowOrigins: allowOrigins.map((origin) => (origin === "*" ? { kind: "regex", value: ".*" } : positiveMatch(origin))),
    allowMethods,
    allowHeaders: allowHeaders.map((name) => name.toLowerCase()),
    exposeHeaders: exposeHeaders.map((name) => name.toLowerCase()),
    maxAgeMs: maxAge === undefined ? null : durationMs(maxAge),
    allowCredentials,
  };
}

type Fault = NonNullable<Policy.Route["fault"]>;

function readDelay(delay: NonNullable<Fault["delay"]>, until: string | undefined): Delay {
  return { share: percentFraction(delay.percent), durationMs: durationMs(delay.duration), until: until ?? null };
}

function readAbort(abort: NonNullable<Fault["abort"]>, until: string | undefined): Abort {
  return { share: percentFraction(abort.percent), status: abort.status, until: until ?? null };
}
