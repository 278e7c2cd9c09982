import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { BackendRef, Route, Service } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { groupBy } from "../../support/group-by.ts";
import { effectiveDefault, permissionsOf } from "../access/may-call.ts";
import { ruleRegions } from "../access/rule-regions.ts";
import type { ArmList, Rule, RoutePlace, World } from "../rule.ts";
import { anyOf, exactly, regionOf } from "../space/region.ts";
import type { Region } from "../space/region.ts";
import { listed, nameOf } from "../words.ts";

/** Findings of this lint. */
export const accessReachDiagnostics = defineDiagnostics({
  "route-refuses-everybody": {
    code: "MW3046",
    severity: "warning",
    what: (p: { route: string; by: string }) => `${p.route} answers nobody: whoever calls it is refused, ${p.by}`,
    why: "the access rules of the service let through other calls, and none of those that the route takes",
    help: "allow somebody what the route matches, or remove the route",
  },
  "destination-cut-off": {
    code: "MW3047",
    severity: "warning",
    what: (p: { kind: "backend" | "mirror" | "failover"; service: string; destination: string; by: string }) =>
      `${p.kind === "mirror" ? "copies of calls that" : p.kind === "failover" ? "calls that fail over, and" : "calls that"} \`${p.service}\` lets in are refused by \`${p.destination}\`, ${p.by}`,
    why: "access is decided anew where a call arrives, by the rules of the service that it arrives at",
    help: (p) => `allow the callers of \`${p.service}\` in \`${p.destination}\` as well`,
  },
});

/** Routes and destinations that the access rules leave nobody for. */
export const accessReach: Rule = {
  arms: refusesEverybody,
  route: cutOffs,
  service: (service, world) => service.failover.flatMap(({ value, origin }) => cutOff("failover", value, origin, service, [], world)),
};

/** Rules of a service that lets nobody in at all are no mistake of a route. */
function refusesEverybody({ arms, service, port }: ArmList, world: World): readonly Diagnostic[] {
  if (service === null || port === null || service.access.allow.length + service.access.deny.length === 0) return [];
  if (service.access.allow.length === 0 && effectiveDefault(service, world)?.value === "deny") return [];
  const own = arms.filter(({ route }) => staysInside(route, service));
  const permissions = permissionsOf(service, own.map(({ when }) => [...regionOf(when), anyOf("port", [exactly(`${port.port}`)])]), port.port, world);
  const routes = groupBy(own.map(({ route }, index) => ({ route, permission: permissions[index] })), ({ route }) => route.name);
  return [...routes.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.some(({ permission }) => permission?.allowed !== "none")) return [];
    const by = byText(group.flatMap(({ permission }) => permission?.by ?? []));
    return [accessReachDiagnostics["route-refuses-everybody"].report({ at: first.route.origin, with: { route: `route \`${first.route.name}\` of \`${nameOf(service.id)}\``, by } })];
  });
}

/** All of its calls arrive at the service itself, as they were sent. */
function staysInside({ action, rewrite }: Route, { id }: Service): boolean {
  const owned = action.kind === "forward" && action.backends.every(({ owner }) => owner !== null && nameOf(owner) === nameOf(id));
  return owned && rewrite?.path == null;
}

function cutOffs(place: RoutePlace, world: World): readonly Diagnostic[] {
  const { route, service } = place;
  if (service === null || route.rewrite?.path != null) return [];
  const backends = route.action.kind === "forward" ? route.action.backends.filter(({ weight }) => weight > 0) : [];
  const arms = place.own.map(({ when }) => regionOf(when));
  return [
    ...backends.flatMap((backend) => cutOff("backend", backend, backend.origin, service, arms, world)),
    ...route.mirrors.flatMap((mirror) => cutOff("mirror", mirror, mirror.origin, service, arms, world)),
  ];
}

type Kind = "backend" | "mirror" | "failover";

/** None of the calls that the service lets in may arrive at another service's workload. */
function cutOff(kind: Kind, to: BackendRef, at: Origin, service: Service, arms: readonly Region[], world: World): readonly Diagnostic[] {
  const owner = to.owner === null || nameOf(to.owner) === nameOf(service.id) ? null : world.serviceOf(to.owner);
  if (owner === null) return [];
  const { trustDomain } = world.model.mesh;
  const callers: readonly Region[] = service.access.allow.length === 0 ? [[]] : service.access.allow.flatMap((rule) => ruleRegions(rule, trustDomain));
  const arriving = callers.flatMap((caller) => (arms.length === 0 ? [caller] : arms.map((arm) => [...caller, ...arm])));
  const answers = permissionsOf(owner, arriving.map((requests) => [...withoutPort(requests), anyOf("port", [exactly(`${to.port}`)])]), to.port, world);
  if (answers.some(({ allowed }) => allowed !== "none")) return [];
  const by = byText(answers.flatMap((answer) => answer.by));
  return [accessReachDiagnostics["destination-cut-off"].report({ at, with: { kind, service: nameOf(service.id), destination: nameOf(owner.id), by } })];
}

/** Ports of rules are those of the service that is called first. */
function withoutPort(requests: Region): Region {
  return requests.filter(({ dimension }) => dimension !== "port");
}

function byText(by: readonly string[]): string {
  const distinct = [...new Set(by)];
  const rules = distinct.filter((name) => name !== "default");
  return rules.length === 0 ? "since no rule allows it" : `by ${listed(rules)}${distinct.length > rules.length ? " and the default" : ""}`;
}
