import { headerDimension } from "../../../model/evaluate.ts";
import { holds } from "../../../model/evaluate.ts";
import type { Atom, RequestView, TextPredicate } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";
import type { HttpMatch, StaticFilter, StringMatch } from "./config.ts";
import type { Features } from "./features.ts";
import type { Proxy } from "./mesh.ts";

type TextDimension = Exclude<Atom["dimension"], "caller" | "peer">;

const exactCase = new WeakMap<StringMatch, TextPredicate>();
const anyCase = new WeakMap<StringMatch, TextPredicate>();

/** The predicate of a matcher; always the same object for one matcher, since questions are remembered by it. */
export function predicateOf(match: StringMatch, ignoreCase = false): TextPredicate {
  const known = ignoreCase ? anyCase : exactCase;
  const predicate = known.get(match) ?? newPredicate(match, ignoreCase);
  known.set(match, predicate);
  return predicate;
}

function newPredicate(match: StringMatch, ignoreCase: boolean): TextPredicate {
  if (match.kind === "present") return { kind: "present" };
  const folded = ignoreCase && match.kind !== "regex";
  return { kind: match.kind, value: match.value, ...(folded && { ignoreCase: true }) };
}

function asks(view: RequestView, dimension: TextDimension, predicate: TextPredicate): boolean {
  return view.test({ dimension, predicate } as Atom);
}

/** Whether all conditions of a block hold (istio/istio:pilot/pkg/networking/core/route/route.go, `TranslateRouteMatch`). */
export function blockHolds(ask: Ask, match: HttpMatch, features: Features): boolean {
  const { view } = ask;
  if (match.uri !== null && match.uri.kind !== "present" && !asks(view, "path", predicateOf(match.uri, match.ignoreUriCase))) return false;
  for (const dimension of ["method", "authority", "scheme"] as const) {
    const wanted = match[dimension];
    if (wanted !== null && !asks(view, dimension, predicateOf(wanted))) return false;
  }
  return (
    match.headers.every(([name, wanted]) => headerHolds(ask, name, wanted)) &&
    match.withoutHeaders.every(([name, unwanted]) => withoutHolds(ask, name, unwanted, features)) &&
    match.queryParams.every(([name, wanted]) => asks(view, `query:${name}`, predicateOf(wanted)))
  );
}

const claimKey = /^@request\.auth\.claims(?:\.(.+)|((?:\[[^\]]+\])+))$/;

/** Where a header name leads: a header, a pseudo-header, or a claim of the token; null when it cannot be asked. */
function dimensionOf(ask: Ask, name: string): TextDimension | null {
  const claim = claimKey.exec(name);
  if (claim !== null) return `claim:${claim[1] ?? (claim[2] ?? "").slice(1, -1).replaceAll("][", ".")}`;
  if (name.toLowerCase() !== ":path") return headerDimension(name);
  ask.unsupported("a matcher on `:path` also sees the query");
  return null;
}

function headerHolds(ask: Ask, name: string, wanted: StringMatch): boolean {
  const dimension = dimensionOf(ask, name);
  return dimension !== null && asks(ask.view, dimension, predicateOf(wanted));
}

/** Presence must be absence; any other matcher must not hold, an absent header counting as empty since 1.22. */
function withoutHolds(ask: Ask, name: string, unwanted: StringMatch, features: Features): boolean {
  const dimension = dimensionOf(ask, name);
  if (dimension === null) return false;
  const predicate = predicateOf(unwanted);
  if (asks(ask.view, dimension, predicate)) return false;
  const absentFails = unwanted.kind !== "present" && (!features.absentIsEmpty || holds(predicate, ""));
  return !absentFails || asks(ask.view, dimension, { kind: "present" });
}

/** Whether a block is meant for the proxy and the port; the rest of it is not looked at. */
export function filterHolds(match: StaticFilter, proxy: Proxy, port: number, features: Features): boolean {
  if (match.port !== null && match.port !== port) return false;
  if (match.gateways.length > 0) return match.gateways.some((gateway) => proxy.gateways.includes(gateway));
  if (match.sourceLabels !== null && proxy.kind === "waypoint" && features.waypointDropsLabels) return false;
  if (match.sourceNamespace !== null && !proxy.inNamespace(match.sourceNamespace)) return false;
  return match.sourceLabels === null || proxy.hasLabels(match.sourceLabels);
}

/** No condition at all: nothing after it is reached, or even generated (same source, `IsCatchAllRoute`). */
export function isCatchAll(match: HttpMatch | null): boolean {
  if (match === null) return true;
  const { uri } = match;
  const anyPath = uri === null || (uri.kind === "prefix" && uri.value === "/") || (uri.kind === "regex" && uri.value === ".*");
  const named = match.headers.length + match.withoutHeaders.length + match.queryParams.length;
  return anyPath && named === 0 && match.method === null && match.authority === null && match.scheme === null;
}
