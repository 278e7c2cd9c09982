/** What meshes treat alike: requests of HTTP, TLS by its server name, or connections. */
export function protocolFamily(protocol: string): "HTTP" | "TLS" | "TCP" | "UDP" {
  switch (protocol) {
    case "http":
    case "http2":
    case "grpc":
      return "HTTP";
    case "tls":
      return "TLS";
    case "udp":
      return "UDP";
    default:
      return "TCP";
  }
}
