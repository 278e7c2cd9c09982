import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { KubernetesDocument } from "../../dialect.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** What the status of an object read from a cluster says against it (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`, RouteConditionType). */
export function adviseStatus(document: KubernetesDocument): readonly Diagnostic[] {
  const status = field(document.value, "status");
  const title = `${document.kind} ${textOf(field(field(document.value, "metadata"), "name"))}`;
  const generation = field(field(document.value, "metadata"), "generation");
  const places: readonly DocumentPath[] = [["status"], ...["parents", "ancestors", "listeners"].flatMap((list) => items(field(status, list)).map((_, index) => ["status", list, index]))];
  return [...places.flatMap((path) => {
    const conditions = items(field(valueAt(document.value, path), "conditions"));
    return conditions.flatMap((condition, index) => conditionFindings(document, [...path, "conditions", index], condition, title, generation));
  }), ...emptyListeners(document, status, title)];
}

/** Listeners that no route is attached to (`kubernetes-sigs/gateway-api:apis/v1/gateway_types.go`, ListenerStatus.AttachedRoutes). */
function emptyListeners(document: KubernetesDocument, status: unknown, title: string): readonly Diagnostic[] {
  return items(field(status, "listeners")).flatMap((each, index) =>
    field(each, "attachedRoutes") === 0 ? [say["gateway-api-listener-without-routes"].report({ at: document.origin(["status", "listeners", index, "attachedRoutes"]), with: { listener: textOf(field(each, "name")), title } })] : [],
  );
}

const refusals: readonly string[] = ["Accepted False", "ResolvedRefs False", "Programmed False", "PartiallyInvalid True", "Conflicted True"];

function conditionFindings(document: KubernetesDocument, path: DocumentPath, condition: unknown, title: string, generation: unknown): readonly Diagnostic[] {
  const observed = field(condition, "observedGeneration");
  if (typeof observed === "number" && typeof generation === "number" && observed < generation) {
    return [say["gateway-api-status-stale"].report({ at: document.origin([...path, "observedGeneration"]), with: { title, observed, generation } })];
  }
  const word = `${textOf(field(condition, "type"))} ${textOf(field(condition, "status"))}`;
  if (!refusals.includes(word)) return [];
  return [say["gateway-api-not-accepted"].report({ at: document.origin([...path, "status"]), with: { title, condition: word, reason: textOf(field(condition, "reason")) } })];
}

function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((inner, step) => (typeof step === "number" ? items(inner)[step] : field(inner, step)), value);
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
