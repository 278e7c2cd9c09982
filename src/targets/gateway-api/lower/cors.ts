import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Cors, Wish } from "../../../model/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** The CORS filter; credentials are always written. */
export function corsFilter({ value: cors }: Wish<Cors>): Json {
  return {
    type: "CORS",
    cors: compact({
      allowOrigins: cors.allowOrigins.map((origin) => (origin.kind === "exact" ? origin.value : "*")),
      allowMethods: listOf(cors.allowMethods),
      allowHeaders: listOf(cors.allowHeaders),
      exposeHeaders: listOf(cors.exposeHeaders),
      maxAge: cors.maxAgeMs === null ? undefined : cors.maxAgeMs / 1000,
      allowCredentials: cors.allowCredentials,
    }),
  };
}

/** What of the rules the filter cannot hold. */
export function corsFindings({ value: cors, origin }: Wish<Cors>): readonly Diagnostic[] {
  const age = cors.maxAgeMs;
  const odd = cors.allowOrigins.some(({ kind }) => kind !== "exact" && kind !== "present");
  const many = cors.allowOrigins.length > 1 && cors.allowOrigins.some(({ kind }) => kind === "present");
  const wild = [cors.allowMethods, cors.allowHeaders, cors.exposeHeaders].some((list) => list.includes("*"));
  const problems = [
    ...(odd ? ["an origin is a pattern"] : []),
    ...(cors.allowOrigins.length === 0 ? ["no origin is allowed, which is not defined"] : []),
    ...(cors.allowOrigins.some((one) => one.kind === "exact" && !/^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?$/.test(one.value)) ? ["an origin is no http or https address"] : []),
    ...(many ? ["every origin stands beside others"] : []),
    ...(wild && cors.allowCredentials ? ["`*` cannot stand beside credentials"] : []),
    ...(age === null || age < 1000 || age % 1000 !== 0 ? ["the age must be whole seconds"] : []),
  ];
  return problems.map((problem) => gatewayApiDiagnostics["cors-not-sayable"].report({ at: origin, with: { problem } }));
}

function listOf(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}
