import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { fieldsOf, sameText } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isPlainWord, isSet, listOf, numberOf, placeOf, textOf } from "../traps.ts";
import type { Trap, Written } from "../traps.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What single entries of a VirtualService say and do not do. */
export const entries: Trap = (spec) => [...listOf(at(spec, "http")).flatMap((entry) => [...proxyAnswers(entry), ...statuses(entry), ...callers(entry), ...unsafe(entry), ...wholeValues(entry)]), ...preflightsNotSeen(spec), ...neverUsed(spec)];

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

/** Blocks that earlier entries have, and entries after one that takes all (`istio/istio:pkg/config/validation/virtualservice.go`). */
function neverUsed(spec: Written): readonly Diagnostic[] {
  const seen = new Map<string, number>();
  let open: number | null = null;
  return listOf(at(spec, "http")).flatMap((entry, index) => {
    const texts = conditionsOf(entry);
    const earlier = open ?? (texts.every((text) => seen.has(text)) ? (seen.get(texts[0] ?? "") ?? null) : null);
    const all = open !== null;
    if (texts.includes("[]")) open ??= index + 1;
    for (const text of texts) if (!seen.has(text)) seen.set(text, index + 1);
    return earlier === null ? [] : [shared["entry-never-used"].report({ at: placeOf(wayOf(entry)), with: { earlier: `entry ${earlier}`, all } })];
  });
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
