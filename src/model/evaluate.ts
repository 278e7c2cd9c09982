import { BlockList, isIP } from "node:net";
import { compileRegex } from "../support/regex.ts";
import { applyPathEdit } from "./path-edit.ts";
import type { Atom, CallerPredicate, Dimension, RequestView, TextPredicate } from "./predicate.ts";
import type { Caller, Request } from "./request.ts";
import { requestParts } from "./request-parts.ts";
import type { RequestParts } from "./request-parts.ts";

/**
 * One concrete request behind the only window that readers have. Headers are asked for in lower case; pseudo-headers
 * and `host` lead to the dimension they name; of a repeated query parameter the first counts. Never throws.
 */
export function concreteView(request: Request, world: { readonly trustDomain: string }): RequestView {
  const parts = requestParts(request);
  return { test: (atom) => testAtom(atom, parts, request.from, world.trustDomain) };
}

function testAtom(atom: Atom, parts: RequestParts, caller: Caller | null, trustDomain: string): boolean {
  switch (atom.dimension) {
    case "caller":
      return callerHolds(atom.predicate, caller, trustDomain);
    case "peer":
      return inBlock(atom.predicate.block, caller?.ip ?? null);
    default:
      return holds(atom.predicate, textOf(canonicalDimension(atom.dimension), parts, caller));
  }
}

/** The dimension that pseudo-headers and `host` stand for; every other dimension itself, header names in lower case. */
export function canonicalDimension(dimension: Dimension): Dimension {
  if (!dimension.startsWith("header:")) return dimension;
  return headerDimension(dimension.slice("header:".length));
}

/** The dimension of a header by name: `:method` and the like have their own, `host` is the authority. */
export function headerDimension(name: string): Exclude<Dimension, "caller" | "peer"> {
  const lower = name.toLowerCase();
  switch (lower) {
    case "host":
    case ":authority":
      return "authority";
    case ":method":
      return "method";
    case ":path":
      return "path";
    case ":scheme":
      return "scheme";
    default:
      return `header:${lower}`;
  }
}

function textOf(dimension: Dimension, parts: RequestParts, caller: Caller | null): string | readonly string[] | null {
  const colon = dimension.indexOf(":");
  const name = dimension.slice(colon + 1);
  switch (colon < 0 ? dimension : dimension.slice(0, colon)) {
    case "path":
      return parts.path;
    case "method":
      return parts.method;
    case "authority":
      return parts.authority;
    case "scheme":
      return parts.scheme;
    case "sni":
      return parts.sni;
    case "header":
      return parts.headers.get(name) ?? null;
    case "query":
      return parts.parameters.get(name) ?? null;
    case "claim":
      return claimOf(caller, name);
    default:
      return null;
  }
}

function claimOf(caller: Caller | null, name: string): string | readonly string[] | null {
  const claims = caller?.claims;
  return claims !== undefined && Object.hasOwn(claims, name) ? (claims[name] ?? null) : null;
}

/** Whether a predicate holds for a whole value; a list holds when one of it does, null (absent) for none. Never throws. */
export function holds(predicate: TextPredicate, value: string | readonly string[] | null): boolean {
  if (value !== null && typeof value !== "string") return value.some((one) => holds(predicate, one));
  if (predicate.kind === "appended") return holds(predicate.of, value === null ? predicate.added : `${value},${predicate.added}`);
  return value !== null && textHolds(predicate, value);
}

function textHolds(predicate: Exclude<TextPredicate, { kind: "appended" }>, text: string): boolean {
  switch (predicate.kind) {
    case "exact":
      return folded(predicate, text) === folded(predicate, predicate.value);
    case "prefix":
      return folded(predicate, text).startsWith(folded(predicate, predicate.value));
    case "suffix":
      return folded(predicate, text).endsWith(folded(predicate, predicate.value));
    case "contains":
      return text.includes(predicate.value);
    case "segments":
      return underSegments(predicate.value, text);
    case "template":
      return fitsTemplate(predicate.value, text);
    case "regex":
      return matchesWhole(predicate.value, text);
    case "present":
      return true;
    case "edited":
      return holds(predicate.of, applyPathEdit(predicate.edit, text));
  }
}

/** ASCII letters only: host names and the like know no others. */
function folded(predicate: { readonly ignoreCase?: boolean }, text: string): string {
  return predicate.ignoreCase === true ? text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase()) : text;
}

function underSegments(prefix: string, path: string): boolean {
  const base = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return path.startsWith(`${base}/`) || (base !== "" && path === base);
}

function fitsTemplate(template: string, path: string): boolean {
  const [wanted, given] = [template.split("/"), path.split("/")];
  return wanted.length === given.length && wanted.every((step, index) => fitsStep(step, given[index] ?? ""));
}

function fitsStep(step: string, segment: string): boolean {
  return step.startsWith("{") && step.endsWith("}") ? segment !== "" : step === segment;
}

function matchesWhole(pattern: string, text: string): boolean {
  const result = compileRegex(pattern);
  return result.ok && result.regex.matchesWhole(text);
}

function callerHolds(predicate: CallerPredicate, caller: Caller | null, meshDomain: string): boolean {
  if (caller === null) return false;
  if (predicate.kind === "scope") return caller.namespace === predicate.namespace;
  const account = caller.serviceAccount ?? null;
  return account !== null && identityHolds(predicate, { caller, account, trustDomain: caller.trustDomain ?? meshDomain }, meshDomain);
}

interface Identified {
  readonly caller: Caller;
  readonly account: string;
  readonly trustDomain: string;
}

function identityHolds(predicate: Exclude<CallerPredicate, { kind: "scope" }>, { caller, account, trustDomain }: Identified, meshDomain: string): boolean {
  const trusted = (domain: string | undefined): boolean => trustDomain === (domain ?? meshDomain);
  switch (predicate.kind) {
    case "authenticated":
      return true;
    case "namespace":
      return caller.namespace === predicate.namespace && trusted(predicate.trustDomain);
    case "account":
      return caller.namespace === predicate.namespace && account === predicate.serviceAccount && trusted(predicate.trustDomain);
    case "spiffe":
      return holds(predicate.match, `${trustDomain}/ns/${caller.namespace}/sa/${account}`);
    case "service":
      return caller.namespace === predicate.namespace && caller.service === predicate.service;
    case "labels":
      return Object.entries(predicate.labels).every(([name, value]) => caller.labels?.[name] === value);
  }
}

function inBlock(block: string, ip: string | null): boolean {
  const [address = "", length] = block.split("/");
  if (ip === null || ip.includes("%") || address.includes("%")) return false;
  const [blockFamily, family] = [isIP(address), isIP(ip)];
  const bits = length === undefined ? widthOf(blockFamily) : Number(length);
  if (family === 0 || blockFamily === 0 || !/^\d{1,3}$/.test(`${bits}`) || bits > widthOf(blockFamily)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, blockFamily === 4 ? "ipv4" : "ipv6");
  return list.check(ip, family === 4 ? "ipv4" : "ipv6");
}

function widthOf(family: number): number {
  return family === 4 ? 32 : 128;
}
