import type { Protocol, Request } from "./request.ts";

/**
 * A request taken apart, defaults filled in and outside the universe normalised: dot segments removed, unreserved
 * characters decoded, `//` kept. Header names are lower case. null: the request has no such part.
 */
export interface RequestParts {
  readonly protocol: Protocol;
  readonly method: string | null;
  readonly scheme: "http" | "https";
  readonly authority: string | null;
  readonly sni: string | null;
  /** Without query; null for tcp and tls. */
  readonly path: string | null;
  /** With its question mark; empty when there is none. */
  readonly query: string;
  /** First occurrence of each name, raw value. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
}

/** Longest path that is looked at, in characters. */
const longestPath = 65_536;

/** Takes a request apart. Never throws, whatever the texts are. */
export function requestParts(request: Request): RequestParts {
  const protocol = request.protocol ?? "http";
  const http = protocol !== "tcp" && protocol !== "tls";
  const headers = headersOf(request);
  const target = splitTarget(request.path ?? "/");
  return {
    protocol,
    method: http ? (request.method ?? (protocol === "grpc" ? "POST" : "GET")) : null,
    scheme: request.scheme ?? defaultScheme(request),
    authority: http ? (request.authority ?? headers.get("host") ?? defaultAuthority(request)) : null,
    sni: serverName(request),
    path: http ? normalPath(target.path) : null,
    query: http ? target.query : "",
    parameters: parametersOf(http ? target.query : ""),
    headers,
  };
}

/** What of the request lies outside the universe that proofs speak of; empty inside it. */
export function outsideOf(request: Request): readonly string[] {
  const { path, query } = splitTarget(request.path ?? "/");
  const names = Object.keys(request.headers ?? {}).map((name) => name.toLowerCase());
  const parameters = query.slice(1).split("&").map((pair) => pair.split("=")[0]);
  const findings: readonly (readonly [boolean, string])[] = [
    [!path.startsWith("/"), "path does not start with `/`"],
    [/[^\x21-\x7e]/.test(path), "path with characters beyond visible ASCII"],
    [path.includes("//"), "path with `//`"],
    [/\/\.{1,2}(?:\/|$)/.test(decodeUnreserved(path)), "path with dot segments"],
    [decodeUnreserved(path) !== path, "path with percent-encoded unreserved characters"],
    [/%2f/i.test(path), "path with `%2F`"],
    [repeats(names), "header given more than once"],
    [repeats(parameters), "query parameter given more than once"],
    [Object.values(request.headers ?? {}).some(unusualHeader), "header value beyond visible ASCII with single blanks"],
    [names.some((name) => /^(?:x-envoy-|l5d-)/.test(name)), "proxy-control header"],
  ];
  return findings.filter(([holds]) => holds).map(([, text]) => text);
}

function repeats(names: readonly (string | undefined)[]): boolean {
  return new Set(names).size < names.length;
}

function unusualHeader(value: string): boolean {
  return /[^\x20-\x7e]/.test(value) || value.includes("  ") || value !== value.trim();
}

function headersOf(request: Request): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

function defaultScheme(request: Request): "http" | "https" {
  return "gateway" in request.to && (request.to.sni !== undefined || request.to.port === 443) ? "https" : "http";
}

function defaultAuthority(request: Request): string | null {
  if ("gateway" in request.to) return request.to.sni ?? null;
  const { namespace, service, port } = request.to;
  return `${service}.${namespace}${port === undefined ? "" : `:${port}`}`;
}

/** What a TLS client asks for; inside the mesh it is given as the authority. */
function serverName(request: Request): string | null {
  const named = "gateway" in request.to ? request.to.sni : undefined;
  return named ?? (request.protocol === "tls" ? (request.authority ?? null) : null);
}

function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const bare = target.slice(0, longestPath).split("#")[0] ?? "";
  const mark = bare.indexOf("?");
  return mark < 0 ? { path: bare, query: "" } : { path: bare.slice(0, mark), query: bare.slice(mark) };
}

function parametersOf(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.slice(1).split("&")) {
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (name !== "" && !parameters.has(name)) parameters.set(name, equals < 0 ? "" : pair.slice(equals + 1));
  }
  return parameters;
}

/** Unreserved characters decoded, then dot segments removed (RFC 3986 6.2.2 and 5.2.4), empty segments kept. */
function normalPath(path: string): string {
  const decoded = decodeUnreserved(path);
  if (!/\/\.{1,2}(?:\/|$)/.test(decoded)) return decoded;
  const kept: string[] = [];
  const segments = decoded.split("/").slice(1);
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  const last = segments[segments.length - 1];
  if (last === "." || last === "..") kept.push("");
  return `/${kept.join("/")}`;
}

function decodeUnreserved(path: string): string {
  return path.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : whole;
  });
}
