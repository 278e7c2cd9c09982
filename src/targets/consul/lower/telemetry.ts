import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { ScopeSettings, Service, Telemetry, Wish } from "../../../model/index.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import type { Context } from "./context.ts";
import { emptyPiece } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";

/** Access logs are for all proxies or none of them (`hashicorp/consul-k8s:control-plane/api/v1alpha1/proxydefaults_types.go`). */
export function accessLogs({ model }: Pick<Context, "model">): { readonly fields: Json; readonly wish: Wish<Telemetry> } | null {
  const wish = rootTelemetry(model.mesh.scopes);
  const wanted = wish?.value.accessLog ?? null;
  if (wish === null || wanted === null || wanted === "errors") return null;
  return { fields: { enabled: wanted === "all" }, wish };
}

function rootTelemetry(scopes: readonly ScopeSettings[]): Wish<Telemetry> | null {
  return scopes.find(({ namespace }) => namespace === null)?.telemetry ?? null;
}

/** What the mesh or a namespace wants of logs that the one setting for all does not say. */
export function scopeTelemetryFindings({ model }: Pick<Context, "model">): readonly Diagnostic[] {
  const root = rootTelemetry(model.mesh.scopes)?.value.accessLog ?? null;
  return model.mesh.scopes.flatMap(({ namespace, telemetry }) => {
    const wanted = telemetry?.value.accessLog ?? null;
    if (telemetry === null || wanted === null || (wanted !== "errors" && (namespace === null || wanted === root))) return [];
    return [logFinding(namespace === null ? "the mesh" : `namespace \`${namespace}\``, telemetry, wanted)];
  });
}

/** What a service wants of logs that is not the setting for all. */
export function telemetryPiece({ telemetry, id }: Service, { model }: Context): Piece {
  const wanted = telemetry?.value.accessLog ?? null;
  const root = rootTelemetry(model.mesh.scopes)?.value.accessLog ?? null;
  if (telemetry === null || wanted === null || wanted === root) return emptyPiece;
  return { ...emptyPiece, diagnostics: [logFinding(`\`${id.namespace}/${id.name}\``, telemetry, wanted)] };
}

function logFinding(where: string, { origin }: Wish<Telemetry>, wanted: string): Diagnostic {
  return consulDiagnostics["logs-of-one-service"].report({ at: origin, with: { where, wanted } });
}
