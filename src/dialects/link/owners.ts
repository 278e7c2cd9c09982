import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { Name } from "../../model/index.ts";
import type { Draft } from "./draft.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { statementText } from "./same.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * The policy that owns endpoints: one that states access for them first, then one that declares them as a version,
 * then the policy of the Service itself. null when no policy speaks of them.
 */
export function ownerOf(service: Name, labels: Labels, drafts: ReadonlyMap<string, Draft>): Draft | null {
  const candidates = (draftsByService(drafts).get(nameText(service)) ?? []).filter((draft) => owns(draft, service, labels));
  return candidates.find(statesAccess) ?? candidates.find((draft) => draft.versions.some((one) => one.written)) ?? candidates[0] ?? null;
}

const remembered = new WeakMap<ReadonlyMap<string, Draft>, ReadonlyMap<string, readonly Draft[]>>();

/** Drafts by the Services that they speak of: their own and those of their versions, in the order of the drafts. */
function draftsByService(drafts: ReadonlyMap<string, Draft>): ReadonlyMap<string, readonly Draft[]> {
  const known = remembered.get(drafts);
  if (known !== undefined) return known;
  const fresh = new Map<string, Draft[]>();
  for (const draft of drafts.values()) {
    const names = new Set([draft.id, ...draft.versions.map((version) => version.service)].map(nameText));
    for (const name of names) fresh.get(name)?.push(draft) ?? fresh.set(name, [draft]);
  }
  remembered.set(drafts, fresh);
  return fresh;
}

function owns(draft: Draft, service: Name, labels: Labels): boolean {
  return sameName(draft.id, service) || draft.versions.some((version) => sameName(version.service, service) && covers(version.labels, labels));
}

function covers(wide: Labels, narrow: Labels): boolean {
  return Object.entries(wide).every(([key, value]) => narrow[key] === undefined || narrow[key] === value);
}

function statesAccess(draft: Draft): boolean {
  return draft.fragments.some((fragment) => fragment.access !== undefined);
}

/** Findings for endpoints whose access two policies state. */
export function claimedTwice(drafts: ReadonlyMap<string, Draft>): readonly Diagnostic[] {
  const stating = [...drafts.values()].filter(statesAccess);
  return stating.flatMap((draft) => {
    const others = draft.versions
      .filter((version) => !sameName(version.service, draft.id))
      .flatMap((version) => stating.filter((other) => other !== draft && sameName(other.id, version.service)));
    return [...new Set(others)].filter((other) => !sameAccess(draft, other)).map((other) => claimFinding(draft, other));
  });
}

function sameAccess(a: Draft, b: Draft): boolean {
  return statementText(accessOf(a)) === statementText(accessOf(b));
}

function accessOf(draft: Draft) {
  return draft.fragments.find((fragment) => fragment.access !== undefined)?.access;
}

function claimFinding(owner: Draft, other: Draft): Diagnostic {
  const place = (draft: Draft) => accessOf(draft)?.origin ?? draft.versions[0]?.origin ?? { file: "-", start: 0, end: 0 };
  return linkDiagnostics["workload-claimed-twice"].report({
    at: place(other),
    with: { workload: nameText(other.id), first: nameText(owner.id), second: nameText(other.id) },
    related: [{ origin: place(owner), note: `\`${nameText(other.id)}\` is a version of this service` }],
  });
}
