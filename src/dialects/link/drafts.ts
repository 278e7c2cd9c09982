import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { DeclaredCall, Inventory, InventoryService, Name } from "../../model/index.ts";
import type { PortFragment, ServiceFragment, VersionFragment } from "../fragment.ts";
import type { Draft, PortDraft, VersionDraft } from "./draft.ts";
import { claimsOf, contradiction } from "./join.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { byText } from "./names.ts";
import { groupBy } from "../../support/group-by.ts";
import { sameStatement, statementText } from "./same.ts";

type ReportFinding = (finding: Diagnostic) => void;

/** Puts the fragments of each service together: its ports, versions and calls. By `namespace/name`, in that order. */
export function draftServices(fragments: readonly ServiceFragment[], inventory: Inventory, report: ReportFinding): ReadonlyMap<string, Draft> {
  const drafts = [...groupBy(fragments, (fragment) => nameText(fragment.service))].map(([key, group]) => [key, draftService(inReadingOrder(group), inventory, report)] as const);
  return new Map(drafts.sort(byText(([, draft]) => `${draft.id.namespace}\u0000${draft.id.name}`)));
}

/** Policies of the native language declare a service, so they speak first; others follow by place. */
function inReadingOrder(group: readonly ServiceFragment[]): readonly ServiceFragment[] {
  const rank = (fragment: ServiceFragment): string =>
    `${fragment.document.startsWith("ServicePolicy ") ? 0 : 1}${fragment.origin.file}\u0000${`${fragment.origin.start}`.padStart(10, "0")}`;
  return [...group].sort(byText(rank));
}

function draftService(fragments: readonly ServiceFragment[], inventory: Inventory, report: ReportFinding): Draft {
  const id = fragments[0]?.service ?? { namespace: "", name: "" };
  const known = inventory.services.find((service) => sameName(service.id, id));
  return {
    id,
    fragments,
    ports: draftPorts(id, fragments, known, report),
    versions: draftVersions(id, fragments, inventory, report),
    calls: distinctCalls(fragments),
  };
}

function distinctCalls(fragments: readonly ServiceFragment[]): readonly DeclaredCall[] {
  const calls = fragments.flatMap((fragment) => fragment.calls ?? []);
  return [...new Map(calls.map((call) => [statementText(call), call])).values()];
}

function draftPorts(id: Name, fragments: readonly ServiceFragment[], known: InventoryService | undefined, report: ReportFinding): readonly PortDraft[] {
  const written = fragments.flatMap((fragment) => fragment.ports ?? []);
  const declares = fragments.some((fragment) => (fragment.ports?.length ?? 0) > 0);
  const numbers = declares ? written.map((port) => port.port) : (known?.ports ?? []).filter((port) => port.protocol !== "udp").map((port) => port.port);
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  return distinct.map((number) => draftPort(id, number, fragments, known, report));
}

function draftPort(id: Name, number: number, fragments: readonly ServiceFragment[], known: InventoryService | undefined, report: ReportFinding): PortDraft {
  const listed = known?.ports.find((port) => port.port === number);
  const pick = <T>(setting: string, of: (port: PortFragment) => T | null): T | null => {
    const claims = claimsOf(fragments, (fragment) => {
      const port = fragment.ports?.find((one) => one.port === number);
      const value = port === undefined ? null : of(port);
      return port === undefined || value === null ? null : { value, origin: port.origin };
    });
    const clash = contradiction(`${setting} of port ${number}`, id.name);
    claims.slice(1).filter((claim) => claim.value.value !== claims[0]?.value.value).forEach((other) => report(clash(claims[0] ?? other, other)));
    return claims[0]?.value.value ?? null;
  };
  const target = listed?.targetPort;
  const listedProtocol = listed?.protocol === "udp" ? null : listed?.protocol;
  return {
    port: number,
    targetPort: pick("targetPort", (port) => port.targetPort) ?? (typeof target === "number" ? target : null),
    protocol: pick("protocol", (port) => port.protocol) ?? listedProtocol ?? "http",
    origin: fragments.flatMap((fragment) => fragment.ports ?? []).find((port) => port.port === number)?.origin ?? known?.origin ?? fragments[0]?.origin ?? nowhere,
  };
}

/** Only for a group without members, which does not occur. */
const nowhere = { file: "-", start: 0, end: 0 };

function draftVersions(id: Name, fragments: readonly ServiceFragment[], inventory: Inventory, report: ReportFinding): readonly VersionDraft[] {
  const written = new Map<string, VersionFragment>();
  for (const version of fragments.flatMap((fragment) => fragment.versions ?? [])) {
    const first = written.get(version.name);
    if (first === undefined) written.set(version.name, version);
    else if (!sameStatement(first, version)) report(versionClash(id, first, version));
  }
  if (written.size > 0) return [...written.values()].map((version) => ({ ...versionOf(id, version, inventory), written: true }));
  const whole = { name: id.name, service: null, labels: null, serviceAccount: null, origin: fragments[0]?.origin ?? nowhere };
  return [{ ...versionOf(id, whole, inventory), written: false }];
}

function versionClash(id: Name, first: VersionFragment, second: VersionFragment): Diagnostic {
  return linkDiagnostics["version-stated-twice"].report({
    at: second.origin,
    with: { version: second.name, service: id.name },
    related: [{ origin: first.origin, note: "the other declaration" }],
  });
}

function versionOf(id: Name, version: VersionFragment, inventory: Inventory): Omit<VersionDraft, "written"> {
  const service = version.service ?? id;
  const labels = version.labels ?? {};
  const podLabels = podLabelsOf(service, labels, inventory);
  return {
    name: version.name,
    service,
    labels,
    podLabels,
    serviceAccount: version.serviceAccount ?? (podLabels === null ? null : accountOf(service.namespace, podLabels, inventory)),
    origin: version.origin,
  };
}

/** What selects the version's pods: the selector of its Service narrowed by its labels, or what was written. */
function podLabelsOf(service: Name, labels: Readonly<Record<string, string>>, inventory: Inventory): Readonly<Record<string, string>> | null {
  const selector = inventory.services.find((known) => sameName(known.id, service))?.selector ?? null;
  if (selector !== null) return { ...selector, ...labels };
  return Object.keys(labels).length > 0 ? labels : null;
}

/** The one account of all workloads with these labels; null when there are none or several. */
function accountOf(namespace: string, labels: Readonly<Record<string, string>>, inventory: Inventory): string | null {
  const selected = inventory.workloads.filter(
    (workload) => workload.id.namespace === namespace && Object.entries(labels).every(([key, value]) => workload.labels[key] === value),
  );
  const accounts = new Set(selected.map((workload) => workload.serviceAccount));
  return accounts.size === 1 ? ([...accounts][0] ?? null) : null;
}
