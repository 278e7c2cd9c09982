import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import type { Context } from "./piece.ts";

const words: Readonly<Record<string, readonly string[]>> = {
  discovery: ["auto", "dns", "cloudMap"],
  certificates: ["sds", "file"],
  defaultRetryPolicy: ["true", "false"],
  backendGroups: ["true", "false"],
};
const names = ["fqdn", "svc", "namespace", "name"];
const quotas = ["routesPerRouter", "backendsPerNode", "routesPerGateway", "gatewaysPerMesh", "servicesPerMesh", "routersPerMesh", "nodesPerMesh"];

/** What is wrong with the value of a setting; null: nothing. */
function wanted(setting: string, value: string): string | null {
  const known = words[setting];
  if (known !== undefined) return known.includes(value) ? null : `one of ${known.join(", ")}`;
  if (setting === "names") return value.split(",").every((word) => names.includes(word.trim())) ? null : `a list of ${names.join(", ")}`;
  if (quotas.includes(setting)) return /^[1-9]\d{0,5}$/.test(value) ? null : "a whole number from 1 to 999999";
  return null;
}

/** Values of settings that would be passed over: whoever wrote them would believe them. */
export function settingFindings({ model, profile }: Pick<Context, "model" | "profile">): readonly Diagnostic[] {
  const written = model.mesh.targets.filter(({ target }) => target === profile.target).flatMap(({ settings }) => Object.entries(settings));
  return written.flatMap(([setting, { value, origin }]) => {
    const problem = wanted(setting, value);
    return problem === null ? [] : [appmeshDiagnostics["setting-value"].report({ at: origin, with: { setting, value, wanted: problem } })];
  });
}
