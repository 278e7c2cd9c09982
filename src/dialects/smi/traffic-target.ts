import type { Wish } from "../../model/index.ts";
import { pathText } from "../../source/path-text.ts";
import { readList, readMapping, readRequired, readText, reportMissing, reportType } from "./fields.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import { child, isMapping, isWritten, placeOf, shown } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { readPort } from "./port-route.ts";
import { addEntry, declareVersion, placeOfField, renameKey } from "./repairs.ts";
import type { Meta, Party, Rule, Target } from "./resources.ts";
import { shapeFindings } from "./shape.diagnostics.ts";
import { reportEmpty } from "./traffic-split.ts";
import { isFlat } from "./versions.ts";

const fields = ["destination", "specs", "rules", "sources"];

/** Reads a TrafficTarget of any version into the form of v1alpha3; whatever cannot be read grants nothing. */
export function readTarget(meta: Meta, sink: Sink): Target {
  const flat = isFlat("TrafficTarget", meta.version);
  const spec = child(meta.root, "spec");
  readMapping(meta.root, meta.kind, ["apiVersion", "kind", "metadata", "spec", ...fields], sink);
  if (isWritten(spec)) readMapping(spec, `spec of ${meta.title}`, fields, sink);
  const place = placeOfField(meta.root, fields, { flat, shapeOf: "v1alpha2" }, sink);
  const home = isMapping(place.value) ? place : child(meta.root, "spec");
  const rules = readRules(home, meta, flat && place === meta.root, sink);
  const sources = readSources(child(home, "sources"), meta, sink);
  const { destination, port } = readDestination(child(home, "destination"), meta, sink);
  // A rule that cannot be read might have narrowed the others, so that nothing is granted.
  const isWhole = !rules.includes(null);
  return { meta, destination, port, rules: isWhole ? rules.filter((rule) => rule !== null) : [], sources };
}

function readDestination(node: Node, meta: Meta, sink: Sink): Pick<Target, "destination" | "port"> {
  if (!isWritten(node)) {
    reportMissing(node, meta.title, sink);
    return { destination: null, port: null };
  }
  const destination = readParty(node, "destination", meta, sink);
  const port = child(node, "port");
  if (!isMapping(node.value) || !isWritten(port)) return { destination, port: null };
  const number = readPort(port, sink);
  if (meta.version === "v1alpha3" || meta.version === "v1alpha4") reportRemovedPort(port, meta, sink);
  // A port that cannot be read must not open every port: the target grants nothing.
  return number === null ? { destination: null, port: null } : { destination, port: { value: number, origin: placeOf(port) } };
}

function reportRemovedPort(port: Node, meta: Meta, sink: Sink): void {
  const parameters = { port: shown(port.value) };
  const fixes = [declareVersion(meta.root, "v1alpha2")];
  sink(shapeFindings["smi-removed-port"].report({ at: placeOf(port, "key"), path: pathText(port.path), with: parameters, fixes }));
}

function readSources(node: Node, meta: Meta, sink: Sink): readonly Party[] {
  const items = readList(node, sink);
  if (items === null && !isWritten(node)) reportMissing(node, meta.title, sink);
  if (items?.length === 0) reportEmpty(node, meta, sink);
  return (items ?? []).flatMap((item) => readParty(item, "source", meta, sink) ?? []);
}

function readParty(node: Node, role: "source" | "destination", meta: Meta, sink: Sink): Party | null {
  const hasPort = role === "destination" || meta.version === "v1alpha1" || meta.version === "v1alpha2";
  const known = ["kind", "name", "namespace", ...(meta.version === "v1alpha4" ? ["group"] : []), ...(hasPort ? ["port"] : [])];
  if (!readMapping(node, `a ${role}`, known, sink)) return null;
  if (role === "source" && hasPort && isWritten(child(node, "port"))) reportSourcePort(child(node, "port"), sink);
  const kind = readRequired(child(node, "kind"), `a ${role}`, sink);
  const name = readRequired(child(node, "name"), `a ${role}`, sink);
  const namespace = readText(child(node, "namespace"), sink);
  if (kind === null || name === null || (namespace === null && isWritten(child(node, "namespace")))) return null;
  if (!isKnownKind(kind.value, meta)) {
    sink(meaningFindings["smi-identity-kind"].report({ at: kind.origin, path: pathText(node.path), with: { kind: kind.value, role } }));
    return null;
  }
  readGroup(child(node, "group"), kind.value, sink);
  if (!namespace?.value) reportNamespace(node, role, name, meta, sink);
  return { kind: kind.value, id: { namespace: namespace?.value || meta.id.namespace, name: name.value }, origin: name.origin };
}

function isKnownKind(kind: string, meta: Meta): kind is Party["kind"] {
  return kind === "ServiceAccount" || (kind === "IdentityBinding" && meta.version === "v1alpha4");
}

function readGroup(node: Node, kind: string, sink: Sink): void {
  const expected = kind === "IdentityBinding" ? "access.smi-spec.io" : "";
  if (isWritten(node) && node.value !== expected) reportType(node, expected === "" ? "empty for a ServiceAccount" : `\`${expected}\``, sink);
}

function reportSourcePort(port: Node, sink: Sink): void {
  sink(shapeFindings["smi-source-port"].report({ at: placeOf(port, "key"), path: pathText(port.path), with: { port: shown(port.value) } }));
}

function reportNamespace(node: Node, role: string, name: Wish<string>, meta: Meta, sink: Sink): void {
  const { namespace } = meta.id;
  const isEmpty = child(node, "namespace").value === "";
  const fixes = isEmpty ? [] : [addEntry(node, "name", "namespace", namespace)];
  const parameters = { role, account: name.value, namespace };
  sink(meaningFindings["smi-namespace-omitted"].report({ at: name.origin, path: pathText(node.path), with: parameters, fixes }));
}

function readRules(home: Node, meta: Meta, flat: boolean, sink: Sink): readonly (Rule | null)[] {
  const [right, other] = meta.version === "v1alpha1" && flat ? ["specs", "rules"] : ["rules", "specs"];
  const [here, there] = [child(home, right), child(home, other)];
  if (isWritten(here) && isWritten(there)) reportBoth(here, there, sink);
  else if (isWritten(there)) reportRenamed(there, right, meta, sink);
  const list = isWritten(here) ? here : isWritten(there) ? there : here;
  const items = readList(list, sink);
  if (items === null && !isWritten(list)) reportMissing(list, meta.title, sink);
  if (items?.length === 0) reportEmpty(list, meta, sink);
  return (items ?? []).map((item) => readRule(item, meta, sink));
}

function reportBoth(here: Node, there: Node, sink: Sink): void {
  const parameters = { first: pathText(here.path), second: pathText(there.path) };
  const related = [{ origin: placeOf(here, "key"), note: "the other place" }];
  sink(shapeFindings["smi-both-places"].report({ at: placeOf(there, "key"), path: pathText(there.path), with: parameters, related }));
}

function reportRenamed(node: Node, right: string, meta: Meta, sink: Sink): void {
  const parameters = { found: String(node.path.at(-1)), right, version: meta.version };
  const fixes = [renameKey(node, right)];
  sink(shapeFindings["smi-renamed-rules"].report({ at: placeOf(node, "key"), path: pathText(node.path), with: parameters, fixes }));
}

function readRule(item: Node, meta: Meta, sink: Sink): Rule | null {
  if (!readMapping(item, "a rule", ["kind", "name", "matches"], sink)) return null;
  const kind = readRequired(child(item, "kind"), "a rule", sink);
  const name = readRequired(child(item, "name"), "a rule", sink);
  const kinds = ["HTTPRouteGroup", "TCPRoute", ...(meta.version === "v1alpha3" || meta.version === "v1alpha4" ? ["UDPRoute"] : [])];
  if (kind !== null && !kinds.includes(kind.value)) reportType(child(item, "kind"), `one of ${kinds.join(", ")}`, sink);
  if (kind === null || name === null || !kinds.includes(kind.value)) return null;
  const matches = readMatchNames(child(item, "matches"), meta, sink);
  return matches === "broken" ? null : { kind: kind.value as Rule["kind"], name, matches, origin: placeOf(item) };
}

function readMatchNames(node: Node, meta: Meta, sink: Sink): readonly Wish<string>[] | null | "broken" {
  const items = readList(node, sink);
  if (items === null) return isWritten(node) ? "broken" : null;
  if (items.length === 0) reportEmpty(node, meta, sink);
  items.filter((item) => !isWritten(item)).forEach((item) => reportType(item, "the name of a match", sink));
  return items.flatMap((item) => readText(item, sink) ?? []);
}
