import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Backend, Inventory } from "../../model/index.ts";
import { takesWrites } from "../retry-risk.ts";
import type { RoutePlace, Rule } from "../rule.ts";
import { nameOf, routeOf } from "../words.ts";

/** Findings of this lint. */
export const sharedVolumeDiagnostics = defineDiagnostics({
  "versions-share-volume": {
    code: "MW3039",
    severity: "warning",
    what: (p: { route: string; one: string; other: string; claim: string }) => `${p.route} sends calls that write to \`${p.one}\` and to \`${p.other}\`, whose pods write to one volume, \`${p.claim}\``,
    why: "what the share of a new version writes is read by the old one: a mistake of the canary is a mistake of production",
    help: "give the versions volumes of their own, or send only calls that read to the new one",
  },
});

/** Splits of calls that write, between versions that share what they write to. */
export const sharedVolumes: Rule = {
  route: (place, { model: { inventory } }) => {
    const { action } = place.route;
    return action.kind === "forward" && takesWrites(place.own) ? shared(action.backends.filter(({ weight }) => weight > 0), place, inventory) : [];
  },
};

function shared(backends: readonly Backend[], place: RoutePlace, inventory: Inventory): readonly Diagnostic[] {
  const served = backends.map((backend) => ({ backend, claims: claimsOf(backend, inventory) }));
  return served.flatMap(({ backend, claims }, index) => {
    const other = served.slice(0, index).find((each) => each.claims.some((claim) => claims.includes(claim)));
    const claim = other === undefined ? undefined : claims.find((each) => other.claims.includes(each));
    if (other === undefined || claim === undefined) return [];
    const [path, own] = claim.split(" ");
    return path === undefined || own === undefined ? [] : [sharedVolumeDiagnostics["versions-share-volume"].report({ at: backend.origin, with: { route: routeOf(place), one: wordOf(other.backend), other: wordOf(backend), claim: `${path}/${own}` } })];
  });
}

function wordOf({ version, service }: Backend): string {
  return version ?? nameOf(service);
}

/** `namespace claim` of the pods behind a backend: those of its Service that have its labels. Pods of both backends share nothing with themselves. */
function claimsOf({ service, labels }: Backend, { services, workloads }: Inventory): readonly string[] {
  const selector = services.find(({ id }) => nameOf(id) === nameOf(service))?.selector ?? null;
  if (selector === null) return [];
  const wanted = Object.entries({ ...selector, ...labels });
  return workloads.filter(({ id, labels: own }) => id.namespace === service.namespace && wanted.every(([key, value]) => own[key] === value)).flatMap(({ id, claims = [] }) => claims.map((claim) => `${id.namespace} ${claim}`));
}
