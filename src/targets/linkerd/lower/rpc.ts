import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, ServicePort } from "../../../model/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { rpcConditions } from "./retries.ts";

/**
 * Whether a port needs GRPCRoutes: they alone repeat calls by their gRPC status. All else is said by HTTPRoutes, which
 * know more conditions and leave other calls of the port alone.
 */
export function needsRpc({ protocol, arms }: ServicePort): boolean {
  return protocol === "grpc" && arms.some(({ route }) => route.retry?.value.on.some((word) => rpcConditions.includes(word)) === true);
}

/** What a GRPCRoute cannot say of an arm. */
export function rpcFindings({ when, route, origin }: Arm): readonly Diagnostic[] {
  const { path, query } = when;
  const wishes: readonly (readonly [string, Arm["origin"] | null])[] = [
    ["its path is neither a call such as `/pkg.Service/Method` nor a service", path === null || namesRpc(path) ? null : path.origin],
    ["it has conditions on the query", query[0]?.origin ?? null],
    ["it changes response headers, which would break every route of the port", route.responseHeaders?.origin ?? null],
    ["it does not forward", route.action.kind === "forward" || route.action.kind === "unroutable" ? null : route.action.origin],
    ["its conditions on headers name no call, which would break every route of the port", when.headers.length > 0 && isOpen(path) ? origin : null],
  ];
  return wishes.flatMap(([why, at]) => (at === null ? [] : [linkerdDiagnostics["linkerd-rpc"].report({ at, with: { route: route.name, why } })]));
}

const service = /^\.?[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*$/;
const method = /^[A-Za-z_][A-Za-z_0-9]*$/;

function namesRpc({ kind, value }: NonNullable<Arm["when"]["path"]>): boolean {
  if (kind === "regex" || kind === "stringPrefix") return false;
  const parts = value.split("/").slice(1);
  const open = (part: string): boolean => kind === "template" && part.startsWith("{");
  if (kind === "prefix" && parts.at(-1) === "") return parts.length === 1 || (parts.length === 2 && service.test(parts[0] ?? ""));
  const [first = "", second = ""] = parts;
  if (kind === "prefix" && parts.length === 1) return service.test(first);
  return parts.length === 2 && (open(first) || service.test(first)) && (open(second) || method.test(second));
}

function isOpen(path: Arm["when"]["path"]): boolean {
  return path === null || path.value === "/" || (path.kind === "template" && path.value.split("/").every((part) => part === "" || part.startsWith("{")));
}
