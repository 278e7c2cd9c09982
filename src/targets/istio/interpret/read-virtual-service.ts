import { isIP } from "node:net";
import type { L4Entry, L4Match, Meta, VirtualService } from "./config.ts";
import { hostCovers, resolveGateway, resolveHost } from "./names.ts";
import { at, isSet, items, refuse, texts } from "./node.ts";
import type { Node } from "./node.ts";
import { readExportTo, readHost } from "./read-common.ts";
import type { Reading } from "./read-common.ts";
import { readDestinations, readStaticFilter } from "./read-destination.ts";
import { readHttpEntry } from "./read-http-entry.ts";

/** Reads a VirtualService; whatever the control plane would refuse is refused (istio/istio:pkg/config/validation/virtualservice.go). */
export function readVirtualService(spec: Node, meta: Meta, reading: Reading): VirtualService {
  const gateways = texts(at(spec, "gateways")).map((name) => resolveGateway(name, reading.namespace));
  const bound = gateways.length === 0 ? ["mesh"] : gateways;
  const written = readHosts(spec, bound);
  const hosts = [...new Set(written.map((host) => resolveHost(host, reading.namespace, reading.domain)))];
  const [http, tls, tcp] = [items(at(spec, "http")), items(at(spec, "tls")), items(at(spec, "tcp"))];
  if (http.length + tls.length + tcp.length === 0) refuse(spec, "istio-invalid-route", "has no http, tls or tcp entry");
  return {
    meta,
    hosts,
    gateways: bound,
    exportTo: readExportTo(at(spec, "exportTo"), reading.namespace),
    http: http.map((entry) => readHttpEntry(entry, reading)),
    tls: tls.map((entry) => readL4Entry(entry, reading, written)),
    tcp: tcp.map((entry) => readL4Entry(entry, reading, null)),
  };
}

/** Hosts as written, in lower case: what is checked is checked before short names are resolved. */
function readHosts(spec: Node, gateways: readonly string[]): readonly string[] {
  const hosts = items(at(spec, "hosts")).map((node) => readHost(node).toLowerCase());
  if (hosts.length === 0 && isSet(at(spec, "gateways"))) refuse(spec, "istio-invalid-host", "has no hosts");
  if (hosts.includes("*") && gateways.includes("mesh")) refuse(at(spec, "hosts"), "istio-invalid-host", "has `*`, which only gateways may serve");
  hosts.forEach((host, index) => {
    const other = hosts.find((one, place) => place < index && (hostCovers(one, host) || hostCovers(host, one)));
    if (other !== undefined) refuse(at(spec, "hosts", index), "istio-invalid-host", `\`${host}\` overlaps \`${other}\``);
  });
  return hosts;
}

function readL4Entry(node: Node, reading: Reading, hosts: readonly string[] | null): L4Entry {
  const matches = items(at(node, "match"));
  if (hosts !== null && matches.length === 0) refuse(node, "istio-invalid-match", "needs a match with sniHosts");
  const destinations = readDestinations(at(node, "route"), reading);
  if (destinations.length === 0) refuse(node, "istio-invalid-route", "has no route");
  return { matches: matches.map((match) => readL4Match(match, reading, hosts)), destinations, path: node.path };
}

function readL4Match(node: Node, reading: Reading, hosts: readonly string[] | null): L4Match {
  const sniHosts = texts(at(node, "sniHosts")).map((host) => host.toLowerCase());
  if (hosts !== null) checkSni(node, sniHosts, hosts);
  const subnets = texts(at(node, "destinationSubnets"));
  if (subnets.some((subnet) => isIP(subnet.split("/")[0] ?? "") === 0)) refuse(at(node, "destinationSubnets"), "istio-invalid-match", "is no address block");
  return { ...readStaticFilter(node, reading), sniHosts, subnets };
}

function checkSni(node: Node, sniHosts: readonly string[], hosts: readonly string[]): void {
  if (sniHosts.length === 0) refuse(node, "istio-invalid-match", "has no sniHosts");
  sniHosts.forEach((sni, index) => {
    const covered = hosts.some((host) => hostCovers(host, sni));
    if (!covered) refuse(at(node, "sniHosts", index), "istio-invalid-match", `\`${sni}\` is not covered by the hosts`);
  });
}
