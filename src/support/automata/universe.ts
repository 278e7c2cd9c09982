import { dead } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { alphabetSize, classesOf, charsOf, charAt } from "./chars.ts";
import { either, literal, sequence } from "./regex-tree.ts";
import type { RegexTree } from "./regex-tree.ts";
import { treeAutomaton } from "./regex-automaton.ts";
import { parseRegex } from "./regex-parser.ts";

const pathStates = ["start", "slash", "dot", "dots", "text", "percent", "2", "3", "4", "5", "6", "7"] as const;
type PathState = (typeof pathStates)[number];

/** Second hexadecimal digits that make `%<first><second>` an unreserved character or a slash (RFC 3986, 2.3). */
const encodedUnreserved: Readonly<Record<string, string>> = {
  "2": "dDeEfF",
  "3": "0123456789",
  "4": "123456789aAbBcCdDeEfF",
  "5": "0123456789aAfF",
  "6": "123456789aAbBcCdDeEfF",
  "7": "0123456789aAeE",
};

function nextInPath(state: PathState, char: string): PathState | null {
  if (char === " " || char === "?" || char === "#") return null;
  if (state === "start") return char === "/" ? "slash" : null;
  if (state === "percent" && encodedUnreserved[char] !== undefined) return char as PathState;
  if (encodedUnreserved[state]?.includes(char)) return null;
  if (char === "/") return state === "slash" || state === "dot" || state === "dots" ? null : "slash";
  if (char === "%") return "percent";
  if (char === ".") return state === "slash" ? "dot" : state === "dot" ? "dots" : "text";
  return "text";
}

/** The state after each character, for each state. */
const pathSteps: readonly (readonly number[])[] = pathStates.map((state) =>
  Array.from({ length: alphabetSize }, (_, char) => {
    const next = nextInPath(state, charAt(char));
    return next === null ? dead : pathStates.indexOf(next);
  }),
);

/**
 * Paths without query that every proxy reads alike: they start with `/` and have no empty segment inside, no dot
 * segment, no percent-encoded unreserved character, no encoded slash.
 */
export const pathUniverse: Automaton = {
  start: 0,
  step: (state, char) => pathSteps[state]?.[char] ?? dead,
  accepts: (state) => !["start", "dot", "dots", undefined].includes(pathStates[state]),
  classes: classesOf([" ?#", "/", "%", ".", ..."23456789", "aA", "dD", "bBcC", "eE", "fF", "01", "0"].map(charsOf)),
};

/** Paths of gRPC calls: `/package.Service/Method` (`grpc/grpc:doc/PROTOCOL-HTTP2.md`). */
export const rpcUniverse: Automaton = known("/[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*/[A-Za-z_][A-Za-z0-9_]*");

/** Header values: visible ASCII with single inner blanks; the empty one too. */
export const headerUniverse: Automaton = known("(?:[!-~]+(?: [!-~]+)*)?");

/** Values of query parameters: unreserved characters. */
export const queryUniverse: Automaton = known("[A-Za-z0-9._~-]*");

/** Methods: tokens (RFC 9110, 5.6.2). */
export const tokenUniverse: Automaton = known("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

const hostPattern = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*";

/** Host names in lower case, without port. */
export const hostUniverse: Automaton = known(hostPattern);

/** Host names in lower case, alone or with one port. */
export function authorityUniverse(port: number): Automaton {
  return known(`${hostPattern}(?::${port})?`);
}

const identities = new Map<string, Automaton>();
/** A mesh has one trust domain or few; who asks of more than this many meshes starts anew. */
const mostIdentities = 64;

/** Identities as `<trust domain>/ns/<namespace>/sa/<account>`, of the given trust domains. */
export function identityUniverse(trustDomains: readonly string[]): Automaton {
  const key = trustDomains.join(" ");
  const universe = identities.get(key) ?? identitiesOf(trustDomains);
  if (identities.size >= mostIdentities) identities.clear();
  identities.set(key, universe);
  return universe;
}

function identitiesOf(trustDomains: readonly string[]): Automaton {
  const label = treeOf("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?");
  return built(sequence(either(...trustDomains.map((domain) => literal(domain))), literal("/ns/"), label, literal("/sa/"), label));
}

function known(pattern: string): Automaton {
  return built(treeOf(pattern));
}

function treeOf(pattern: string): RegexTree {
  const parsed = parseRegex(pattern);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.tree;
}

function built(tree: RegexTree): Automaton {
  const result = treeAutomaton(tree);
  if (!result.ok) throw new Error(result.reason);
  return result.automaton;
}
