import type { Affinity, Decision } from "../../src/model/index.ts";
import type { EnvoyAnswer } from "./programs.ts";

interface HeaderOption {
  readonly header: { readonly key: string; readonly value?: string };
  readonly appendAction?: string;
}

interface Edited {
  readonly requestHeadersToAdd?: readonly HeaderOption[];
  readonly requestHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderOption[];
  readonly responseHeadersToRemove?: readonly string[];
}

interface SendingRoute extends Edited {
  readonly route?: {
    readonly weightedClusters?: { readonly clusters: readonly Edited[] };
    readonly retryPolicy?: { readonly retryOn?: string; readonly retriableStatusCodes?: readonly number[] };
    readonly hashPolicy?: readonly { readonly cookie?: { readonly name: string; readonly ttl?: string }; readonly header?: { readonly headerName: string } }[];
  };
}

type Headers = Readonly<Record<string, string>>;

/** Where our answer and the route differ in the headers that are changed, what is tried again, and the key of the hash. */
export function differentSending(decision: Decision, answer: EnvoyAnswer): readonly string[] {
  const route = answer.route as SendingRoute | null | undefined;
  if (decision.outcome !== "forward" || route?.route === undefined) return [];
  const rows = [
    ["headers of the request", bothWays((base) => ourEdits(decision.upstream.headers, base), namesOf(route, decision)), bothWays((base) => theirEdits(route, "request", base), namesOf(route, decision))],
    ["headers of the response", bothWays((base) => ourEdits(decision.responseHeaders, base), namesOf(route, decision)), bothWays((base) => theirEdits(route, "response", base), namesOf(route, decision))],
    ["tried again", conditions(decision.retries?.on ?? []), conditionsOf(route)],
    // Where nobody answers, or the caller may not, there is nothing that could keep together.
    ["kept together by", distinct(decision.backends.map(({ settings }) => settings.affinity)), decision.backends.length === 0 ? [] : distinct((route.route.hashPolicy ?? []).map(affinityOf))],
  ] as const;
  return rows.flatMap(([what, ours, theirs]) => (JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [`${what}: ours ${JSON.stringify(ours)} theirs ${JSON.stringify(theirs)}`]));
}

/** What becomes of headers that are there, and of headers that are not. */
function bothWays(edit: (base: Headers) => Headers, names: readonly string[]): readonly Headers[] {
  return [edit(Object.fromEntries(names.map((name) => [name, "was"]))), edit({})].map((headers) => Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]))));
}

function namesOf(route: SendingRoute, { upstream, responseHeaders }: Decision): readonly string[] {
  const ours = [upstream.headers, responseHeaders].flatMap(({ set, add, remove }) => [...Object.keys(set), ...Object.keys(add), ...remove]);
  const theirs = [route, ...(route.route?.weightedClusters?.clusters ?? [])].flatMap(namesIn);
  return [...new Set([...ours, ...theirs].map((name) => name.toLowerCase()))].sort();
}

function namesIn({ requestHeadersToAdd = [], requestHeadersToRemove = [], responseHeadersToAdd = [], responseHeadersToRemove = [] }: Edited): readonly string[] {
  return [...[...requestHeadersToAdd, ...responseHeadersToAdd].map(({ header }) => header.key), ...requestHeadersToRemove, ...responseHeadersToRemove];
}

function ourEdits({ set, add, remove }: Decision["responseHeaders"], base: Headers): Headers {
  const left = { ...without(base, remove), ...set };
  return Object.entries(add).reduce((headers, [name, value]) => appended(headers, name, value), left);
}

/** The cluster's changes and then the route's; each removes, then overwrites, then adds (`envoyproxy/envoy:source/common/router/header_parser.cc`). */
function theirEdits(route: SendingRoute, side: "request" | "response", base: Headers): Headers {
  const [first = {}] = route.route?.weightedClusters?.clusters ?? [];
  return [first, route].reduce((headers, edited) => {
    const options = (edited[`${side}HeadersToAdd`] ?? []).map(({ header, appendAction }) => ({ name: header.key.toLowerCase(), value: (header.value ?? "").replaceAll("%%", "%"), adds: (appendAction ?? adding) === adding }));
    const left = without(headers, edited[`${side}HeadersToRemove`] ?? []);
    const overwritten = { ...left, ...Object.fromEntries(options.flatMap(({ name, value, adds }) => (adds ? [] : [[name, value]]))) };
    return options.filter(({ adds }) => adds).reduce((now, { name, value }) => appended(now, name, value), overwritten);
  }, base);
}

const adding = "APPEND_IF_EXISTS_OR_ADD";

function without(headers: Headers, names: readonly string[]): Headers {
  const gone = names.map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.includes(name)));
}

function appended(headers: Headers, name: string, value: string): Headers {
  return { ...headers, [name]: headers[name] === undefined ? value : `${headers[name]},${value}` };
}

/** The word for status codes says nothing without the codes, which stand beside it. */
function conditions(words: readonly string[]): readonly string[] {
  return words.filter((word) => word !== "" && word !== "retriable-status-codes").sort();
}

function conditionsOf({ route }: SendingRoute): readonly string[] {
  const { retryOn = "", retriableStatusCodes = [] } = route?.retryPolicy ?? {};
  return conditions([...retryOn.split(","), ...retriableStatusCodes.map(String)]);
}

function distinct(affinities: readonly (Affinity | null)[]): readonly string[] {
  return [...new Set(affinities.flatMap((affinity) => (affinity === null ? [] : [JSON.stringify(affinity)])))].sort();
}

type HashPolicy = NonNullable<NonNullable<SendingRoute["route"]>["hashPolicy"]>[number];

function affinityOf(policy: HashPolicy): Affinity {
  if (policy.header !== undefined) return { kind: "header", name: policy.header.headerName.toLowerCase() };
  if (policy.cookie === undefined) return { kind: "sourceIp" };
  // A cookie of 0 seconds lives as long as the session; without a time nobody sets one, which is no answer of ours.
  const { name, ttl = "-1s" } = policy.cookie;
  const ms = Math.round(Number(ttl.replace(/s$/, "")) * 1000);
  return { kind: "cookie", name, ttlMs: ms === 0 ? null : ms };
}
