import type { Destination, StaticFilter } from "./config.ts";
import { resolveGateway, resolveHost } from "./names.ts";
import { at, isSet, items, labels, refuse, text, texts, whole } from "./node.ts";
import type { Node } from "./node.ts";
import { readHeaderEdits, readHost } from "./read-common.ts";
import type { Reading } from "./read-common.ts";

/** The filters by proxy that http, tls and tcp blocks share. */
export function readStaticFilter(node: Node, reading: Reading): StaticFilter {
  return {
    port: whole(at(node, "port"), 0, 65_535),
    sourceLabels: labels(at(node, "sourceLabels")),
    sourceNamespace: text(at(node, "sourceNamespace")) || null,
    gateways: texts(at(node, "gateways")).map((name) => resolveGateway(name, reading.namespace)),
  };
}

/** `destination` with the weight and header changes beside it; the weight of an absent field is 0. */
export function readDestination(node: Node, reading: Reading): Destination {
  const destination = at(node, "destination");
  if (!isSet(destination)) refuse(node, "istio-invalid-route", "has no destination");
  const host = readHost(at(destination, "host"));
  if (host === "*") refuse(at(destination, "host"), "istio-invalid-host", "`*` is no destination");
  const subset = text(at(destination, "subset")) || null;
  if (subset !== null && !isDnsLabel(subset)) refuse(at(destination, "subset"), "istio-invalid-subset", `\`${subset}\` is no DNS label`);
  const headers = at(node, "headers");
  return {
    host: resolveHost(host, reading.namespace, reading.domain),
    subset,
    port: whole(at(destination, "port", "number"), 1, 65_535),
    weight: whole(at(node, "weight"), -2_147_483_648, 2_147_483_647) ?? 0,
    request: readHeaderEdits(at(headers, "request")),
    response: readHeaderEdits(at(headers, "response")),
  };
}

/** All destinations of an entry, their weights checked (istio/istio:pkg/config/validation/validation.go). */
export function readDestinations(node: Node, reading: Reading): readonly Destination[] {
  const destinations = items(node).map((item) => readDestination(item, reading));
  const negative = destinations.findIndex(({ weight }) => weight < 0);
  if (negative >= 0) refuse(at(node, negative, "weight"), "istio-invalid-weights", "is below 0");
  const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
  if (destinations.length > 1 && total === 0) refuse(node, "istio-invalid-weights", "has a total weight of 0");
  if (reading.features.weightsSum && destinations.length > 1 && total !== 100) refuse(node, "istio-invalid-weights", "does not sum to 100, as this release asks");
  return destinations;
}

/** Whether a text is a DNS-1123 label. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(name);
}
