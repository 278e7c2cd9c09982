import type { HttpEntry, HttpMatch, HttpMirror, HttpRetries, HttpRewrite, NamedStringMatch } from "./config.ts";
import { one } from "../../../support/fraction.ts";
import { at, duration, entries, flag, isSet, items, number, pattern, refuse, text, whole } from "./node.ts";
import type { Node } from "./node.ts";
import { isHeaderName, percentShare, readHeaderEdits, readStringMatch } from "./read-common.ts";
import type { Reading } from "./read-common.ts";
import { readCors, readFault, readRedirect, readRespond } from "./read-http-action.ts";
import { knownRetryWord } from "./retry-words.ts";
import { readDestination, readDestinations, readStaticFilter } from "./read-destination.ts";

/** Reads an entry of `spec.http`. */
export function readHttpEntry(node: Node, reading: Reading): HttpEntry {
  checkAction(node);
  const headers = at(node, "headers");
  if (isSet(at(node, "rewrite", "authority")) && ["set", "add"].some((edit) => entries(at(headers, "request", edit)).some(([name]) => ["host", ":authority"].includes(name.toLowerCase())))) refuse(at(node, "rewrite", "authority"), "istio-invalid-route", "cannot stand beside a change of the header Host");
  const matches = items(at(node, "match")).map((match) => readHttpMatch(match, reading));
  return {
    name: text(at(node, "name")) || null,
    matches,
    destinations: readDestinations(at(node, "route"), reading),
    redirect: readRedirect(at(node, "redirect"), matches, reading.features),
    respond: readRespond(at(node, "directResponse")),
    delegate: readDelegate(at(node, "delegate"), reading),
    timeoutMs: duration(at(node, "timeout")),
    retries: readRetries(at(node, "retries")),
    fault: readFault(at(node, "fault")),
    mirrors: readMirrors(node, reading),
    cors: readCors(at(node, "corsPolicy")),
    rewrite: readRewrite(at(node, "rewrite")),
    request: readHeaderEdits(at(headers, "request")),
    response: readHeaderEdits(at(headers, "response")),
    path: node.path,
  };
}

const actions = ["route", "redirect", "directResponse", "delegate"] as const;

function checkAction(node: Node): void {
  const stated = actions.filter((action) => isSet(at(node, action)) && !(action === "route" && items(at(node, action)).length === 0));
  if (stated.length !== 1) refuse(node, "istio-invalid-route", `has ${stated.length === 0 ? "none" : "more than one"} of ${actions.join(", ")}`);
  const immediate = stated.some((action) => action === "redirect" || action === "directResponse");
  if (immediate && isSet(at(node, "fault"))) refuse(at(node, "fault"), "istio-invalid-fault", `cannot stand beside ${stated.join(", ")}`);
  if (immediate && isSet(at(node, "rewrite"))) refuse(at(node, "rewrite"), "istio-invalid-route", `cannot stand beside ${stated.join(", ")}`);
}

function readHttpMatch(node: Node, reading: Reading): HttpMatch {
  return {
    ...readStaticFilter(node, reading),
    uri: readStringMatch(at(node, "uri"), "allowed"),
    ignoreUriCase: flag(at(node, "ignoreUriCase")),
    method: readStringMatch(at(node, "method")),
    authority: readStringMatch(at(node, "authority")),
    scheme: readStringMatch(at(node, "scheme")),
    headers: readNamed(at(node, "headers"), "header"),
    withoutHeaders: readNamed(at(node, "withoutHeaders"), "header"),
    queryParams: readNamed(at(node, "queryParams"), "query"),
    path: node.path,
  };
}

function readNamed(node: Node, what: "header" | "query"): readonly NamedStringMatch[] {
  return entries(node).map(([name, value]) => {
    const claim = name.startsWith("@request.auth.claims");
    if (what === "header" && !claim && !isHeaderName(name)) refuse(value, "istio-invalid-match", "is no header name");
    if (!isSet(value)) refuse(value, "istio-invalid-match", "has no matcher");
    return [name, readStringMatch(value) ?? { kind: "present", value: "" }];
  });
}

function readDelegate(node: Node, reading: Reading): HttpEntry["delegate"] {
  if (!isSet(node)) return null;
  return { name: text(at(node, "name")) ?? "", namespace: text(at(node, "namespace")) || reading.namespace };
}

function readRetries(node: Node): HttpRetries | null {
  if (!isSet(node)) return null;
  const attempts = whole(at(node, "attempts"), -2_147_483_648, 2_147_483_647) ?? 0;
  if (attempts < 0) refuse(at(node, "attempts"), "istio-invalid-retries", "is below 0");
  const idle = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].filter((field) => isSet(at(node, field)));
  if (attempts === 0 && idle.length > 0) refuse(node, "istio-invalid-retries", `has ${idle.join(", ")} without attempts`);
  return {
    attempts: Math.max(attempts, 0),
    perTryTimeoutMs: duration(at(node, "perTryTimeout")),
    on: readRetryOn(at(node, "retryOn")),
    backoffMs: duration(at(node, "backoff")),
  };
}

/** Split at commas without trimming, as istio/istio:pkg/config/validation/agent/validation.go does. */
function readRetryOn(node: Node): readonly string[] | null {
  const written = text(node);
  if (written === null || written === "") return null;
  const words = written.split(",");
  const strange = words.find((word) => !knownRetryWord(word));
  if (strange !== undefined) refuse(node, "istio-invalid-retries", `has \`${strange}\`, which is no condition`);
  return words;
}

function readMirrors(node: Node, reading: Reading): readonly HttpMirror[] {
  const [single, several] = [at(node, "mirror"), at(node, "mirrors")];
  if (isSet(single) && items(several).length > 0) refuse(several, "istio-invalid-route", "cannot stand beside `mirror`");
  if (!isSet(single)) return items(several).map((item) => readMirror(item, at(item, "percentage", "value"), reading));
  const old = isSet(at(node, "mirrorPercent")) ? at(node, "mirrorPercent") : at(node, "mirror_percent");
  const percent = isSet(at(node, "mirrorPercentage")) ? at(node, "mirrorPercentage", "value") : old;
  const wrapped: Node = { ...node, value: { destination: single.value } };
  return [readMirror(wrapped, percent, reading)];
}

function readMirror(node: Node, percent: Node, reading: Reading): HttpMirror {
  const written = number(percent, 0, 100);
  return { destination: readDestination(node, reading), share: written === null ? one : percentShare(written) };
}

function readRewrite(node: Node): HttpRewrite | null {
  if (!isSet(node)) return null;
  const uri = text(at(node, "uri")) || null;
  const regex = at(node, "uriRegexRewrite");
  if (uri !== null && isSet(regex)) refuse(regex, "istio-invalid-route", "cannot stand beside `uri`");
  const authority = text(at(node, "authority")) || null;
  if (uri === null && !isSet(regex) && authority === null) refuse(node, "istio-invalid-route", "changes nothing");
  return { uri, regex: isSet(regex) ? readRegexRewrite(regex) : null, authority };
}

function readRegexRewrite(node: Node): HttpRewrite["regex"] {
  const [match, substitution] = [pattern(at(node, "match")), text(at(node, "rewrite"))];
  if (match === null || substitution === null || substitution === "") refuse(node, "istio-invalid-route", "needs `match` and `rewrite`");
  return { match: match ?? "", substitution: substitution ?? "" };
}
