import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Dialect, DialectContext, DialectResult, KubernetesDocument } from "../dialect.ts";
import { noFragments } from "../fragment.ts";
import { accessFragments, defaultFragment } from "./access-fragment.ts";
import { checkBinding } from "./accounts.ts";
import { readResources } from "./documents.ts";
import { checkArchived, checkDefault, checkUse, checkVersions } from "./general-checks.ts";
import { readSettings } from "./settings.ts";
import { checkSplitAccess } from "./split-access.ts";
import { checkRoot, checkSplit } from "./split-checks.ts";
import { splitFragment, splitsByRoot } from "./split-fragment.ts";
import { resolveTarget } from "./target-checks.ts";
import { groups, splitApiVersion } from "./versions.ts";
import type { World } from "./world.ts";

/**
 * The Service Mesh Interface: splits, access targets and route groups of every published version, read as their
 * lossless upgrade. What the specification leaves open is decided, and reported where it matters (`docs/smi.md`).
 */
export const smi: Dialect = { name: "smi", recognises, read };

function recognises(apiVersion: string): boolean {
  return Object.hasOwn(groups, splitApiVersion(apiVersion).group);
}

function read(documents: readonly KubernetesDocument[], context: DialectContext): DialectResult {
  const ordered = inReadingOrder(documents);
  const [first] = ordered;
  if (first === undefined) return { fragments: noFragments, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const sink = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic);
  const start = first.origin(["apiVersion"]);
  const { settings, diagnostics: wrong } = readSettings(context.settings, start);
  diagnostics.push(...wrong);
  const resources = readResources(ordered, { settings, defaultNamespace: context.defaultNamespace, sink });
  const { services, workloads, inventory } = context;
  const world: World = { resources, settings, services, workloads, inventory, sink };
  checkArchived(documents.length, start, world);
  checkDefault(resources.targets, start, world);
  return { fragments: lower(world), diagnostics };
}

/** By file, then by place in it, whatever the order of arguments was. */
function inReadingOrder(documents: readonly KubernetesDocument[]): readonly KubernetesDocument[] {
  const placed = documents.map((document) => ({ document, path: document.file.path, start: document.origin(["apiVersion"]).start }));
  placed.sort((a, b) => (a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1));
  return placed.map(({ document }) => document);
}

function lower(world: World): DialectResult["fragments"] {
  const { resources } = world;
  resources.splits.forEach((split) => checkSplit(split, world));
  resources.bindings.forEach((binding) => checkBinding(binding, world));
  const roots = splitsByRoot(world);
  roots.forEach((root) => checkRoot(root, world));
  const targets = resources.targets.map((target) => resolveTarget(target, world));
  resources.splits.forEach((split) => checkSplitAccess(split, targets, world));
  checkUse(resources, world);
  checkVersions(resources, world);
  return {
    services: [...roots.map((root) => splitFragment(root, world)), ...accessFragments(targets, world)],
    mesh: defaultFragment(resources.targets, world),
    gateways: [],
  };
}
