import type { Related } from "../../diagnostics/diagnostic.ts";
import type { NamedMatch, PathMatch } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { pathText } from "../../source/path-text.ts";
import { readList, readMapping, readRequired, readText, reportMissing, reportType } from "./fields.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import { child, isMapping, isWritten, placeOf } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { readHeaderPattern, readPathPattern } from "./pattern.ts";
import { reportHeaderReadings, reportPathPattern, reportPathReadings } from "./pattern-findings.ts";
import { placeOfField, replaceValue } from "./repairs.ts";
import type { GroupMatch, Meta, RouteGroup } from "./resources.ts";
import type { Settings } from "./settings.ts";
import { shapeFindings } from "./shape.diagnostics.ts";
import { reportEmpty } from "./traffic-split.ts";
import { isFlat } from "./versions.ts";

const httpMethods = ["*", "GET", "HEAD", "PUT", "POST", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
const envelope = ["apiVersion", "kind", "metadata", "spec"];

interface Reading {
  readonly meta: Meta;
  readonly settings: Settings;
  readonly sink: Sink;
}

/** Reads an HTTPRouteGroup of any version, its patterns translated. */
export function readRouteGroup(meta: Meta, settings: Settings, sink: Sink): RouteGroup {
  const { root } = meta;
  const flat = isFlat("HTTPRouteGroup", meta.version);
  const spec = child(root, "spec");
  readMapping(root, meta.kind, [...envelope, "matches", "routes"], sink);
  if (isWritten(spec)) readMapping(spec, `spec of ${meta.title}`, ["matches", "routes", "ports"], sink);
  const draft = [child(root, "routes"), child(spec, "routes"), child(spec, "ports")].filter(isWritten);
  reportDraft(draft, sink);
  const place = placeOfField(root, ["matches"], { flat, shapeOf: "v1alpha4" }, sink);
  const list = child(place, "matches");
  const items = readList(list, sink);
  if (items === null && !isWritten(list) && draft.length === 0) reportMissing(flat ? list : child(spec, "matches"), meta.title, sink);
  if (items?.length === 0) reportEmpty(list, meta, sink);
  return readMatches(items ?? [], { meta, settings, sink });
}

function reportDraft(nodes: readonly Node[], sink: Sink): void {
  for (const node of nodes) {
    sink(shapeFindings["smi-draft-routes"].report({ at: placeOf(node, "key"), path: pathText(node.path), with: { field: pathText(node.path) } }));
  }
}

function readMatches(items: readonly Node[], reading: Reading): RouteGroup {
  const read = items.flatMap((item) => readMatch(item, reading) ?? []);
  const seen = new Map<string, Origin>();
  for (const { name, nameOrigin } of read) {
    const first = seen.get(name);
    if (first !== undefined) reportTwice("match", name, nameOrigin, [{ origin: first, note: "written here first" }], reading.sink);
    else seen.set(name, nameOrigin);
  }
  reportPathReadings(items.map((item) => child(item, "pathRegex")), reading.settings, reading.sink);
  reportHeaderReadings(items.flatMap(headerNodes), reading.settings, reading.sink);
  const matches = read.flatMap(({ match }) => match ?? []);
  return { meta: reading.meta, matches, broken: read.filter(({ match }) => match === null).map(({ name }) => name) };
}

function reportTwice(what: string, name: string, at: Origin, related: readonly Related[], sink: Sink): void {
  sink(shapeFindings["smi-duplicate-name"].report({ at, with: { what, name }, related }));
}

interface ReadMatch {
  readonly name: string;
  readonly nameOrigin: Origin;
  readonly match: GroupMatch | null;
}

function readMatch(item: Node, reading: Reading): ReadMatch | null {
  const { meta, sink } = reading;
  if (isMapping(item.value)) reportDraft([child(item, "routes")].filter(isWritten), sink);
  if (!readMapping(item, `a match of ${meta.title}`, ["name", "pathRegex", "methods", "headers", "routes"], sink)) return null;
  const name = readRequired(child(item, "name"), "a match", sink);
  if (name === null) return null;
  const path = readPath(child(item, "pathRegex"), reading);
  const methods = readMethods(child(item, "methods"), sink);
  const headers = readHeaders(child(item, "headers"), reading);
  if (meta.version === "v1alpha1" && isWritten(child(item, "headers"))) reportEarlyHeaders(item, name.value, sink);
  const isWhole = path !== "broken" && methods !== "broken" && headers !== "broken";
  const match = isWhole ? { name: name.value, path, methods, headers, origin: placeOf(item) } : null;
  if (match !== null && isAnything(match)) sink(meaningFindings["smi-every-request"].report({ at: name.origin, with: { match: name.value } }));
  return { name: name.value, nameOrigin: name.origin, match };
}

function isAnything(match: GroupMatch): boolean {
  return match.path === null && match.methods === null && match.headers.length === 0;
}

function reportEarlyHeaders(item: Node, match: string, sink: Sink): void {
  sink(shapeFindings["smi-headers-in-v1alpha1"].report({ at: placeOf(child(item, "headers"), "key"), path: pathText(item.path), with: { match } }));
}

function readPath(node: Node, reading: Reading): PathMatch | null | "broken" {
  const text = readText(node, reading.sink);
  if (text === null) return isWritten(node) ? "broken" : null;
  const result = readPathPattern(text, reading.settings.value["smi.pathRegex"]);
  if (!result.ok) {
    reportRegex(text.value, result.problem, text.origin, reading.sink);
    return "broken";
  }
  reportPathPattern(text, reading.sink);
  return result.match;
}

function reportRegex(pattern: string, problem: string, at: Origin, sink: Sink): void {
  sink(meaningFindings["smi-bad-regex"].report({ at, with: { pattern, problem } }));
}

function readMethods(node: Node, sink: Sink): readonly string[] | null | "broken" {
  const items = readList(node, sink);
  if (items === null) return isWritten(node) ? "broken" : null;
  const texts = items.map((item) => (isWritten(item) ? readText(item, sink)?.value : undefined));
  const unknown = items.filter((_, index) => texts[index] !== undefined && !httpMethods.includes(texts[index]));
  for (const item of unknown) sink(shapeFindings["smi-unknown-method"].report({ at: placeOf(item), path: pathText(item.path), with: { method: String(item.value) } }));
  items.filter((item) => !isWritten(item)).forEach((item) => reportType(item, "a method", sink));
  if (unknown.length > 0 || texts.includes(undefined)) return "broken";
  const methods = [...new Set(texts as readonly string[])];
  return methods.length === 0 || methods.includes("*") ? null : methods;
}

/** The nodes of all header values of a match, from a mapping or from a list of mappings. */
function headerNodes(item: Node): readonly Node[] {
  const headers = child(item, "headers");
  const holders = Array.isArray(headers.value) ? headers.value.map((_, index) => child(headers, index)) : [headers];
  return holders.flatMap((holder) => (isMapping(holder.value) ? Object.keys(holder.value).map((name) => child(holder, name)) : []));
}

function readHeaders(node: Node, reading: Reading): readonly NamedMatch[] | "broken" {
  const { sink } = reading;
  if (!isWritten(node)) return [];
  if (!isMapping(node.value) && !Array.isArray(node.value)) {
    reportType(node, "a list of mappings with one header each", sink);
    return "broken";
  }
  const strays = Array.isArray(node.value) ? node.value.map((_, index) => child(node, index)).filter(({ value }) => !isMapping(value)) : [];
  strays.forEach((stray) => reportType(stray, "a mapping with one header", sink));
  const written = headerNodes({ ...node, path: node.path.slice(0, -1), value: { headers: node.value } });
  reportHeaderShape(node, written, sink);
  const headers = written.map((header) => readHeader(header, reading));
  const isBroken = reportTwiceHeaders(written, sink) || strays.length > 0 || headers.includes(null);
  return isBroken ? "broken" : headers.filter((header) => header !== null);
}

function reportHeaderShape(node: Node, headers: readonly Node[], sink: Sink): void {
  const crowded = Array.isArray(node.value) && node.value.some((entry) => isMapping(entry) && Object.keys(entry).length > 1);
  if (Array.isArray(node.value) && !crowded) return;
  const list = headers.map((header) => `{${JSON.stringify(header.path.at(-1))}: ${JSON.stringify(header.value)}}`);
  const fixes = [replaceValue(node, `[${list.join(", ")}]`, "write a list with one header in each entry")];
  const found = crowded ? "a list whose entries hold several headers" : "a mapping";
  sink(shapeFindings["smi-headers-shape"].report({ at: placeOf(node, "key"), path: pathText(node.path), with: { found }, fixes }));
}

function readHeader(node: Node, reading: Reading): NamedMatch | null {
  const text = readText(node, reading.sink);
  if (text === null) {
    if (!isWritten(node)) reportType(node, "text", reading.sink);
    return null;
  }
  const result = readHeaderPattern(text.value, reading.settings.value["smi.headerRegex"]);
  if (!result.ok) {
    reportRegex(text.value, result.problem, text.origin, reading.sink);
    return null;
  }
  return { name: String(node.path.at(-1)).toLowerCase(), match: result.match, origin: text.origin };
}

/** Header names are equal without regard to case. */
function reportTwiceHeaders(headers: readonly Node[], sink: Sink): boolean {
  const names = headers.map((header) => String(header.path.at(-1)).toLowerCase());
  const twice = headers.filter((_, index) => names.indexOf(names[index] ?? "") < index);
  for (const header of twice) {
    const name = String(header.path.at(-1));
    const first = headers[names.indexOf(name.toLowerCase())];
    const related = first === undefined ? [] : [{ origin: placeOf(first, "key"), note: "written here first" }];
    reportTwice("header", name, placeOf(header, "key"), related, sink);
  }
  return twice.length > 0;
}
