import { pathText } from "../../source/path-text.ts";
import { readList, readMapping } from "./fields.ts";
import { child, isWritten, placeOf, shown } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { declareVersion } from "./repairs.ts";
import type { Meta, PortRoute } from "./resources.ts";
import { shapeFindings } from "./shape.diagnostics.ts";
import { isFlat } from "./versions.ts";

/** Reads a TCPRoute or UDPRoute; versions before v1alpha4 have no ports and stand for every port. Null when it cannot be read. */
export function readPortRoute(meta: Meta, sink: Sink): PortRoute | null {
  const spec = child(meta.root, "spec");
  readMapping(meta.root, meta.kind, ["apiVersion", "kind", "metadata", "spec"], sink);
  if (isWritten(spec) && isFlat(meta.kind, meta.version)) reportSpec(spec, meta, sink);
  const known = meta.version === "v1alpha4" ? ["matches"] : [];
  if (isWritten(spec) && !readMapping(spec, `spec of ${meta.title}`, known, sink)) return null;
  if (meta.version !== "v1alpha4") return { meta, ports: [] };
  const matches = child(spec, "matches");
  if (isWritten(matches) && !readMapping(matches, `matches of ${meta.title}`, ["ports"], sink)) return null;
  return readPorts(child(matches, "ports"), meta, sink);
}

function reportSpec(spec: Node, meta: Meta, sink: Sink): void {
  const parameters = { field: "spec", right: "no place before v1alpha3", apiVersion: meta.root.document.apiVersion };
  const fixes = [declareVersion(meta.root, "v1alpha3")];
  sink(shapeFindings["smi-misplaced-fields"].report({ at: placeOf(spec, "key"), path: "spec", with: parameters, fixes }));
}

function readPorts(node: Node, meta: Meta, sink: Sink): PortRoute | null {
  const items = readList(node, sink);
  if (items === null && isWritten(node)) return null;
  if (items === null) sink(shapeFindings["smi-ports-omitted"].report({ at: meta.origin, with: { title: meta.title } }));
  const read = (items ?? []).map((item) => readPort(item, sink));
  if (read.includes(null)) return null;
  const ports = read.filter((port) => port !== null);
  ports.forEach((port, index) => {
    const item = items?.[index];
    if (ports.indexOf(port) === index || item === undefined) return;
    sink(shapeFindings["smi-duplicate-port"].report({ at: placeOf(item), path: pathText(item.path), with: { port } }));
  });
  return { meta, ports: [...new Set(ports)] };
}

/** A port as a number or as text of digits, which is reported; null (reported) for everything else. */
export function readPort(node: Node, sink: Sink): number | null {
  const isText = typeof node.value === "string" && /^\d{1,5}$/.test(node.value);
  const port = isText ? Number(node.value) : node.value;
  const isPort = typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (!isPort) {
    sink(shapeFindings["smi-bad-port"].report({ at: placeOf(node), path: pathText(node.path), with: { port: shown(node.value) } }));
    return null;
  }
  if (isText) {
    const fixes = [{ label: "remove the quotes", edits: [{ origin: placeOf(node), text: String(port) }] }];
    sink(shapeFindings["smi-port-as-text"].report({ at: placeOf(node), path: pathText(node.path), with: { port: String(port) }, fixes }));
  }
  return port;
}
