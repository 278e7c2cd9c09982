import type { Name, Wish } from "../../model/index.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { Origin } from "../../source/origin.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import type { Binding, Party } from "./resources.ts";
import type { World } from "./world.ts";

/** An account with the place that named it. */
export interface Account {
  readonly id: Name;
  readonly origin: Origin;
}

/** The accounts that a source or destination stands for; none (reported) when a binding cannot be read as accounts. */
export function accountsOf(party: Party, world: World): readonly Account[] {
  if (party.kind === "ServiceAccount") return [{ id: party.id, origin: party.origin }];
  const binding = world.resources.bindings.find(({ meta }) => sameName(meta.id, party.id));
  if (binding !== undefined) return bindingAccounts(binding, world);
  const parameters = { kind: party.kind, ...party.id };
  world.sink(meaningFindings["smi-unknown-reference"].report({ at: party.origin, with: parameters }));
  return [];
}

function bindingAccounts(binding: Binding, world: World): readonly Account[] {
  const { namespace } = binding.meta.id;
  const own = binding.serviceAccount;
  return [
    ...(own === null ? [] : [{ id: { namespace, name: own.value }, origin: own.origin }]),
    ...binding.spiffe.flatMap((id) => spiffeAccount(id, world) ?? []),
    ...labelAccounts(binding, world),
  ];
}

/** `TRUST-DOMAIN/ns/N/sa/S`, with or without `spiffe://`; identities of other trust domains have no account here. */
function spiffeAccount(id: Wish<string>, world: World): Account | null {
  const parts = id.value.replace(/^spiffe:\/\//, "").split("/");
  const [domain, ns, namespace = "", sa, name = ""] = parts;
  const isAccount = parts.length === 5 && domain === world.settings.trustDomain && ns === "ns" && sa === "sa" && namespace !== "" && name !== "";
  return isAccount ? { id: { namespace, name }, origin: id.origin } : null;
}

/** The accounts of the selected workloads, unless other workloads of the namespace run under one of them too. */
function labelAccounts(binding: Binding, world: World): readonly Account[] {
  const { labels, meta } = binding;
  if (labels === null || labelProblem(binding, world) !== null) return [];
  const names = new Set(selected(binding, world).map(({ serviceAccount }) => serviceAccount));
  return [...names].sort().map((name) => ({ id: { namespace: meta.id.namespace, name }, origin: labels.origin }));
}

function selected(binding: Binding, world: World): World["workloads"] {
  const wanted = Object.entries(binding.labels?.value ?? {});
  return world.workloads.filter(({ id, labels }) => id.namespace === binding.meta.id.namespace && wanted.every(([key, value]) => labels[key] === value));
}

function labelProblem(binding: Binding, world: World): string | null {
  const inside = selected(binding, world);
  if (inside.length === 0) return "no workload with these labels is in the input";
  const others = world.workloads.filter((workload) => workload.id.namespace === binding.meta.id.namespace && !inside.includes(workload));
  const shared = others.find((other) => inside.some(({ serviceAccount }) => serviceAccount === other.serviceAccount));
  return shared === undefined ? null : `account \`${shared.serviceAccount}\` is also used by \`${nameText(shared.id)}\`, which the labels leave out`;
}

/** Reports every part of a binding that names no account. */
export function checkBinding(binding: Binding, world: World): void {
  const { title } = binding.meta;
  for (const { value, origin } of binding.spiffe.filter((id) => spiffeAccount(id, world) === null)) {
    const problem = `\`${value}\` is not of the form ${world.settings.trustDomain}/ns/NAMESPACE/sa/ACCOUNT`;
    world.sink(meaningFindings["smi-bad-binding"].report({ at: origin, with: { title, problem } }));
  }
  const problem = binding.labels === null ? null : labelProblem(binding, world);
  if (binding.labels !== null && problem !== null) world.sink(meaningFindings["smi-bad-binding"].report({ at: binding.labels.origin, with: { title, problem } }));
}
