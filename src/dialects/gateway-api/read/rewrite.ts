import type { Redirect, Rewrite } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { PathModifier, RedirectFilter, RewriteFilter } from "../kinds/filters.ts";
import { withoutTrailingSlash } from "./conditions.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { tell } from "./reading.ts";
import type { Reading } from "./reading.ts";
import type { RuleReading } from "./rule-reading.ts";

/** What becomes of path and host on the way to a backend (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPURLRewriteFilter). */
export function rewrite(reading: Reading, path: DocumentPath, filter: RewriteFilter): Rewrite {
  const { hostname } = filter;
  return {
    path: pathEdit(reading, [...path, "path"], filter.path),
    authority: hostname === undefined ? null : { value: hostname, origin: reading.at([...path, "hostname"]) },
    origin: reading.at(path),
  };
}

/** A prefix replacement loses its trailing slash; an empty one is the root. */
function pathEdit(reading: Reading, path: DocumentPath, modifier: PathModifier | undefined): Rewrite["path"] {
  if (modifier === undefined) return null;
  const full = modifier.type === "ReplaceFullPath";
  const place = [...path, full ? "replaceFullPath" : "replacePrefixMatch"];
  const written = (full ? modifier.replaceFullPath : modifier.replacePrefixMatch) ?? "";
  const value = full ? written : withoutTrailingSlash(written) || "/";
  const fault = value.startsWith("/") ? (/[?#]/.test(value) ? "is more than a path" : null) : "does not start with `/`";
  if (fault !== null) tell(reading, say["gateway-api-replacement-path"], place, { value: written, fault });
  return { kind: full ? "full" : "prefix", value, origin: reading.at(place) };
}

const defaultPorts = { http: 80, https: 443 } as const;

/**
 * A redirect with its port written out: the written one, else that of the written scheme, else the listener's. In a mesh
 * the last is not defined and stays open (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRequestRedirectFilter.Port).
 */
export function redirect(reading: RuleReading, path: DocumentPath, filter: RedirectFilter): Redirect {
  const { place } = reading;
  const scheme = filter.scheme ?? (place.kind === "gateway" ? place.scheme : null);
  const implied = filter.scheme !== undefined ? defaultPorts[filter.scheme] : place.kind === "gateway" ? place.port : null;
  const port = filter.port ?? implied;
  if (port === null) tell(reading, say["gateway-api-redirect-port-open"], path, {}, { part: "key" });
  return {
    kind: "redirect",
    // Other numbers were refused with the object.
    status: (filter.statusCode ?? 302) as Redirect["status"],
    scheme,
    host: filter.hostname ?? null,
    port,
    path: pathEdit(reading, [...path, "path"], filter.path),
    origin: reading.at(path),
  };
}
