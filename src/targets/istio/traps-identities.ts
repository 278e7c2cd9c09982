import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import { hostIn, networking, security } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What counts on mutual TLS where a PeerAuthentication switches it off. */
export function identityTraps(world: TrapWorld): readonly Diagnostic[] {
  return [...world.of(security, "AuthorizationPolicy").flatMap((rule) => identities(rule, world)), ...world.of(networking, "DestinationRule").flatMap((rule) => clients(rule, world))];
}

/** The PeerAuthentication that switches a namespace off; none where pods of it have a word of their own. */
function offIn(namespace: string, world: TrapWorld): Placed | null {
  const all = world.of(security, "PeerAuthentication").filter((each) => ["istio-system", namespace].includes(each.namespace));
  if (all.some(({ spec }) => isSet(at(spec, "selector")) || isSet(at(spec, "portLevelMtls")))) return null;
  const own = all.find((each) => each.namespace === namespace) ?? all[0];
  return own !== undefined && textOf(at(own.spec, "mtls", "mode")) === "DISABLE" ? own : null;
}

function identities({ spec, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const off = offIn(namespace, world);
  if (off === null) return [];
  const sources = listOf(at(spec, "rules")).flatMap((rule) => listOf(at(rule, "from"))).map((from) => at(from, "source"));
  const named = sources.flatMap((source) => ["principals", "namespaces", "serviceAccounts"].map((field) => at(source, field))).filter(isSet);
  return named.map((node) => say["mutual-tls-is-off"].report({ at: placeOf(node), with: { said: `no caller has \`${String(node.path.at(-1))}\` here`, other: titleOf(off.manifest) } }));
}

/** `istio/istio:pilot/pkg/networking/core/cluster_tls.go`: a mode that is written is not chosen by the mesh. */
function clients({ spec, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const host = hostIn(textOf(at(spec, "host")) ?? "", namespace);
  const off = offIn(/^[^.]+\.([^.]+)\.svc\./.exec(host)?.[1] ?? "", world);
  const mode = at(spec, "trafficPolicy", "tls", "mode");
  return off === null || textOf(mode) !== "ISTIO_MUTUAL" ? [] : [say["mutual-tls-is-off"].report({ at: placeOf(mode), with: { said: `every call to \`${host}\` fails`, other: titleOf(off.manifest) } })];
}
