import type { HttpMatch, NamedMatcher, PathMatcher } from "./config.ts";
import type { Fault } from "./reading.diagnostics.ts";
import { at, flag, isSet, items, pattern, refuse, says, text } from "./node.ts";
import type { Node } from "./node.ts";

const methods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

const pathKinds = [
  ["pathExact", "exact"],
  ["pathPrefix", "prefix"],
  ["pathRegex", "regex"],
] as const;

/** At most one kind of path; exact ones and prefixes begin with a slash (hashicorp/consul-k8s:control-plane/api/v1alpha1/servicerouter_types.go). */
export function readPath(node: Node, fault: Fault): PathMatcher | null {
  const written = pathKinds.filter(([field]) => says(at(node, field)));
  if (written.length > 1) refuse(node, fault, "has more than one of pathExact, pathPrefix and pathRegex");
  const [found] = written;
  if (found === undefined) return null;
  const [field, kind] = found;
  const value = kind === "regex" ? pattern(at(node, field)) : text(at(node, field));
  if (kind === "regex" && flag(at(node, "caseInsensitive"))) refuse(at(node, "caseInsensitive"), "consul-without-effect", "is for exact paths and prefixes; a pattern begins with `(?i)`");
  if (kind !== "regex" && !value.startsWith("/")) refuse(at(node, field), fault, "must begin with a `/`");
  return { kind, value, ignoreCase: kind !== "regex" && flag(at(node, "caseInsensitive")) };
}

/** Methods that are known, each once; routers put them into upper case, intentions do not. */
export function readMethods(node: Node, fold: boolean, fault: Fault): readonly string[] {
  const named = items(node).map((item) => (fold ? text(item).toUpperCase() : text(item)));
  for (const [index, method] of named.entries()) {
    if (!methods.includes(method)) refuse(at(node, index), fault, `is \`${method}\`, not one of ${methods.join(", ")}`);
    else if (named.indexOf(method) < index) refuse(at(node, index), fault, "names a method twice");
  }
  return named;
}

const routeKinds = ["exact", "prefix", "suffix", "regex"] as const;
const ruleKinds = ["exact", "prefix", "suffix", "contains", "regex"] as const;
const queryKinds = ["exact", "regex"] as const;

/** What is compared: headers of routes and intentions have other kinds, query parameters fewer. */
export type MatcherUse = "route" | "intention" | "query";

/** Named matchers with exactly one kind each (hashicorp/consul:agent/structs/config_entry_discoverychain.go, config_entry_intentions.go). */
export function readMatchers(node: Node, use: MatcherUse, fault: Fault): readonly NamedMatcher[] {
  return items(node).map((item) => readMatcher(item, use, fault));
}

function readMatcher(node: Node, use: MatcherUse, fault: Fault): NamedMatcher {
  const name = text(at(node, "name"));
  if (name === "") refuse(at(node, "name"), fault, "must name what is compared");
  const known: readonly ("exact" | "prefix" | "suffix" | "contains" | "regex")[] = use === "query" ? queryKinds : use === "route" ? routeKinds : ruleKinds;
  const written = [...known.filter((kind) => says(at(node, kind))), ...(flag(at(node, "present")) ? (["present"] as const) : [])];
  if (written.length !== 1) refuse(node, fault, `must have exactly one of ${[...known, "present"].join(", ")}`);
  const kind = written[0] ?? "present";
  const ignoreCase = use === "intention" && flag(at(node, "ignoreCase"));
  if (ignoreCase && (kind === "present" || kind === "regex")) refuse(at(node, "ignoreCase"), fault, "needs one of exact, prefix, suffix and contains");
  const value = kind === "present" ? "" : kind === "regex" ? pattern(at(node, kind)) : text(at(node, kind));
  const lower = use === "query" ? name : name.toLowerCase();
  return { name: lower, kind, value, invert: use !== "query" && flag(at(node, "invert")), ignoreCase };
}

/** The match of a route; null when it says nothing. */
export function readHttpMatch(node: Node): HttpMatch | null {
  if (!isSet(node)) return null;
  const fault = "consul-invalid-route";
  const path = readPath(node, fault);
  const headers = readMatchers(at(node, "header"), "route", fault);
  const query = readMatchers(at(node, "queryParam"), "query", fault);
  return { path, headers, query, methods: readMethods(at(node, "methods"), true, fault) };
}
