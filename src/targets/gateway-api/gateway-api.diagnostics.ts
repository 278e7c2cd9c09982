import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** Findings about policies that the Gateway API could say in another form, or not in this combination. */
export const gatewayApiDiagnostics = defineDiagnostics({
  "route-rank-unknown": {
    code: "MW4600",
    severity: "error",
    what: (p: { earlier: string; later: string; witness: string }) =>
      `route \`${p.earlier}\` comes before \`${p.later}\`, but the Gateway API does not say which of the two takes \`${p.witness}\``,
    why: "its routes are ranked by specificity, and the rank of a pattern is the implementation's own",
    help: "write the paths as `exact` or `prefix`, or so that no call fits both routes",
  },
  "no-route-before-route": {
    code: "MW4601",
    severity: "error",
    what: (p: { earlier: string; later: string; witness: string }) =>
      `\`${p.witness}\` is to find no route (${p.earlier}), but \`${p.later}\` would take it on the Gateway API`,
    why: "only a call that no rule matches is answered 404; a rule cannot answer so",
    help: "narrow the later route, or let a route take these calls",
  },
  "route-list-too-long": {
    code: "MW4602",
    severity: "error",
    what: (p: { service: string; most: number }) => `the routes of \`${p.service}\` need more than ${p.most} matches on the Gateway API`,
    why: "rules are ranked by specificity, so every overlap of two routes needs a match of its own, and ties must stand in one object",
    help: "give the routes disjoint paths, or order them from the most to the least specific",
  },
  "negation-not-sayable": {
    code: "MW4603",
    severity: "error",
    what: (p: { route: string; why: string }) => `the negated condition of route \`${p.route}\` cannot be spelt out on the Gateway API: ${p.why}`,
    why: "a match has no `not`; the calls it excludes need routes of their own that rank higher",
    help: "negate an exact value, and end the list with a route that takes every call",
  },
  "conditions-on-one-name": {
    code: "MW4604",
    severity: "error",
    what: (p: { name: string }) => `the Gateway API cannot put two different conditions on \`${p.name}\` into one match`,
    why: "of two conditions on one name only the first counts",
    help: "join them into one",
  },
  "callers-not-sayable": {
    code: "MW4605",
    severity: "error",
    what: (p: { namespace: string; why: string }) => `routes for callers in \`${p.namespace}\` cannot be said on the Gateway API: ${p.why}`,
    why: "callers are told apart by the namespace that a route stands in; those without routes of their own get the routes of the service's namespace",
    help: "leave `callers` out, or name other namespaces",
  },
  "value-out-of-bounds": {
    code: "MW4606",
    severity: "error",
    what: (p: { field: string; problem: string }) => `\`${p.field}\` does not fit the Gateway API: ${p.problem}`,
    why: "the API server refuses the whole route",
    help: "shorten or split it",
  },
  "cors-not-sayable": {
    code: "MW4607",
    severity: "error",
    what: (p: { problem: string }) => `the Gateway API cannot say these CORS rules: ${p.problem}`,
    why: "its filter knows exact origins, `*` and ages in whole seconds, and fills in 5 seconds",
    help: "write exact origins and `maxAge` in whole seconds",
  },
  "edit-needs-prefix": {
    code: "MW4608",
    severity: "error",
    what: (p: { field: string }) => `\`${p.field}\` replaces a prefix, but the route matches by a pattern, which has none`,
    why: "the Gateway API replaces only what an exact path or a prefix matched",
    help: "match by `exact` or `prefix`",
  },
  "budget-out-of-bounds": {
    code: "MW4609",
    severity: "error",
    what: (p: { problem: string }) => `the retry budget does not fit an XBackendTrafficPolicy: ${p.problem}`,
    why: "the API server refuses the policy",
    help: "write a whole percentage, a window from 1s to 1h, and `minPerSecond` above 0",
  },
  "field-not-on-route": {
    code: "MW4610",
    severity: "error",
    what: (p: { field: string; route: string; why: string }) => `\`${p.field}\` of route \`${p.route}\` cannot be said here on the Gateway API: ${p.why}`,
    why: "a wish that is dropped in silence is worse than one that does not compile",
    help: "leave it out of this route",
  },
  "gateway-class-unknown": {
    code: "MW4611",
    severity: "error",
    what: (p: { gateway: string }) => `gateway \`${p.gateway}\` has listeners to write, and the class of Gateways is not known`,
    why: "every Gateway names the class of the implementation that runs it",
    help: "write `targets: { gateway-api: { settings: { gatewayClassName: … } } }` in the MeshPolicy",
  },
  "gateway-not-sayable": {
    code: "MW4612",
    severity: "error",
    what: (p: { gateway: string; problem: string }) => `gateway \`${p.gateway}\` cannot be written for the Gateway API: ${p.problem}`,
    why: "what a listener cannot carry would be left out in silence",
    help: "change the listener or the entry",
  },
  "pattern-not-portable": {
    code: "MW4613",
    severity: "error",
    what: (p: { pattern: string }) => `\`${p.pattern}\` needs a pattern here, and the Gateway API does not say how patterns are read`,
    why: "dialect and anchoring are the implementation's own; only services and methods of gRPC have fields of their own, on routes without timeouts and retries",
    help: "write exact paths or prefixes, or state `regularExpressions: re2` in the MeshPolicy's settings for gateway-api",
  },
  "authority-not-sayable": {
    code: "MW4615",
    severity: "error",
    what: (p: { route: string; why: string }) => `the condition on the authority of route \`${p.route}\` cannot be said on the Gateway API: ${p.why}`,
    why: "in a mesh the dialled Service decides, and a Gateway compares whole host names, or what follows `*.`, without port",
    help: "write the host in `expose`, as an exact name or a suffix such as `.example.com`",
  },
  "version-not-selectable": {
    code: "MW4614",
    severity: "error",
    what: (p: { version: string; problem: string }) => `version \`${p.version}\` ${p.problem}`,
    why: "a route leads to whole Services, so a version by labels becomes a Service that narrows the selector of another",
    help: "let the Service with its selector be part of the input, and write labels that tell the versions apart",
  },
});
