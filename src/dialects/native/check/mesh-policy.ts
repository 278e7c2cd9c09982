import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type * as Policy from "../../../resources/generated/native/mesh-policy.ts";
import { quoted } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, entries, found, items, type Place } from "../place.ts";
import { consentFindings } from "./consents.ts";
import { headerNameFindings } from "./matchers.ts";
import { plainRetryFindings } from "./retries.ts";

/** What is wrong inside one MeshPolicy that is well formed. `root` is the place of its document. */
export function meshPolicyFindings(root: Place, policy: Policy.MeshPolicy): readonly Diagnostic[] {
  const place = below(root, "spec");
  const { spec } = policy;
  const { retry, deadline } = spec.defaults ?? {};
  const defaults = below(place, "defaults");
  return [
    ...scopeFindings(place, spec),
    ...(retry === undefined || retry === "none" ? [] : plainRetryFindings(below(defaults, "retry"), retry, deadline === "none" ? undefined : deadline, below(defaults, "deadline"))),
    ...balancingFindings(below(defaults, "loadBalancing", "policy"), spec.defaults?.loadBalancing?.policy),
    ...entries(below(place, "jwt", "providers"), spec.jwt?.providers).flatMap(([, provider, at]) =>
      headerNameFindings(items(below(at, "fromHeaders"), provider.fromHeaders).map(([{ name }, inside]) => [name, below(inside, "name")]), "match", "value"),
    ),
    ...entries(below(place, "gateways"), spec.gateways).flatMap(([, gateway, at]) =>
      items(below(at, "listeners"), gateway.listeners).flatMap(([listener, inside]) => listenerFindings(inside, listener)),
    ),
    ...consentFindings(below(place, "targets"), { ...spec.targets }),
  ];
}

const meshOnly = ["inventory", "trustDomain", "clusterDomain", "jwt", "egress", "targets", "gateways"] as const;

function scopeFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  if (spec.scope === "mesh") return [];
  const written = meshOnly.filter((field) => spec[field] !== undefined);
  return written.map((field) => say["mesh-only-field"].report({ ...found(below(place, field), "key"), with: { field: `\`${field}\`` } }));
}

function balancingFindings(place: Place, policy: string | undefined): readonly Diagnostic[] {
  if (policy !== "ring-hash" && policy !== "maglev") return [];
  const what = `${quoted(policy, false)} needs a key to hash by, which only a service can name`;
  return [say["hash-and-affinity"].report({ ...found(place), with: { what, help: "write it in the ServicePolicy beside its `affinity`" } })];
}

function listenerFindings(place: Place, listener: Policy.Listener): readonly Diagnostic[] {
  const { protocol, tls } = listener;
  const secure = protocol === "https" || protocol === "tls";
  if (secure && tls === undefined) return [tlsFinding(below(place, "protocol"), `a listener with protocol \`${protocol}\` needs \`tls\``, "add `tls: { mode: terminate, secret: … }`")];
  if (!secure && tls !== undefined) return [tlsFinding(below(place, "tls"), `a listener with protocol \`${protocol}\` has no \`tls\``, "write protocol `https` or `tls`, or drop `tls`")];
  if (tls?.mode === "terminate" && tls.secret === undefined) return [tlsFinding(below(place, "tls", "mode"), "terminating TLS needs a certificate", "add `secret`")];
  if (tls?.mode === "passthrough" && protocol === "https") {
    return [tlsFinding(below(place, "tls", "mode"), "`https` cannot be passed through", "write protocol `tls`, which routes by server name")];
  }
  return [];
}

function tlsFinding(place: Place, what: string, help: string): Diagnostic {
  return say["listener-tls"].report({ ...found(place), with: { what, help } });
}
