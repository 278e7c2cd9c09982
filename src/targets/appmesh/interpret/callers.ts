import type { Ask } from "./ask.ts";
import type { VirtualNode } from "./config.ts";
import { selects } from "./mesh.ts";
import type { Mesh } from "./mesh.ts";

/**
 * Who calls: a gateway, pods of known nodes, or somebody of whom the manifests say nothing, who is taken to be set up for the call;
 * without an identity it has no certificate. `names` are what the certificate of a gateway's pods says, as far as accounts tell.
 */
export type Caller = { readonly kind: "gateway"; readonly names: readonly string[] } | { readonly kind: "nodes"; readonly nodes: readonly VirtualNode[] } | { readonly kind: "unknown"; readonly identified: boolean };

/** Finds the caller's nodes by the accounts of their pods; by labels and by name where none is known. */
export function callerOf(ask: Ask, mesh: Mesh): Caller {
  const nodes = mesh.config.nodes.filter((node) => node.podSelector !== null && isCaller(ask, node, mesh));
  if (nodes.length > 0) return { kind: "nodes", nodes };
  const identified = ask.view.test({ dimension: "caller", predicate: { kind: "authenticated" } });
  ask.note("the caller's virtual node is not among the manifests; it is taken to list the virtual service among its backends");
  return { kind: "unknown", identified };
}

function isCaller({ view }: Ask, node: VirtualNode, mesh: Mesh): boolean {
  const accounts = mesh.accounts.get(node) ?? [];
  if (accounts.length > 0) return accounts.some((account) => view.test({ dimension: "caller", predicate: { kind: "account", ...account } }));
  const { namespace, name } = node.meta;
  if (!view.test({ dimension: "caller", predicate: { kind: "scope", namespace } })) return false;
  if (view.test({ dimension: "caller", predicate: { kind: "service", namespace, service: name } })) return true;
  const { labels = {}, expressions = [] } = node.podSelector ?? {};
  return expressions.length === 0 && selects({ labels, expressions }, labels) && view.test({ dimension: "caller", predicate: { kind: "labels", labels } });
}
