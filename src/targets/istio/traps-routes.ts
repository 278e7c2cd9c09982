import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { fieldsOf, sameText } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isPlainWord, isSet, listOf, numberOf, placeOf, textOf } from "../traps.ts";
import type { Trap, Written } from "../traps.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What single entries of a VirtualService say and do not do. */
export const entries: Trap = (spec) => [...listOf(at(spec, "http")).flatMap((entry) => [...proxyAnswers(entry), ...statuses(entry), ...callers(entry), ...unsafe(entry), ...wholeValues(entry), ...idleAborts(entry)]), ...addresses(spec), ...preflightsNotSeen(spec), ...neverUsed(spec)];

const withoutConnection = ["connect-failure", "reset", "5xx", "gateway-error", "refused-stream", "reset-before-request"];

/** Numbers match answers of servers only (`istio/api:networking/v1alpha3/virtual_service.proto`, HTTPRetry.retryOn). */
function proxyAnswers(entry: Written): readonly Diagnostic[] {
  const node = at(entry, "retries", "retryOn");
  const words = (textOf(node) ?? "").split(",");
  const status = words.find((word) => ["502", "503", "504"].includes(word));
  return status === undefined || words.some((word) => withoutConnection.includes(word)) ? [] : [say["proxy-answers-not-retried"].report({ at: placeOf(node), with: { status } })];
}

/** Statuses that istiod takes and Envoy does not (`istio/istio:pilot/pkg/networking/core/route/route.go`, ApplyRedirect). */
function statuses(entry: Written): readonly Diagnostic[] {
  const redirect = at(entry, "redirect", "redirectCode");
  const code = numberOf(redirect);
  const wrong = code === null || code < 300 || code > 399 || [301, 302, 303, 307, 308].includes(code) ? [] : [{ node: redirect, status: code, known: "301, 302, 303, 307, 308" }];
  const high = [at(entry, "directResponse", "status"), at(entry, "fault", "abort", "httpStatus")].filter(({ value }) => value === 600).map((node) => ({ node, status: 600, known: "200 to 599" }));
  return [...wrong, ...high].map(({ node, ...rest }) => say["status-refused-by-proxies"].report({ at: placeOf(node), with: rest }));
}

/** Labels of callers are not asked for where gateways are named (`istio/istio:pilot/pkg/networking/core/route/route.go`, sourceMatchHTTP). */
function callers(entry: Written): readonly Diagnostic[] {
  return listOf(at(entry, "match")).flatMap((match) => {
    if (listOf(at(match, "gateways")).length === 0) return [];
    const ignored = [at(match, "sourceLabels"), at(match, "sourceNamespace")].filter(isSet);
    return ignored.map((node) => shared["field-without-effect"].report({ at: placeOf(node), with: { field: String(node.path.at(-1)), does: "a match that names `gateways` is for every caller" } }));
  });
}

/** An abort says with what it answers. */
function idleAborts(entry: Written): readonly Diagnostic[] {
  const abort = at(entry, "fault", "abort");
  const answers = ["httpStatus", "grpcStatus", "http2Error"].some((field) => isSet(at(abort, field)));
  return !isSet(abort) || answers ? [] : [shared["field-without-effect"].report({ at: placeOf(abort), with: { field: "abort", does: "without a status nothing is answered" } })];
}

/** Clients send a name, never an address (RFC 6066 3). */
function addresses(spec: Written): readonly Diagnostic[] {
  const names = listOf(at(spec, "tls")).flatMap((entry) => listOf(at(entry, "match"))).flatMap((match) => listOf(at(match, "sniHosts")));
  return names.filter((node) => /^\d{1,3}(?:\.\d{1,3}){3}$|:/.test(textOf(node) ?? "")).map((node) => shared["field-without-effect"].report({ at: placeOf(node), with: { field: "sniHosts", does: "no client sends an address as the name of the server" } }));
}

/** The question before a call is a request with the method OPTIONS, and is matched like any other. */
function preflightsNotSeen(spec: Written): readonly Diagnostic[] {
  const answering = listOf(at(spec, "http")).filter((entry) => isSet(at(entry, "corsPolicy")));
  if (answering.length === 0 || answering.some(seesPreflights)) return [];
  return answering.map((entry) => shared["field-without-effect"].report({ at: placeOf(at(entry, "corsPolicy")), with: { field: "corsPolicy", does: "the entry does not match `OPTIONS`, with which browsers ask before the call" } }));
}

function seesPreflights(entry: Written): boolean {
  const matches = listOf(at(entry, "match"));
  return matches.length === 0 || matches.some((match) => {
    const method = at(match, "method");
    return !isSet(method) || !isSet(at(method, "exact")) || textOf(at(method, "exact")) === "OPTIONS";
  });
}

/** Blocks that earlier entries cover, and entries after one that takes all; what a delegate does not match goes on to later entries (`istio/istio:pkg/config/validation/virtualservice.go`). */
function neverUsed(spec: Written): readonly Diagnostic[] {
  const seen: { readonly block: Written; readonly index: number }[] = [];
  let open: number | null = null;
  return listOf(at(spec, "http")).flatMap((entry, index) => {
    const all = open;
    const blocks = listOf(at(entry, "match"));
    const covered = blocks.map((block) => seen.find((other) => covers(other.block, block))?.index ?? null);
    const takes = !isSet(at(entry, "delegate"));
    if (takes && conditionsOf(entry).includes("[]")) open ??= index + 1;
    if (takes) seen.push(...blocks.map((block) => ({ block, index: index + 1 })));
    if (all !== null) return [never(wayOf(entry), all, true)];
    if (blocks.length > 0 && covered.every((each) => each !== null)) return [never(wayOf(entry), covered[0] ?? 0, false)];
    return blocks.flatMap((block, at) => (covered[at] == null ? [] : [never(block, covered[at], false)]));
  });
}

function never(node: Written, earlier: number, all: boolean): Diagnostic {
  return shared["entry-never-used"].report({ at: placeOf(node), with: { earlier: `entry ${earlier}`, all } });
}

/** Whether each condition of the first block is one of the second, or a prefix of its path; names are none. */
function covers(first: Written, second: Written): boolean {
  const [asked, given] = [conditionsIn(first), conditionsIn(second)];
  return Object.keys(asked).every((field) => (field === "uri" && isBelow(at(first, "uri"), at(second, "uri")) && asked["ignoreUriCase"] === given["ignoreUriCase"]) || (given[field] !== undefined && sameText({ ...first, value: asked[field] }) === sameText({ ...second, value: given[field] })));
}

function conditionsIn({ value }: Written): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries((value ?? {}) as object).filter(([key]) => !["name", "statPrefix"].includes(key)));
}

function isBelow(first: Written, second: Written): boolean {
  const [prefix, path] = [textOf(at(first, "prefix")), textOf(at(second, "prefix")) ?? textOf(at(second, "exact"))];
  return prefix !== null && path !== null && path.startsWith(prefix);
}

/** What each block of a match asks for; `[]` is everything. */
function conditionsOf(entry: Written): readonly string[] {
  const blocks = listOf(at(entry, "match"));
  const texts = blocks.map((block) => sameText({ ...block, value: Object.fromEntries(Object.entries((block.value ?? {}) as object).filter(([key]) => !["name", "statPrefix"].includes(key))) }));
  return texts.length === 0 ? ["[]"] : texts;
}

function wayOf(entry: Written): Written {
  const way = ["match", "route", "redirect", "directResponse", "delegate"].find((field) => fieldsOf(entry).has(field));
  return way === undefined ? entry : at(entry, way);
}

const afterTheWork = ["5xx", "gateway-error", "reset", "retriable-4xx", "500", "502", "503", "504"];
const writing = /^(?:POST|PATCH|CONNECT)$/;

/** No condition asks for the method (`envoyproxy/envoy:source/common/router/retry_state_impl.cc`). */
function unsafe(entry: Written): readonly Diagnostic[] {
  const node = at(entry, "retries", "retryOn");
  const condition = (textOf(node) ?? "").split(",").find((word) => afterTheWork.includes(word));
  const matches = listOf(at(entry, "match"));
  if (condition === undefined || (matches.length > 0 && matches.every((match) => !mayWrite(at(match, "method"))))) return [];
  return [shared["unsafe-calls-repeated"].report({ at: placeOf(node), with: { condition } })];
}

function mayWrite(method: Written): boolean {
  if (!isSet(method)) return true;
  const named = textOf(at(method, "exact")) ?? textOf(at(method, "regex")) ?? "POST";
  return named.split("|").some((one) => writing.test(one) || !/^[A-Z]+$/.test(one));
}

/** Patterns of headers match whole values (`istio/api:networking/v1alpha3/virtual_service.proto`, StringMatch). */
function wholeValues(entry: Written): readonly Diagnostic[] {
  return listOf(at(entry, "match")).flatMap((match) =>
    Object.keys((at(match, "headers").value ?? {}) as object).map((name) => at(match, "headers", name, "regex")).filter((node) => isPlainWord(textOf(node))).map((node) => shared["value-matched-as-a-whole"].report({ at: placeOf(node), with: { pattern: textOf(node) ?? "" } })),
  );
}
