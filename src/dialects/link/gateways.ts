import type { Gateway, GatewayEntry, Listener, Name } from "../../model/index.ts";
import { nameText } from "../../model/name.ts";
import type { FragmentEntry, GatewayFragment } from "../fragment.ts";
import type { LinkContext } from "./draft.ts";
import { agreed, claimsOf, contradiction } from "./join.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { byText } from "./names.ts";
import { groupBy } from "../../support/group-by.ts";
import { portOf, serviceExistence } from "./references.ts";
import { linkArms } from "./routes.ts";

/** Links gateways: what they listen for, and the entries of all documents. Entries create a gateway that nobody declares. */
export function linkGateways(fragments: readonly GatewayFragment[], context: LinkContext): readonly Gateway[] {
  const groups = groupBy(fragments, (fragment) => nameText(fragment.gateway));
  return [...groups.values()].map((group) => linkGateway(group, context)).sort(byText(({ id }) => `${id.namespace}\u0000${id.name}`));
}

function linkGateway(group: readonly GatewayFragment[], context: LinkContext): Gateway {
  const [first] = group;
  const id: Name = first?.gateway ?? { namespace: "", name: "" };
  const shape = declaredShape(group, id, context);
  const declaring = group.find((fragment) => fragment.declares !== undefined) ?? first;
  const entries = group.flatMap((fragment) => fragment.entries ?? []).sort(byText(entryText));
  reportRepeated(id, entries, context);
  entries.forEach((entry) => checkListener(id, shape.listeners, entry, context));
  return { id, ...shape, entries: entries.map((entry) => linkEntry(entry, id, context)), origin: declaring?.origin ?? { file: "-", start: 0, end: 0 } };
}

type Shape = Pick<Gateway, "serviceAccount" | "selector" | "listeners">;

/** A Gateway object says what is listened for, a MeshPolicy who runs it: each field may come from another document. */
function declaredShape(group: readonly GatewayFragment[], id: Name, context: LinkContext): Shape {
  const field = <K extends keyof Shape>(key: K, said: (value: Shape[K]) => boolean): Shape[K] | null => {
    const claims = claimsOf(group, ({ declares }) => (declares !== undefined && said(declares[key]) ? declares[key] : undefined));
    return agreed(claims, context.report, contradiction(`gateway.${key}`, nameText(id)));
  };
  return {
    serviceAccount: field("serviceAccount", (value) => value !== null),
    selector: field("selector", (value) => value !== null),
    listeners: field("listeners", (value) => value.length > 0) ?? [],
  };
}

function entryText(entry: FragmentEntry): string {
  return `${`${entry.port}`.padStart(5, "0")} ${entry.hosts.join(" ")} ${entry.path ?? ""} ${entry.origin.file} ${`${entry.origin.start}`.padStart(10, "0")}`;
}

function linkEntry(entry: FragmentEntry, gateway: Name, context: LinkContext): GatewayEntry {
  const { leads } = entry;
  if (leads.kind === "arms") return { ...entry, leads: { kind: "arms", arms: linkArms(leads.arms, { draft: null, port: null }, gateway.namespace, context) } };
  const missing = serviceExistence(leads.service, entry.origin, context, true) === "missing";
  const servicePort = missing ? (leads.servicePort ?? entry.port) : portOf(leads.service, leads.servicePort, entry.origin, context, entry.port);
  return { ...entry, leads: { kind: "service", service: leads.service, servicePort } };
}

/** One host and path of one port may be claimed once. */
function reportRepeated(gateway: Name, entries: readonly FragmentEntry[], context: LinkContext): void {
  const claims = entries.flatMap((entry) => entry.hosts.map((host) => ({ entry, key: `${host.toLowerCase()}:${entry.port}${entry.path ?? "/"}` })));
  for (const [key, [first, ...rest]] of groupBy(claims, (claim) => claim.key)) {
    for (const { entry } of rest.filter((claim) => claim.entry !== first?.entry)) {
      context.report(
        linkDiagnostics["gateway-entry-stated-twice"].report({
          at: entry.origin,
          with: { gateway: nameText(gateway), entry: key },
          related: first === undefined ? [] : [{ origin: first.entry.origin, note: "the other claim" }],
        }),
      );
    }
  }
}

/** A declared gateway must listen for what is exposed through it, and admit the service's namespace. */
function checkListener(gateway: Name, listeners: readonly Listener[], entry: FragmentEntry, context: LinkContext): void {
  if (listeners.length === 0) return;
  const where = { gateway: nameText(gateway), port: entry.port };
  const onPort = listeners.filter((listener) => listener.port === entry.port);
  if (onPort.length === 0) {
    const known = [...new Set(listeners.map((listener) => listener.port))].sort((a, b) => a - b);
    context.report(linkDiagnostics["gateway-port-closed"].report({ at: entry.origin, with: { ...where, known } }));
    return;
  }
  for (const host of entry.hosts.filter((name) => !onPort.some((listener) => listensFor(listener, name)))) {
    context.report(linkDiagnostics["gateway-host-closed"].report({ at: entry.origin, with: { ...where, host }, related: onPort.map(listenerPlace) }));
  }
  if (entry.leads.kind === "arms") return;
  const { namespace } = entry.leads.service;
  if (onPort.some((listener) => listener.namespaces === null || listener.namespaces.includes(namespace))) return;
  context.report(linkDiagnostics["gateway-closed-to-namespace"].report({ at: entry.origin, with: { ...where, namespace }, related: onPort.map(listenerPlace) }));
}

function listenerPlace(listener: Listener) {
  return { origin: listener.origin, note: "the listener" };
}

/** Whether some name of the entry's host can arrive at the listener. */
function listensFor(listener: Listener, host: string): boolean {
  return listener.hosts.length === 0 || listener.hosts.some((own) => overlap(own.toLowerCase(), host.toLowerCase()));
}

function overlap(a: string, b: string): boolean {
  if (a === b || a === "*" || b === "*") return true;
  const [tailA, tailB] = [a.startsWith("*.") ? a.slice(1) : null, b.startsWith("*.") ? b.slice(1) : null];
  if (tailA !== null && tailB !== null) return tailA.endsWith(tailB) || tailB.endsWith(tailA);
  return (tailA !== null && b.endsWith(tailA)) || (tailB !== null && a.endsWith(tailB));
}
