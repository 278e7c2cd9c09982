import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { templatesOf } from "../pod-templates.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import type { Installation } from "./installation.ts";
import { group, nameOf, notesOf } from "./trap-world.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Identities that policies name, and callers whose identity is of another form. */
export function identityTraps(world: TrapWorld, installation: Installation): readonly Diagnostic[] {
  return [...strangers(world, installation), ...withoutSpiffe(world)];
}

function listed(world: TrapWorld): readonly { readonly nodes: readonly Written[]; readonly title: string }[] {
  return world.of(group, "MeshTLSAuthentication").map(({ spec, manifest }) => ({ nodes: listOf(at(spec, "identities")), title: titleOf(manifest) }));
}

/** Identities end in the namespace of the control plane and the trust domain (`linkerd/linkerd2:policy-controller/k8s/index/src/cluster_info.rs`). */
function strangers(world: TrapWorld, { controlPlaneNamespace, trustDomain }: Installation): readonly Diagnostic[] {
  const tail = `serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`;
  return listed(world).flatMap(({ nodes, title }) =>
    nodes.filter((node) => !mayMatch(textOf(node) ?? "", tail)).map((node) => say["policy-on-nothing"].report({ at: placeOf(node), with: { manifest: title, why: `identities of this mesh end in \`${tail}\`` } })),
  );
}

/** Whether some account of the mesh has the identity, or one that the wildcard takes; what the webhook refuses is said by the reader. */
function mayMatch(identity: string, tail: string): boolean {
  if (identity === "*" || identity.startsWith("spiffe://") || !/^(?:\*|[a-z0-9-]{1,63})(?:\.[a-z0-9-]{1,63})+$/.test(identity)) return true;
  const isTail = (text: string): boolean => tail === text || tail.endsWith(`.${text}`);
  const behind = (text: string, labels: number): boolean => isTail(text.split(".").slice(labels).join(".")) && text.split(".").length - labels === tail.split(".").length;
  if (!identity.startsWith("*.")) return behind(identity, 2);
  const rest = identity.slice(2);
  return isTail(rest) || behind(rest, 1);
}

const authenticated = ["all-authenticated", "cluster-authenticated"];
const inboundPolicy = "config.linkerd.io/default-inbound-policy";

/** Everybody with an identity is everybody whose identity is a name, not a SPIFFE id (`linkerd/linkerd2-proxy:linkerd/app/inbound/src/policy.rs`). */
function withoutSpiffe(world: TrapWorld): readonly Diagnostic[] {
  const outside = world.of("workload.linkerd.io", "ExternalWorkload").map(({ spec }) => textOf(at(spec, "meshTLS", "identity")));
  const named = listed(world).flatMap(({ nodes }) => nodes.map(textOf));
  const caller = [...outside, ...named].find((identity) => identity?.startsWith("spiffe://"));
  if (caller === undefined || caller === null) return [];
  return wideGrants(world).map((node) => say["spiffe-not-among-all"].report({ at: placeOf(node), with: { all: textOf(node) ?? "", caller } }));
}

/** Words that mean everybody with an identity, but where the ids are let in beside them. */
function wideGrants(world: TrapWorld): readonly Written[] {
  const all = world.of(group, "MeshTLSAuthentication");
  const open = all.filter(({ spec }) => !listOf(at(spec, "identities")).some(isSpiffe));
  const beside = new Set(all.filter((each) => !open.includes(each)).flatMap((each) => targetsWith(each, world)));
  const isBeside = (target: string): boolean => beside.has(target) || beside.has(`${target.split(" ")[0] ?? ""} Namespace ${target.split(" ")[0] ?? ""}`);
  const stars = open.filter((each) => !hasAll(targetsWith(each, world), isBeside)).flatMap(({ spec }) => listOf(at(spec, "identities")).filter((node) => textOf(node) === "*"));
  const policies = world.of(group, "Server").filter((server) => !isBeside(`${server.namespace} Server ${nameOf(server)}`)).map(({ spec }) => at(spec, "accessPolicy"));
  const defaults = [...world.of("", "Namespace").map((each) => at(notesOf(each), inboundPolicy)), ...templatesOf(world).map(({ metadata }) => at(metadata, "annotations", inboundPolicy))];
  return [...stars, ...[...policies, ...defaults].filter((node) => isSet(node) && authenticated.includes(textOf(node) ?? ""))];
}

function isSpiffe(node: Written): boolean {
  return textOf(node)?.startsWith("spiffe://") === true;
}

function hasAll(targets: readonly string[], holds: (target: string) => boolean): boolean {
  return targets.length > 0 && targets.every(holds);
}

/** The targets of the policies that ask for an authentication. */
function targetsWith({ manifest, namespace }: Placed, world: TrapWorld): readonly string[] {
  const asks = world.of(group, "AuthorizationPolicy").filter((policy) => listOf(at(policy.spec, "requiredAuthenticationRefs")).some((ref) => textOf(at(ref, "name")) === manifest.object.metadata.name && (textOf(at(ref, "namespace")) ?? policy.namespace) === namespace));
  return asks.map((policy) => `${policy.namespace} ${textOf(at(policy.spec, "targetRef", "kind")) ?? ""} ${textOf(at(policy.spec, "targetRef", "name")) ?? ""}`);
}
