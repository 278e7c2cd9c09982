import type { Wish } from "../../model/index.ts";
import { readList, readMapping, readText, reportMissing, reportType } from "./fields.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import { child, isMapping, isWritten, placeOf } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import type { Binding, Meta } from "./resources.ts";

const schemeFields = ["podLabelSelector", "spiffeIdentities", "serviceAccount"];

/** Reads an IdentityBinding (servicemeshinterface/smi-spec:apis/traffic-access/v1alpha4/traffic-access.md); null when it has no schemes. */
export function readBinding(meta: Meta, sink: Sink): Binding | null {
  readMapping(meta.root, meta.kind, ["apiVersion", "kind", "metadata", "spec"], sink);
  const spec = child(meta.root, "spec");
  const schemes = child(spec, "schemes");
  if (!isWritten(schemes)) {
    reportMissing(schemes, meta.title, sink);
    return null;
  }
  readMapping(spec, `spec of ${meta.title}`, ["schemes"], sink);
  if (!readMapping(schemes, `schemes of ${meta.title}`, schemeFields, sink)) return null;
  const serviceAccount = readText(child(schemes, "serviceAccount"), sink);
  const spiffe = (readList(child(schemes, "spiffeIdentities"), sink) ?? []).flatMap((item) => readText(item, sink) ?? []);
  const labels = readLabels(child(schemes, "podLabelSelector"), sink);
  if (serviceAccount === null || labels === null) return { meta, serviceAccount, spiffe, labels };
  const problem = "`podLabelSelector` and `serviceAccount` exclude each other";
  sink(meaningFindings["smi-bad-binding"].report({ at: labels.origin, with: { title: meta.title, problem } }));
  return { meta, serviceAccount: null, spiffe, labels: null };
}

function readLabels(selector: Node, sink: Sink): Wish<Readonly<Record<string, string>>> | null {
  if (!isWritten(selector) || !readMapping(selector, "podLabelSelector", ["matchLabels"], sink)) return null;
  const labels = child(selector, "matchLabels");
  if (!isMapping(labels.value)) {
    reportType(labels, "a mapping of labels", sink);
    return null;
  }
  const strays = Object.keys(labels.value).map((name) => child(labels, name)).filter(({ value }) => typeof value !== "string");
  strays.forEach((stray) => reportType(stray, "text", sink));
  return strays.length > 0 ? null : { value: labels.value as Readonly<Record<string, string>>, origin: placeOf(selector, "key") };
}
