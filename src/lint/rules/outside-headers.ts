import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { NamedMatch } from "../../model/index.ts";
import { exposingGateway } from "../exposure.ts";
import type { Rule, World } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Headers that callers are meant to choose: what they want and what they are. */
const chosenByCallers = /^(?:accept(?:-.*)?|authorization|cache-control|content-.*|cookie|host|if-.*|origin|access-control-.*|range|referer|sec-.*|upgrade|user-agent|:.*)$/;

/** Findings of this lint. */
export const outsideHeaderDiagnostics = defineDiagnostics({
  "routing-header-from-outside": {
    code: "MW3026",
    severity: "warning",
    what: (p: { header: string; service: string; gateway: string }) => `anybody outside can set \`${p.header}\` and choose this route of \`${p.service}\`, which gateway \`${p.gateway}\` exposes`,
    why: "a header that only the mesh is meant to set is taken from the internet as it comes",
    help: "route by a claim of a verified token, or scope the route to callers in the mesh: `callers: [{ namespace: shop }]`",
  },
});

/** Headers that decide about routes of an exposed service, and come from outside. */
export const outsideHeaders: Rule = {
  arms: (list, world) => {
    const gateway = exposingGateway(list.service, list.port, world);
    const { service } = list;
    if (gateway === null || service === null) return [];
    const open = list.arms.filter(({ when }) => when.callers === null && when.claims.length === 0).flatMap(({ when }) => when.headers.filter((header) => isTrusted(header, world)));
    return open.map(({ name, origin }) => outsideHeaderDiagnostics["routing-header-from-outside"].report({ at: origin, with: { header: name, service: nameOf(service.id), gateway } }));
  },
};

/** A header that must not be there gives nothing to whoever sends it. */
function isTrusted({ name, match }: NamedMatch, { settings: { options } }: World): boolean {
  return !chosenByCallers.test(name) && !options.headersFromOutside.includes(name) && match.kind !== "not";
}
