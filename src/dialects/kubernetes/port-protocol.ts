import type { InventoryPort } from "../../model/index.ts";

type Protocol = InventoryPort["protocol"];

/** By `appProtocol`, or by the name of a port up to its first dash (istio/istio:pkg/config/kube/conversion.go). */
const protocols: Readonly<Record<string, NonNullable<Protocol>>> = {
  http: "http",
  http2: "http2",
  https: "tls",
  grpc: "grpc",
  "grpc-web": "http",
  tls: "tls",
  tcp: "tcp",
  mongo: "tcp",
  mysql: "tcp",
  redis: "tcp",
  udp: "udp",
  "kubernetes.io/h2c": "http2",
  "kubernetes.io/ws": "http",
  "kubernetes.io/wss": "tls",
};

/** SMTP, DNS, MySQL and MongoDB: the server speaks first or the bytes are no HTTP, so that they are never sniffed. */
const rawPorts = new Set([25, 53, 3306, 27017]);

/** What is spoken on a port of a Service; null when nothing says so. */
export function portProtocol(port: { readonly name?: string; readonly port: number; readonly protocol?: string; readonly appProtocol?: string }): Protocol {
  if (port.protocol === "UDP") return "udp";
  if (port.appProtocol !== undefined) return known(port.appProtocol.toLowerCase());
  const name = port.name?.toLowerCase() ?? "";
  const named = known(name.startsWith("grpc-web") ? "grpc-web" : (name.split("-")[0] ?? ""));
  return named ?? (rawPorts.has(port.port) ? "tcp" : null);
}

function known(word: string): Protocol {
  return Object.hasOwn(protocols, word) ? (protocols[word] ?? null) : null;
}
