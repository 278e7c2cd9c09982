import { findGroup } from "./conditions.ts";
import { nameText } from "../../model/name.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import type { GroupMatch, PortRoute, RouteGroup, Rule, Target } from "./resources.ts";
import type { World } from "./world.ts";

/** What a target opens at the pods of its destination. */
export interface Grant {
  /** Container ports; null: all. */
  readonly ports: readonly number[] | null;
  /** HTTP requests that fit one of them; null: every request. */
  readonly matches: readonly GroupMatch[] | null;
}

/**
 * The rules of a target together: a port of its TCPRoutes and a match of its groups
 * (servicemeshinterface/smi-spec:apis/traffic-access/v1alpha3/traffic-access.md). Null when it opens nothing, which has
 * been reported unless all its rules are for UDP.
 */
export function grantOf(target: Target, world: World): Grant | null {
  const [http, tcp, udp] = (["HTTPRouteGroup", "TCPRoute", "UDPRoute"] as const).map((kind) => target.rules.filter((rule) => rule.kind === kind));
  for (const rule of udp ?? []) checkUdpRule(rule, target, world);
  const matches = matchesOfRules(http ?? [], target, world);
  const ports = portsOfRules(tcp ?? [], target, world);
  if (reportBothKinds(target, http ?? [], tcp ?? [], world)) return null;
  const isUdpOnly = http?.length === 0 && tcp?.length === 0;
  if (isUdpOnly || ports === "nothing" || matches?.length === 0) return null;
  return { ports, matches };
}

function checkUdpRule(rule: Rule, target: Target, world: World): void {
  const ports = findPortRoute(rule, target, world)?.ports ?? [];
  reportMatchesOfPortRoute(rule, world);
  const parameters = { title: target.meta.title, ports: ports.length === 0 ? "every port" : `port ${ports.join(", ")}` };
  world.sink(meaningFindings["smi-udp-rule"].report({ at: rule.name.origin, with: parameters }));
}

/** True when an old target has rules of both kinds, whose meaning was never settled; else says that both must hold. */
function reportBothKinds(target: Target, http: readonly Rule[], tcp: readonly Rule[], world: World): boolean {
  const [first] = tcp;
  if (first === undefined || http.length === 0) return false;
  const { title, version } = target.meta;
  const isOld = version === "v1alpha1" || version === "v1alpha2" || target.port !== null;
  const at = first.name.origin;
  world.sink(
    isOld ? meaningFindings["smi-both-rule-kinds"].report({ at, with: { title, version } }) : meaningFindings["smi-ports-and-routes"].report({ at, with: { title } }),
  );
  return isOld;
}

/** A port written at the destination replaces the TCPRoutes of its time, which had none. */
function portsOfRules(rules: readonly Rule[], target: Target, world: World): Grant["ports"] | "nothing" {
  const routes = rules.map((rule) => findPortRoute(rule, target, world));
  rules.forEach((rule) => reportMatchesOfPortRoute(rule, world));
  if (target.port !== null) return [target.port.value];
  if (routes.includes(undefined)) return "nothing";
  const known = routes.filter((route) => route !== undefined);
  const open = known.findIndex(({ ports }) => ports.length === 0);
  if (rules.length === 0) return null;
  if (open < 0) return [...new Set(known.flatMap(({ ports }) => ports))].sort((a, b) => a - b);
  reportEveryPort(rules[open], known, world);
  return null;
}

function reportEveryPort(rule: Rule | undefined, routes: readonly PortRoute[], world: World): void {
  if (rule === undefined || routes.every(({ ports }) => ports.length === 0)) return;
  world.sink(meaningFindings["smi-every-port"].report({ at: rule.name.origin, with: { route: rule.name.value } }));
}

function findPortRoute(rule: Rule, target: Target, world: World): PortRoute | undefined {
  const { namespace } = target.meta.id;
  const found = world.resources.portRoutes.find(({ meta }) => meta.kind === rule.kind && nameText(meta.id) === `${namespace}/${rule.name.value}`);
  if (found === undefined) reportUnknown(rule, namespace, world);
  return found;
}

function reportUnknown(rule: Rule, namespace: string, world: World): void {
  const parameters = { kind: rule.kind, name: rule.name.value, namespace };
  world.sink(meaningFindings["smi-unknown-reference"].report({ at: rule.name.origin, with: parameters }));
}

function reportMatchesOfPortRoute(rule: Rule, world: World): void {
  for (const match of rule.matches ?? []) {
    const parameters = { match: match.value, of: `${rule.kind} \`${rule.name.value}\`` };
    world.sink(meaningFindings["smi-unknown-match"].report({ at: match.origin, with: parameters }));
  }
}

function matchesOfRules(rules: readonly Rule[], target: Target, world: World): readonly GroupMatch[] | null {
  if (rules.length === 0) return null;
  return [...new Set(rules.flatMap((rule) => matchesOfRule(rule, target, world)))];
}

function matchesOfRule(rule: Rule, target: Target, world: World): readonly GroupMatch[] {
  const { namespace } = target.meta.id;
  const group = findGroup(namespace, rule.name.value, world);
  if (group === undefined) {
    reportUnknown(rule, namespace, world);
    return [];
  }
  if (rule.matches === null) {
    world.sink(meaningFindings["smi-rule-without-matches"].report({ at: rule.name.origin, with: { group: rule.name.value } }));
    return group.matches;
  }
  return rule.matches.flatMap((match) => selectMatch(match, group, world));
}

function selectMatch(match: { readonly value: string; readonly origin: Rule["origin"] }, group: RouteGroup, world: World): readonly GroupMatch[] {
  const found = group.matches.filter(({ name }) => name === match.value);
  if (found.length === 0 && !group.broken.includes(match.value)) {
    world.sink(meaningFindings["smi-unknown-match"].report({ at: match.origin, with: { match: match.value, of: group.meta.title } }));
  }
  return found;
}
