import type { Cors, Forward, HeaderEdits, Redirect, Route, Wish } from "../../../model/index.ts";
import type { RankedPath } from "../../route-order/index.ts";
import { backendRefs, mirrorFilter } from "./backends.ts";
import { corsFilter } from "./cors.ts";
import { apiDuration } from "./durations.ts";
import type { Item } from "./items.ts";
import { pathModifier } from "./path-edits.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { retryStanza } from "./retries.ts";

/** Where a rule stands: the namespace and kind of its route, and the port that callers dial. */
export interface Spot {
  readonly namespace: string;
  readonly port: number;
  readonly kind: "HTTPRoute" | "GRPCRoute";
}

/** Everything of a rule but its matches, for one match; null for calls that are to find no rule. */
export function bodyOf(item: Item, path: RankedPath, spot: Spot): Json | null {
  const { route } = item.arm;
  switch (route.action.kind) {
    case "forward":
      return forwardBody(route, route.action, item, path, spot);
    case "redirect":
      return { filters: [...editFilters("Response", route.responseHeaders), redirectFilter(route.action, item, path, spot), ...corsFilters(route.cors)] };
    case "respond":
    case "unroutable":
      return null;
  }
}

/** A rule whose prefix is replaced may have one match only. */
export function replacesPrefix(body: Json): boolean {
  return JSON.stringify(body).includes('"ReplacePrefixMatch"');
}

function forwardBody(route: Route, action: Forward, item: Item, path: RankedPath, spot: Spot): Json {
  const filters = [
    ...editFilters("Request", route.requestHeaders),
    ...editFilters("Response", route.responseHeaders),
    ...rewriteFilters(route, item, path),
    ...route.mirrors.filter(({ share }) => share.num > 0n).map((mirror) => mirrorFilter(mirror, spot.namespace)),
    ...corsFilters(route.cors),
  ];
  const refs = backendRefs(action, spot.namespace);
  return compact({
    filters: filters.length === 0 ? undefined : filters,
    backendRefs: refs.length === 0 ? undefined : refs,
    ...(spot.kind === "HTTPRoute" && timing(route, item.retried)),
  });
}

/** No deadline is written as `0s`: without it the implementation's default holds. */
function timing(route: Route, retried: boolean): Json {
  const retry = retried ? (route.retry?.value ?? null) : null;
  const each = retry?.perTryTimeoutMs ?? null;
  return compact({
    timeouts: compact({ request: apiDuration(route.deadlineMs?.value ?? 0) ?? undefined, backendRequest: each === null ? undefined : (apiDuration(each) ?? undefined) }),
    retry: retry === null ? undefined : retryStanza(retry),
  });
}

function editFilters(side: "Request" | "Response", edits: Wish<HeaderEdits> | null): readonly Json[] {
  if (edits === null) return [];
  const { set, add, remove } = edits.value;
  const pairs = (values: Readonly<Record<string, string>>): readonly Json[] | undefined => {
    const entries = Object.entries(values).map(([name, value]) => ({ name, value }));
    return entries.length === 0 ? undefined : entries;
  };
  const fields = compact({ set: pairs(set), add: pairs(add), remove: remove.length === 0 ? undefined : remove });
  if (Object.keys(fields).length === 0) return [];
  return [{ type: `${side}HeaderModifier`, [side === "Request" ? "requestHeaderModifier" : "responseHeaderModifier"]: fields }];
}

function rewriteFilters({ rewrite }: Route, item: Item, path: RankedPath): readonly Json[] {
  if (rewrite === null) return [];
  const modifier = rewrite.path === null ? null : pathModifier(rewrite.path, item.written, path);
  const fields = compact({ hostname: rewrite.authority?.value, path: modifier ?? undefined });
  return Object.keys(fields).length === 0 ? [] : [{ type: "URLRewrite", urlRewrite: fields }];
}

/** The port is always written: left out it is the listener's, and a mesh has none. */
function redirectFilter(action: Redirect, item: Item, path: RankedPath, spot: Spot): Json {
  const modifier = action.path === null ? null : pathModifier(action.path, item.written, path);
  const port = action.port ?? (action.scheme === null ? spot.port : action.scheme === "https" ? 443 : 80);
  return {
    type: "RequestRedirect",
    requestRedirect: compact({ scheme: action.scheme ?? undefined, hostname: action.host ?? undefined, path: modifier ?? undefined, port, statusCode: action.status }),
  };
}

function corsFilters(cors: Wish<Cors> | null): readonly Json[] {
  return cors === null ? [] : [corsFilter(cors)];
}
