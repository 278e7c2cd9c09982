import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { trapDiagnostics as say } from "../traps.diagnostics.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf, trapsIn } from "../traps.ts";
import type { Trap, Written } from "../traps.ts";

/** What App Mesh accepts of VirtualRouters and does otherwise than they seem to say. */
export function appmeshTraps(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  return trapsIn(manifests, "appmesh.k8s.aws", { VirtualRouter: [routes] });
}

const routes: Trap = (spec, manifest) =>
  listOf(at(spec, "routes")).flatMap((route) => ["httpRoute", "http2Route", "grpcRoute"].map((kind) => at(route, kind)).filter(isSet).flatMap((body) => [...retries(body, manifest), ...prefix(body), ...tries(body)]));

/** Two further tries unless the mesh was installed otherwise (AWS App Mesh User Guide, "Default route retry policy"). */
function retries(body: Written, manifest: ManifestInput): readonly Diagnostic[] {
  if (isSet(at(body, "retryPolicy"))) return [];
  return [say["hidden-retries"].report({ at: placeOf(at(body, "action")), with: { target: "appmesh", manifest: titleOf(manifest), tries: "two further tries of any method" } })];
}

function prefix(body: Written): readonly Diagnostic[] {
  const node = at(body, "match", "prefix");
  const text = textOf(node);
  return text === null || text.endsWith("/") ? [] : [say["prefix-of-characters"].report({ at: placeOf(node), with: { prefix: text } })];
}

function tries(body: Written): readonly Diagnostic[] {
  const retry = at(body, "retryPolicy");
  const [most, perTry, timeout] = [numberOf(at(retry, "maxRetries")), duration(at(retry, "perRetryTimeout")), duration(at(body, "timeout", "perRequest"))];
  if (most === null || perTry === null || timeout === null || timeout === 0 || perTry * (most + 1) <= timeout) return [];
  return [say["manifest-tries-do-not-fit"].report({ at: placeOf(at(retry, "maxRetries")), with: { tries: most + 1, perTry, timeout } })];
}

/** `{ unit: s, value: 5 }` in milliseconds. */
function duration(node: Written): number | null {
  const value = numberOf(at(node, "value"));
  return value === null ? null : value * (textOf(at(node, "unit")) === "s" ? 1000 : 1);
}
