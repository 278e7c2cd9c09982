import type { Cors, HeaderEdits, PositiveMatch } from "../../../model/index.ts";
import { fraction, one } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import type { Filter, PathModifier } from "./config.ts";
import { at, items, name, refuse, text, whole, word, written } from "./node.ts";
import type { Node } from "./node.ts";
import { readBackend } from "./read-backends.ts";

/** The filters of a rule, and what of them is not modelled. */
export interface Filters {
  readonly filters: readonly Filter[];
  readonly unmodelled: string | null;
}

const members = {
  RequestHeaderModifier: "requestHeaderModifier",
  ResponseHeaderModifier: "responseHeaderModifier",
  RequestRedirect: "requestRedirect",
  URLRewrite: "urlRewrite",
  RequestMirror: "requestMirror",
  CORS: "cors",
  ExtensionRef: "extensionRef",
  ExternalAuth: "externalAuth",
} as const;

type FilterType = keyof typeof members;

/** Filters with the rules of the schema on types, members and repetition. */
export function readFilters(node: Node, namespace: string): Filters {
  const all = items(node, 16).map((item) => ({ item, type: word(at(item, "type"), Object.keys(members) as FilterType[]) }));
  for (const type of ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS"] as const) {
    if (all.filter((each) => each.type === type).length > 1) refuse(node, `must hold ${type} once only`);
  }
  if (all.some(({ type }) => type === "RequestRedirect") && all.some(({ type }) => type === "URLRewrite")) refuse(node, "must not hold RequestRedirect beside URLRewrite");
  const read = all.map(({ item, type }) => (type === null ? null : readFilter(item, type, namespace)));
  const foreign = all.find(({ type }) => type === "ExtensionRef" || type === "ExternalAuth");
  return { filters: read.flatMap((filter) => filter ?? []), unmodelled: foreign === undefined ? null : `filter ${foreign.type ?? ""} asks something outside the API` };
}

function readFilter(item: Node, type: FilterType, namespace: string): Filter | null {
  const body = at(item, members[type]);
  if (!written(body)) refuse(item, `of type ${type} needs \`${members[type]}\``);
  for (const [other, key] of Object.entries(members)) if (other !== type && written(at(item, key))) refuse(at(item, key), `must not stand in a filter of type ${type}`);
  switch (type) {
    case "RequestHeaderModifier":
      return { kind: "requestHeaders", edits: readEdits(body) };
    case "ResponseHeaderModifier":
      return { kind: "responseHeaders", edits: readEdits(body) };
    case "RequestRedirect":
      return readRedirect(body);
    case "URLRewrite":
      return { kind: "rewrite", hostname: text(at(body, "hostname"), 253), path: readModifier(at(body, "path")) };
    case "RequestMirror":
      return { kind: "mirror", to: readBackend(at(body, "backendRef"), namespace), share: readShare(body) };
    case "CORS":
      return { kind: "cors", cors: readCors(body) };
    case "ExtensionRef":
    case "ExternalAuth":
      return null;
  }
}

function readEdits(node: Node): HeaderEdits {
  const pairs = (key: string): Readonly<Record<string, string>> => {
    const all = items(at(node, key), 16).map((item) => [name(at(item, "name"), 256).toLowerCase(), name(at(item, "value"), 4096)] as const);
    return Object.fromEntries(all.toReversed());
  };
  return { set: pairs("set"), add: pairs("add"), remove: items(at(node, "remove"), 16).map((item) => name(item, 256).toLowerCase()) };
}

const redirectStatuses = [301, 302, 303, 307, 308] as const;

function readRedirect(node: Node): Filter {
  const written = whole(at(node, "statusCode"), 301, 308);
  const status = redirectStatuses.find((one) => one === (written ?? 302));
  if (status === undefined) refuse(at(node, "statusCode"), "must be 301, 302, 303, 307 or 308");
  return {
    kind: "redirect",
    scheme: word(at(node, "scheme"), ["http", "https"]),
    hostname: text(at(node, "hostname"), 253),
    port: whole(at(node, "port"), 1, 65_535),
    path: readModifier(at(node, "path")),
    status: status ?? 302,
  };
}

function readModifier(node: Node): PathModifier | null {
  if (!written(node)) return null;
  const type = word(at(node, "type"), ["ReplaceFullPath", "ReplacePrefixMatch"]);
  const [full, prefix] = [text(at(node, "replaceFullPath"), 1024), text(at(node, "replacePrefixMatch"), 1024)];
  if (type === "ReplaceFullPath" && full !== null && prefix === null) return { kind: "full", value: full };
  if (type === "ReplacePrefixMatch" && prefix !== null && full === null) return { kind: "prefix", value: prefix };
  refuse(node, "needs a `type` and the one value that belongs to it");
  return null;
}

/** Without percent and fraction every call is copied (`kubernetes-sigs/gateway-api:geps/gep-3171/index.md`). */
function readShare(node: Node): Fraction {
  const [percent, part] = [whole(at(node, "percent"), 0, 100), at(node, "fraction")];
  if (percent !== null && written(part)) refuse(node, "must not hold both percent and fraction");
  if (percent !== null) return fraction(percent, 100);
  if (!written(part)) return one;
  const [numerator, denominator] = [whole(at(part, "numerator"), 0, 2_147_483_647) ?? 0, whole(at(part, "denominator"), 1, 2_147_483_647) ?? 100];
  if (numerator > denominator) refuse(part, "must not be above 1");
  return fraction(numerator, denominator);
}

function readCors(node: Node): Cors {
  const list = (key: string): readonly string[] => {
    const all = items(at(node, key), 64).map((item) => name(item, 256));
    if (all.length > 1 && all.includes("*") && key !== "exposeHeaders") refuse(at(node, key), "must not hold `*` beside others");
    return all;
  };
  return {
    allowOrigins: list("allowOrigins").map(originMatch),
    allowMethods: list("allowMethods"),
    allowHeaders: list("allowHeaders"),
    exposeHeaders: list("exposeHeaders"),
    maxAgeMs: (whole(at(node, "maxAge"), 1, 2_147_483_647) ?? 5) * 1000,
    allowCredentials: at(node, "allowCredentials").value === true,
  };
}

/** A star stands for any number of labels in front, never for none. */
function originMatch(origin: string): PositiveMatch {
  if (origin === "*") return { kind: "present" };
  const [scheme = "", rest = ""] = origin.split("://");
  if (!rest.startsWith("*")) return { kind: "exact", value: origin };
  return { kind: "regex", value: `${scheme}://[^:/]+${rest.slice(1).replace(/[^A-Za-z0-9-]/g, (char) => `\\${char}`)}` };
}
