import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { quoted } from "../../../resources/wording.ts";
import { nearestWord } from "../../../support/nearest-word.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, found, items, type Place } from "../place.ts";
import { accessFindings } from "./access.ts";
import { blockFindings } from "./blocks.ts";
import { consentFindings } from "./consents.ts";
import { headerNameFindings, literalPathFindings } from "./matchers.ts";
import { duplicateNames } from "./names.ts";
import { portFindings } from "./ports.ts";
import { routeFindings } from "./routes.ts";

/** What is wrong inside one ServicePolicy that is well formed. `root` is the place of its document. */
export function servicePolicyFindings(root: Place, policy: Policy.ServicePolicy): readonly Diagnostic[] {
  const place = below(root, "spec");
  const { spec } = policy;
  const routes = items(below(place, "routes"), spec.routes);
  const context = { spec, service: spec.service ?? policy.metadata.name };
  return [
    ...portFindings(place, spec),
    ...duplicateNames("route", routes.map(([route, at]) => [route.name, below(at, "name")] as const)),
    ...routes.flatMap(([route, at]) => routeFindings(at, route, context)),
    ...externalFindings(place, spec),
    ...callFindings(place, spec),
    ...balancingFindings(place, spec),
    ...accessFindings(below(place, "access"), spec.access, spec.authentication !== undefined),
    ...items(below(place, "expose"), spec.expose).flatMap(([exposure, at]) => literalPathFindings(below(at, "path", "prefix"), exposure.path?.prefix)),
    ...consentFindings(below(place, "targets"), { ...spec.targets }),
  ];
}

function externalFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const addresses = blockFindings(below(place, "external", "addresses"), spec.external?.addresses);
  if (spec.external === undefined || spec.versions === undefined) return addresses;
  return [...addresses, say["external-with-versions"].report({ ...found(below(place, "versions"), "key"), with: {} })];
}

function callFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const known = (spec.routes ?? []).map(({ name }) => name);
  return items(below(place, "calls"), spec.calls).flatMap(([call, at]) => {
    if (typeof call === "string") return [];
    const unknown = items(below(at, "routes"), call.routes).filter(([name]) => !known.includes(name));
    return [...unknown.map(([name, inside]) => unknownRoute(inside, name, known)), ...literalPathFindings(below(at, "request", "path"), call.request?.path)];
  });
}

function unknownRoute(place: Place, name: string, known: readonly string[]): Diagnostic {
  const meant = nearestWord(name, known);
  const names = known.map((route) => quoted(route, false)).join(", ");
  const help = meant !== null ? `did you mean ${quoted(meant, false)}?` : known.length === 0 ? "this policy has no routes" : `routes of this policy: ${names}`;
  return say["unknown-route"].report({ ...found(place), with: { what: `this policy has no route ${quoted(name, false)}`, help } });
}

function balancingFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const { affinity, loadBalancing } = spec;
  const policy = loadBalancing?.policy;
  const hashes = policy === "ring-hash" || policy === "maglev";
  const names = affinity?.header === undefined ? [] : headerNameFindings([[affinity.header, below(place, "affinity", "header")]], "match", "value");
  if (hashes && affinity === undefined) return [unsuited(below(place, "loadBalancing", "policy"), `${quoted(policy, false)} has no key to hash by`, "add `affinity`, such as `affinity: { header: x-user }`")];
  if (affinity === undefined || policy === undefined || hashes) return names;
  const what = `${quoted(policy, false)} cannot keep the calls of one key together`;
  return [...names, unsuited(below(place, "loadBalancing", "policy"), what, "write `ring-hash` or `maglev`, or drop `affinity`")];
}

function unsuited(place: Place, what: string, help: string): Diagnostic {
  return say["hash-and-affinity"].report({ ...found(place), with: { what, help } });
}
