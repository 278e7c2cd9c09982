import type { DocumentPath } from "../../../source/origin.ts";
import type { GrpcMatch, GrpcRouteSpec } from "../kinds/routes.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { checkBackendPort, checkFilters } from "./filters.ts";
import { checkNamesAndCount } from "./http.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

/** The rules between fields of a GRPCRoute (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`, the CEL markers). */
export function checkGrpcRoute(reading: Reading, spec: GrpcRouteSpec): void {
  const rules = spec.rules ?? [];
  checkNamesAndCount(reading, rules);
  rules.forEach((rule, index) => {
    const path: DocumentPath = ["spec", "rules", index];
    rule.matches?.forEach((match, position) => checkMethod(reading, [...path, "matches", position, "method"], match));
    checkFilters(reading, [...path, "filters"], rule.filters ?? []);
    rule.backendRefs?.forEach((ref, position) => {
      checkBackendPort(reading, [...path, "backendRefs", position], ref);
      checkFilters(reading, [...path, "backendRefs", position, "filters"], ref.filters ?? []);
    });
  });
}

const forms = {
  service: /^\.?[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*$/i,
  method: /^[A-Za-z_][A-Za-z_0-9]*$/,
} as const;

function checkMethod(reading: Reading, path: DocumentPath, { method }: GrpcMatch): void {
  if (method === undefined) return;
  if (method.service === undefined && method.method === undefined) return tell(reading, say["gateway-api-grpc-method-empty"], path, {}, { part: "key" });
  if (method.type === "RegularExpression") return;
  for (const field of ["service", "method"] as const) {
    const value = method[field];
    if (value !== undefined && !forms[field].test(value)) tell(reading, say["gateway-api-grpc-method-form"], [...path, field], { field, value });
  }
}
