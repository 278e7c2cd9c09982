import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

/** Findings about what one rule means, or fails to mean; findings about several objects are in `link.diagnostics.ts`. */
export const meaningDiagnostics = defineDiagnostics({
  "gateway-api-regex-invalid": {
    code: "MW2200",
    severity: "error",
    what: (p: { pattern: string; problem: string }) => `\`${p.pattern}\` is no regular expression in RE2 syntax: ${p.problem}`,
    why: "products differ in dialect; RE2 is what this tool can decide and most of them run",
    help: "write it without look-around and back-references",
  },
  "gateway-api-regex-unanchored": {
    code: "MW2201",
    severity: "warning",
    what: (p: { pattern: string }) => `\`${p.pattern}\` is not anchored`,
    why: "the standard leaves open whether a pattern matches the whole value or a part; it is read as the whole value here",
    help: "write `^(?:…)$`, which means the same both ways",
  },
  "gateway-api-name-twice": {
    code: "MW2202",
    severity: "error",
    what: (p: { name: string; first: string }) => `\`${p.name}\` names the header of \`${p.first}\` again`,
    why: "header names have no letter case; only the first entry counts, the other is ignored",
    help: "keep one entry, or give the other value a match of its own",
  },
  "gateway-api-header-changed-twice": {
    code: "MW2203",
    severity: "error",
    what: (p: { name: string }) => `header \`${p.name}\` is changed twice by one modifier`,
    why: "the order of set, add and remove is not defined, so the outcome is not either",
    help: "keep one change for each header",
  },
  "gateway-api-replacement-path": {
    code: "MW2204",
    severity: "error",
    what: (p: { value: string; fault: string }) => `the replacement \`${p.value}\` ${p.fault}`,
    why: "the value becomes the path as it stands; no schema checks it",
    help: "write a path that starts with `/`, without `?` and `#`",
  },
  "gateway-api-filter-unsupported": {
    code: "MW2205",
    severity: "error",
    what: (p: { type: string }) => `filter \`${p.type}\` cannot be read`,
    why: (p) =>
      p.type === "ExternalAuth"
        ? "the answer lies with a service outside the policy"
        : "its meaning lies in an object of one product, so nothing can be said about the rule's calls",
    help: "say the same with the filters of the standard, or keep the rule out of this repository",
  },
  "gateway-api-backend-filters": {
    code: "MW2206",
    severity: "error",
    what: (p: { backend: string }) => `filters of the single backend \`${p.backend}\` cannot be read`,
    why: "few products run them, and a policy changes calls for a whole route",
    help: "move the filters to the rule, or give the backend a rule of its own",
  },
  "gateway-api-session-persistence": {
    code: "MW2207",
    severity: "error",
    what: () => "session persistence cannot be read",
    why: "it binds a session to one pod across the whole split; affinity by hash, which meshes have, does not",
    help: "remove it, or use `affinity` of a ServicePolicy",
  },
  "gateway-api-no-backend": {
    code: "MW2208",
    severity: "warning",
    what: (p: { rule: string }) => `rule \`${p.rule}\` has no backend and no filter that answers: every call gets 500`,
    help: "add `backendRefs` or a redirect",
  },
  "gateway-api-no-weight": {
    code: "MW2209",
    severity: "warning",
    what: (p: { rule: string }) => `all weights of rule \`${p.rule}\` are 0`,
    why: "the standard does not say what then happens; products answer 500 or 503, here it is read as 500",
    help: "give one backend a weight, or remove the rule",
  },
  "gateway-api-backend-kind": {
    code: "MW2210",
    severity: "error",
    what: (p: { kind: string; name: string }) => `\`${p.kind}\` \`${p.name}\` cannot be a backend here`,
    why: "only Services are known as backends; a backend that cannot be resolved answers 500 for its share",
    help: "refer to a Service: leave out `group` and `kind`",
  },
  "gateway-api-backend-not-granted": {
    code: "MW2211",
    severity: "error",
    what: (p: { route: string; service: string; namespace: string }) =>
      `no ReferenceGrant in \`${p.namespace}\` lets \`${p.route}\` use Service \`${p.service}\``,
    why: "at a Gateway the backend is invalid without one and answers 500 for its share; in a mesh none is needed",
    help: "add a ReferenceGrant in the namespace of the Service that names kind and namespace of the route",
  },
  "gateway-api-backend-port-unknown": {
    code: "MW2212",
    severity: "error",
    what: (p: { service: string; port: number; ports: string }) => `Service \`${p.service}\` has no port ${p.port}`,
    why: "a backend that cannot be resolved answers 500 for its share",
    help: (p) => `use one of ${p.ports}`,
  },
  "gateway-api-inert-beside-redirect": {
    code: "MW2213",
    severity: "warning",
    what: (p: { field: string }) => `\`${p.field}\` does nothing in a rule that redirects`,
    why: "the proxy answers by itself; no backend is called",
    help: "remove it",
  },
  "gateway-api-redirect-port-open": {
    code: "MW2214",
    severity: "warning",
    what: () => "the port of this redirect is not defined in a mesh",
    why: "the rule speaks of a listener's port, and a Service has no listener; products differ",
    help: "write `port`, or `scheme` with its default port",
  },
  "gateway-api-cors-without-options": {
    code: "MW2215",
    severity: "warning",
    what: (p: { method: string }) => `a rule for \`${p.method}\` alone never sees a preflight`,
    why: "a preflight is an OPTIONS request; another rule will take it and answer without CORS headers",
    help: "leave out `method`, or add a match for OPTIONS",
  },
  "gateway-api-cors-no-origin": {
    code: "MW2216",
    severity: "warning",
    what: () => "a CORS filter without `allowOrigins` admits no origin",
    why: "the standard does not define an empty list; it is read as: no origin is allowed",
    help: "list the origins",
  },
  "gateway-api-retry-without-attempts": {
    code: "MW2217",
    severity: "error",
    what: () => "the number of retries is missing",
    why: "every product then takes a number of its own",
    help: "add `attempts`; `attempts: 1` repeats a call once",
  },
  "gateway-api-retry-code-optional": {
    code: "MW2218",
    severity: "warning",
    what: (p: { code: number }) => `a product need not be able to retry on ${p.code}`,
    why: "only 500, 502, 503 and 504 must be supported",
    help: "keep to those four, or check the product",
  },
  "gateway-api-try-timeout-alone": {
    code: "MW2219",
    severity: "info",
    what: () => "without retries `backendRequest` bounds the whole call",
    why: "the only try is the call; it is read as its deadline",
    help: "write `request`",
  },
});
