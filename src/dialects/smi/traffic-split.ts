import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Wish } from "../../model/index.ts";
import { decimalFraction } from "../../support/fraction.ts";
import type { Fraction } from "../../support/fraction.ts";
import { pathText } from "../../source/path-text.ts";
import { readList, readMapping, readRequired, reportMissing, reportType } from "./fields.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import { child, isWritten, placeOf, shown } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { parseQuantity, wholeWeights } from "./quantity.ts";
import { removeEntry } from "./repairs.ts";
import type { Meta, Split, SplitBackend } from "./resources.ts";
import { shapeFindings } from "./shape.diagnostics.ts";

const largestWeight = 2_147_483_647;

/** Reads a TrafficSplit of any version into the form of v1alpha4; null when it names no root or no backends. */
export function readSplit(meta: Meta, sink: Sink): Split | null {
  const spec = child(meta.root, "spec");
  readMapping(meta.root, meta.kind, ["apiVersion", "kind", "metadata", "spec"], sink);
  if (!isWritten(spec)) {
    reportMissing(spec, meta.title, sink);
    return null;
  }
  const hasMatches = meta.version === "v1alpha3" || meta.version === "v1alpha4";
  const known = ["service", "backends", ...(hasMatches ? ["matches"] : [])];
  if (!readMapping(spec, `spec of ${meta.title}`, known, sink)) return null;
  const service = readRequired(child(spec, "service"), meta.title, sink);
  const backends = readBackends(child(spec, "backends"), meta, sink);
  const matches = hasMatches ? readMatches(child(spec, "matches"), meta, sink) : null;
  return service === null || backends.length === 0 ? null : { meta, service, backends, matches };
}

function readBackends(node: Node, meta: Meta, sink: Sink): readonly SplitBackend[] {
  const items = readList(node, sink);
  if (items === null && !isWritten(node)) reportMissing(node, meta.title, sink);
  if (items?.length === 0) reportEmpty(node, meta, sink);
  const backends = (items ?? []).flatMap((item) => readBackend(item, meta, sink) ?? []);
  const weighted = meta.version === "v1alpha1" ? upgradeWeights(backends, meta, sink) : backends;
  reportDuplicates(weighted, sink);
  return weighted;
}

/** Reports a list that has no entry. */
export function reportEmpty(node: Node, meta: Meta, sink: Sink): void {
  const field = pathText(node.path);
  sink(shapeFindings["smi-empty-list"].report({ at: placeOf(node, "key"), path: field, with: { field, title: meta.title } }));
}

function readBackend(item: Node, meta: Meta, sink: Sink): SplitBackend | null {
  if (!readMapping(item, "a backend", ["service", "weight"], sink)) return null;
  const service = readRequired(child(item, "service"), "a backend", sink);
  if (service === null) return null;
  const weight = child(item, "weight");
  const origin = isWritten(weight) ? placeOf(weight) : service.origin;
  const written = meta.version === "v1alpha1" ? readQuantity(weight, sink) : readWhole(weight, sink);
  const isUsable = written !== null && written.den === 1n && written.num >= 0n && written.num <= BigInt(largestWeight);
  const isFine = meta.version === "v1alpha1" ? written !== null && written.num >= 0n : isUsable;
  if (!isFine && (written !== null || !isWritten(weight))) reportWeight(weight, service.value, sink);
  return { service, weight: isUsable ? Number(written.num) : null, written: isFine ? written : null, origin, item };
}

function readWhole(node: Node, sink: Sink): Fraction | null {
  if (!isWritten(node)) return null;
  if (typeof node.value === "number" && Number.isFinite(node.value)) return decimalFraction(node.value);
  reportType(node, "a whole number", sink);
  return null;
}

function readQuantity(node: Node, sink: Sink): Fraction | null {
  if (!isWritten(node)) return null;
  if (typeof node.value === "number" && Number.isFinite(node.value)) return decimalFraction(node.value);
  const quantity = typeof node.value === "string" ? parseQuantity(node.value) : null;
  if (quantity === null) reportType(node, "a quantity such as `500m` or `1`", sink);
  return quantity;
}

function reportWeight(node: Node, backend: string, sink: Sink): void {
  sink(meaningFindings["smi-bad-weight"].report({ at: placeOf(node, "value"), path: pathText(node.path), with: { backend, found: shown(node.value) } }));
}

/** Quantities become the smallest whole numbers in the same proportion, over all backends of the split. */
function upgradeWeights(backends: readonly SplitBackend[], meta: Meta, sink: Sink): readonly SplitBackend[] {
  const usable = backends.filter(({ written }) => written !== null);
  const whole = wholeWeights(usable.map(({ written }) => written as Fraction));
  const tooLarge = whole.findIndex((weight) => weight > BigInt(largestWeight));
  if (tooLarge >= 0) reportUpgraded(usable[tooLarge], whole[tooLarge], sink);
  const upgraded = backends.map((backend) => {
    const weight = whole[usable.indexOf(backend)];
    return { ...backend, weight: weight === undefined || weight > BigInt(largestWeight) ? null : Number(weight) };
  });
  reportMixed(upgraded, meta, sink);
  return upgraded;
}

function reportUpgraded(backend: SplitBackend | undefined, weight: bigint | undefined, sink: Sink): void {
  if (backend === undefined) return;
  sink(meaningFindings["smi-bad-weight"].report({ at: backend.origin, with: { backend: backend.service.value, found: `${weight}` } }));
}

function reportMixed(backends: readonly SplitBackend[], meta: Meta, sink: Sink): void {
  const parts = backends.flatMap(({ written }) => (written === null || written.num === 0n ? [] : [written.den === 1n]));
  if (!(parts.includes(true) && parts.includes(false))) return;
  const shares = backends.map(({ service, weight }) => `${service.value} ${weight}`).join(", ");
  sink(meaningFindings["smi-mixed-quantities"].report({ at: meta.origin, with: { title: meta.title, shares } }));
}

function reportDuplicates(backends: readonly SplitBackend[], sink: Sink): void {
  backends.forEach((backend, index) => {
    const other = backends.slice(0, index).find(({ service }) => service.value === backend.service.value);
    if (other === undefined) return;
    const related = [{ origin: other.service.origin, note: "listed here first" }];
    const parameters = { backend: backend.service.value };
    sink(meaningFindings["smi-duplicate-backend"].report({ at: backend.service.origin, with: parameters, related, fixes: sumFix(other, backend) }));
  });
}

/** Writes the sum to the first entry and removes the second one, where it has lines of its own. */
function sumFix(first: SplitBackend, second: SplitBackend): readonly Fix[] {
  const removal = removeEntry(second.item);
  const sum = (first.weight ?? 0) + (second.weight ?? 0);
  const isWhole = [first, second].every(({ weight, written }) => written !== null && written.den === 1n && BigInt(weight ?? -1) === written.num);
  return isWhole && removal !== null ? [{ label: "write one entry with the sum", edits: [{ origin: first.origin, text: String(sum) }, removal] }] : [];
}

function readMatches(node: Node, meta: Meta, sink: Sink): readonly Wish<string>[] | null {
  const items = readList(node, sink);
  if (items === null) return isWritten(node) ? [] : null;
  if (items.length === 0) reportEmpty(node, meta, sink);
  return items.flatMap((item) => readGroupReference(item, sink) ?? []);
}

function readGroupReference(item: Node, sink: Sink): Wish<string> | null {
  if (!readMapping(item, "a match", ["kind", "name", "apiGroup"], sink)) return null;
  const kind = readRequired(child(item, "kind"), "a match", sink);
  const apiGroup = child(item, "apiGroup");
  if (isWritten(apiGroup) && apiGroup.value !== "specs.smi-spec.io") reportType(apiGroup, "`specs.smi-spec.io`", sink);
  if (kind !== null && kind.value !== "HTTPRouteGroup") {
    reportType(child(item, "kind"), "`HTTPRouteGroup`", sink);
    return null;
  }
  return readRequired(child(item, "name"), "a match", sink);
}
