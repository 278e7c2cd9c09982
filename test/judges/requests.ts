import type { KubernetesObject } from "../../src/model/index.ts";

/** A request as both readers get it. */
export interface SampleRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Random = () => number;

/** Small numbers that look random and are the same everywhere (Numerical Recipes' linear congruential generator). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What conditions of routes name: literal paths, and values by header and query parameter. */
export interface Words {
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
}

/** Requests near the conditions: their own values, neighbours of them, and others. */
export function sampleRequests(words: Words, count: number, random: Random): readonly SampleRequest[] {
  return Array.from({ length: count }, () => sample(words, random));
}

function sample(words: Words, random: Random): SampleRequest {
  const path = `${pick(words.paths, random)}${pick(["", "", "/", "/7", "x", "/7/x"], random)}`.replace(/\/\/+/g, "/");
  const query = some(words.query, random).map(([name, value]) => `${name}=${value}`);
  return {
    method: pick(["GET", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"], random),
    path: query.length === 0 ? path : `${path}?${query.join("&")}`,
    headers: Object.fromEntries(some(words.headers, random)),
  };
}

function some(values: Readonly<Record<string, readonly string[]>>, random: Random): readonly (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, list]) => (random() < 0.6 ? [[name, pick(list, random)] as const] : []));
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** What the VirtualServices name. */
export function virtualServiceWords(objects: readonly KubernetesObject[]): Words {
  const matches = objects.filter(({ kind }) => kind === "VirtualService").flatMap(({ spec }) => matchBlocks(spec ?? {}));
  return {
    paths: ["/", "/other", ...matches.flatMap(({ uri }) => literals(uri)).filter((path) => path.startsWith("/"))],
    headers: named(matches.flatMap(({ headers, withoutHeaders }) => [...Object.entries(headers ?? {}), ...Object.entries(withoutHeaders ?? {})])),
    query: named(matches.flatMap(({ queryParams }) => Object.entries(queryParams ?? {}))),
  };
}

interface RouterMatch {
  readonly pathExact?: string;
  readonly pathPrefix?: string;
  readonly pathRegex?: string;
  readonly header?: readonly (Readonly<Record<string, unknown>> & { readonly name?: string })[];
  readonly queryParam?: readonly (Readonly<Record<string, unknown>> & { readonly name?: string })[];
}

/** What Consul's ServiceRouters name. */
export function serviceRouterWords(objects: readonly KubernetesObject[]): Words {
  const routers = objects.filter(({ kind }) => kind === "ServiceRouter").map(({ spec }) => (spec?.["routes"] ?? []) as readonly { readonly match?: { readonly http?: RouterMatch } }[]);
  return wordsOf(routers.flat().flatMap(({ match }) => (match?.http === undefined ? [] : [match.http])));
}

/** What the permissions of Consul's ServiceIntentions name. */
export function intentionWords(objects: readonly KubernetesObject[]): Words {
  const sources = objects.filter(({ kind }) => kind === "ServiceIntentions").flatMap(({ spec }) => (spec?.["sources"] ?? []) as readonly { readonly permissions?: readonly { readonly http?: RouterMatch }[] }[]);
  return wordsOf(sources.flatMap(({ permissions }) => permissions ?? []).flatMap(({ http }) => (http === undefined ? [] : [http])));
}

function wordsOf(matches: readonly RouterMatch[]): Words {
  const paths = matches.flatMap(({ pathExact, pathPrefix, pathRegex }) => [pathExact ?? [], pathPrefix ?? [], pathRegex === undefined ? [] : plain(pathRegex)].flat());
  const fields = (list: RouterMatch["header"]) => (list ?? []).map(({ name, ...match }) => [name ?? "", match] as const);
  return {
    paths: ["/", "/other", ...paths.filter((path) => path.startsWith("/"))],
    headers: named(matches.flatMap(({ header }) => fields(header))),
    query: named(matches.flatMap(({ queryParam }) => fields(queryParam))),
  };
}

interface MatchBlock {
  readonly uri?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly withoutHeaders?: Readonly<Record<string, unknown>>;
  readonly queryParams?: Readonly<Record<string, unknown>>;
}

function matchBlocks(spec: Readonly<Record<string, unknown>>): readonly MatchBlock[] {
  const http = (spec["http"] ?? []) as readonly { readonly match?: readonly MatchBlock[] }[];
  return http.flatMap(({ match }) => match ?? []);
}

function named(entries: readonly (readonly [string, unknown])[]): Readonly<Record<string, readonly string[]>> {
  const names = [...new Set(entries.map(([name]) => name))].filter((name) => /^[a-z][a-z0-9-]*$/i.test(name) && name !== "host");
  return Object.fromEntries(names.map((name) => [name, ["other", ...entries.filter(([other]) => other === name).flatMap(([, match]) => literals(match))]]));
}

/** Texts that meet a condition or nearly do; of a regex, its plain characters. */
function literals(match: unknown): readonly string[] {
  const { exact, prefix, suffix, regex } = (match ?? {}) as { readonly exact?: string; readonly prefix?: string; readonly suffix?: string; readonly regex?: string };
  if (exact !== undefined) return exact === "" ? ["x"] : [exact, `${exact}x`];
  if (prefix !== undefined) return [prefix === "" ? "/" : prefix];
  if (suffix !== undefined) return [`x${suffix}`];
  return regex === undefined ? ["x"] : [plain(regex)];
}

function plain(regex: string): string {
  const text = regex.replace(/\[\^?(.)[^\]]*\]/g, "$1").replace(/\(\?[a-z:]*/g, "(").replace(/\\d/g, "7").replace(/\\(.)/g, "$1").replace(/[()^$]/g, "").split("|")[0] ?? "";
  return text.replace(/\{[^}]*\}/g, "").replace(/\.[*+]/g, "z").replace(/[*+?]/g, "") || "x";
}
