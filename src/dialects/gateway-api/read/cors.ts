import type { Cors, PositiveMatch, Wish } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { CorsFilter } from "../kinds/filters.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { tell } from "./reading.ts";
import type { Reading } from "./reading.ts";

/** CORS with the API's default age of 5 seconds; no origins admit none (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPCORSFilter). */
export function cors(reading: Reading, path: DocumentPath, filter: CorsFilter): Wish<Cors> {
  const origins = filter.allowOrigins ?? [];
  if (origins.length === 0) tell(reading, say["gateway-api-cors-no-origin"], path, {}, { part: "key" });
  return {
    value: {
      allowOrigins: origins.map(originMatch),
      allowMethods: [...(filter.allowMethods ?? [])],
      allowHeaders: [...(filter.allowHeaders ?? [])],
      exposeHeaders: [...(filter.exposeHeaders ?? [])],
      maxAgeMs: (filter.maxAge ?? 5) * 1000,
      allowCredentials: filter.allowCredentials ?? false,
    },
    origin: reading.at(path),
  };
}

/** `*` is any origin with any port; a star in the host stands for one label or more; a default port is never sent. */
function originMatch(origin: string): PositiveMatch {
  if (origin === "*") return { kind: "present" };
  const [, scheme = "", host = "", port] = /^(https?):\/\/([^:]*)(?::(\d+))?$/.exec(origin) ?? [];
  const standardPort = scheme === "https" ? "443" : "80";
  const ending = port === undefined || port === standardPort ? "" : `:${port}`;
  if (!host.startsWith("*")) return { kind: "exact", value: `${scheme}://${host}${ending}` };
  return { kind: "regex", value: `${scheme}://[^/:]+${host.slice(1).replaceAll(".", "\\.")}${ending}` };
}
