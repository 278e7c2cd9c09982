import type { Name } from "../../model/index.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { Account } from "./accounts.ts";
import type { ResolvedTarget } from "./access-fragment.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import type { Split, SplitBackend } from "./resources.ts";
import { serviceIn } from "./service-name.ts";
import { findService, workloadsOf } from "./world.ts";
import type { World } from "./world.ts";

interface BackendAccounts {
  readonly backend: SplitBackend;
  readonly accounts: readonly Name[];
}

/**
 * Reports sources that may call some backends of a split and not others: access is decided at the chosen backend, so
 * that a share of their calls is refused.
 */
export function checkSplitAccess(split: Split, targets: readonly ResolvedTarget[], world: World): void {
  const backends = split.backends.filter(({ weight }) => weight !== null && weight > 0).map((backend) => ({ backend, accounts: accountsBehind(backend, split, world) }));
  if (backends.length < 2 || backends.some(({ accounts }) => accounts.length === 0)) return;
  const sources = new Map(targets.flatMap((target) => target.sources.map((source) => [nameText(source.id), source] as const)));
  for (const source of sources.values()) checkSource(source, split, backends, targets, world);
}

function checkSource(source: Account, split: Split, backends: readonly BackendAccounts[], targets: readonly ResolvedTarget[], world: World): void {
  const mayCall = ({ accounts }: BackendAccounts) => accounts.every((account) => targets.some((target) => admits(target, source, account)));
  const allowed = backends.find(mayCall);
  const refused = backends.find((backend) => !mayCall(backend));
  if (allowed === undefined || refused === undefined) return;
  const [yes, no] = [allowed.backend.service, refused.backend.service];
  const parameters = { source: nameText(source.id), root: split.service.value, allowed: yes.value, refused: no.value };
  world.sink(meaningFindings["smi-partly-refused"].report({ at: source.origin, with: parameters, related: [{ origin: no.origin, note: "the backend that refuses" }] }));
}

function admits(target: ResolvedTarget, source: Account, destination: Name): boolean {
  const isSource = target.sources.some(({ id }) => sameName(id, source.id));
  return target.grant !== null && isSource && target.destinations.some(({ id }) => sameName(id, destination));
}

function accountsBehind(backend: SplitBackend, split: Split, world: World): readonly Name[] {
  const name = serviceIn(backend.service, split.meta.id.namespace);
  const service = name === null ? undefined : findService(name, world);
  if (service === undefined) return [];
  return workloadsOf(service, world).map(({ id, serviceAccount }) => ({ namespace: id.namespace, name: serviceAccount }));
}
