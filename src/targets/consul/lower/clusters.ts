import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { BackendRef, Name, Service } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import type { ClusterGroup, Context, DialledName, Lead } from "./context.ts";
import { consulKey } from "./names.ts";
import { chainProtocol, subsetOf, wordOf } from "./registry.ts";
import { reachable } from "./routes.ts";
import { leadTo } from "./splits.ts";
import type { LeadContext } from "./splits.ts";

/** Every name that can be dialled, in groups; each name is in one. */
export function clusterGroups(context: LeadContext): readonly ClusterGroup[] {
  const names = dialledNames(context);
  const byCluster = new Map<string, number[]>();
  for (const [index, { leads }] of names.entries()) for (const { cluster } of leads) byCluster.get(cluster)?.push(index) ?? byCluster.set(cluster, [index]);
  const seen = new Set<number>();
  return names.flatMap((_, index) => {
    if (seen.has(index)) return [];
    const found = connected(index, names, byCluster, seen).flatMap((each) => names[each] ?? []);
    return [{ names: found, policies: [...new Set(found.flatMap(({ policy }) => policy ?? []))] }];
  });
}

/** Where the names stand that share clusters with the first, directly or by others, in order. */
function connected(first: number, names: readonly DialledName[], byCluster: ReadonlyMap<string, readonly number[]>, seen: Set<number>): readonly number[] {
  const found = [first];
  seen.add(first);
  for (const index of found) {
    const clusters = names[index]?.leads.map(({ cluster }) => cluster) ?? [];
    for (const other of clusters.flatMap((cluster) => byCluster.get(cluster) ?? [])) {
      if (!seen.has(other)) found.push(other);
      seen.add(other);
    }
  }
  return found.sort((a, b) => a - b);
}

function dialledNames(context: LeadContext): readonly DialledName[] {
  const { included, registry } = context;
  const plain = registry.services.filter(({ name }) => !included.some(({ id }) => sameName(id, name)));
  return [...included.flatMap((service) => namesOf(service, context)), ...plain.map(({ name, origin }): DialledName => ({ name, policy: null, leads: [whole(name, origin, context)] }))];
}

/** The name of the policy, whose chain always ends in its own instances, and those of its splits. */
function namesOf(service: Service, context: LeadContext): readonly DialledName[] {
  const own = whole(service.id, service.origin, context);
  const [port] = service.ports;
  if (port === undefined || wordOf(chainProtocol(service)) === "tcp") return [{ name: service.id, policy: service, leads: [own] }];
  const routes = reachable(port).flatMap(({ route }) => {
    if (route.action.kind !== "forward") return [];
    const { virtual } = leadTo(route.action, route, service, context);
    return [{ split: virtual?.name ?? null, leads: route.action.backends.map((backend) => leadOf(backend, context)) }];
  });
  const splits = routes.flatMap(({ split, leads }) => (split === null ? [] : [{ name: split, policy: service, leads }]));
  const unique = splits.filter(({ name }, index) => splits.findIndex((other) => sameName(other.name, name)) === index);
  return [{ name: service.id, policy: service, leads: [own, ...routes.flatMap(({ leads }) => leads)] }, ...unique];
}

function whole(name: Name, origin: Origin, context: LeadContext): Lead {
  return leadOf({ service: name, labels: {}, origin }, context);
}

function leadOf({ service, labels, origin }: Pick<BackendRef, "service" | "labels" | "origin">, { registry, profile }: LeadContext): Lead {
  return { service, cluster: `${subsetOf(registry, { service, labels }) ?? ""}.${consulKey(service, profile)}`, origin };
}

/** The group of a policy: alone where it is not written. */
export function groupOf(service: Service, { groups }: Pick<Context, "groups">): ClusterGroup {
  return groups.find(({ policies }) => policies.includes(service)) ?? { names: [], policies: [service] };
}

/** Where two policies lead to a service that none of them owns, and wish it other limits or ejection. */
export function disputes(service: Service, context: Context): readonly Diagnostic[] {
  const { names, policies } = groupOf(service, context);
  if (policies.length < 2) return [];
  const leads = names.flatMap(({ policy, leads: all }) => (policy === null ? [] : all.map((lead) => ({ policy, lead }))));
  const own = leads.filter(({ policy, lead }, index) => policy === service && isNobodys(lead, context) && leads.findIndex((other) => other.policy === policy && other.lead.cluster === lead.cluster) === index);
  return own.flatMap(({ lead }) => {
    const first = leads.find((other) => other.lead.cluster === lead.cluster);
    return first === undefined || first.policy === service ? [] : unlikeSettings(service, first.policy).map((setting) => disputed(service, lead, first, setting));
  });
}

/** Of a service with an owner, another finding speaks. */
function isNobodys({ service }: Lead, { registry }: Context): boolean {
  return registry.services.some(({ name, owner }) => owner === null && sameName(name, service));
}

/** In which of the settings that go into clusters two policies differ. */
export function unlikeSettings(one: Service, other: Service): readonly string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["limits", one.limits?.value ?? null, other.limits?.value ?? null],
    ["ejection settings", one.outlier?.value ?? null, other.outlier?.value ?? null],
  ];
  return pairs.flatMap(([setting, own, theirs]) => (JSON.stringify(own) === JSON.stringify(theirs) ? [] : [setting]));
}

function disputed(service: Service, lead: Lead, first: { readonly policy: Service; readonly lead: Lead }, setting: string): Diagnostic {
  const words = { setting, service: nameText(service.id), other: nameText(first.policy.id), shared: nameText(lead.service) };
  const related = [{ origin: first.lead.origin, note: `\`${words.other}\` leads there too` }];
  return consulDiagnostics["settings-in-dispute"].report({ at: lead.origin, with: words, related });
}
