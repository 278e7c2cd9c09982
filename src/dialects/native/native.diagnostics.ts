import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** A sentence that the check composed, with advice that fits the case. */
interface Said {
  readonly what: string;
  readonly help: string;
}

const whatSaid = ({ what }: Said): string => what;
const helpSaid = ({ help }: Said): string => help;

/** Findings inside one native document that is well formed. */
export const nativeDiagnostics = defineDiagnostics<{
  "unknown-language-version": { readonly found: string };
  "unknown-kind": { readonly found: string; readonly help: string };
  "route-action-unclear": Said & { readonly route: string };
  "split-of-nothing": { readonly route: string };
  "unknown-version": Said;
  "duplicate-name": { readonly noun: string; readonly name: string };
  "try-timeout-beyond-deadline": { readonly perTry: string; readonly deadline: string };
  "try-timeout-not-retried": { readonly on: string };
  "retry-methods-unfit": Said;
  "bad-regex": { readonly pattern: string; readonly problem: string };
  "bad-path": Said;
  "bad-header-name": Said;
  "header-twice": { readonly name: string };
  "default-allow-beside-allow-rules": Record<string, never>;
  "bad-date": { readonly found: string };
  "claims-without-gateway": { readonly route: string };
  "claims-without-token": Record<string, never>;
  "wrong-protocol": Said;
  "unknown-port": Said;
  "port-twice": Said;
  "prefix-edit-without-prefix": { readonly route: string };
  "consent-incomplete": Said;
  "external-with-versions": Record<string, never>;
  "unknown-route": Said;
  "mesh-only-field": { readonly field: string };
  "bad-address-block": { readonly found: string };
  "backoff-upside-down": { readonly base: string; readonly max: string };
  "subject-clash": { readonly fields: string };
  "hash-and-affinity": Said;
  "cors-credentials-for-all": Record<string, never>;
  "grpc-match-mixed": { readonly field: string };
  "listener-tls": Said;
  "field-without-effect": { readonly field: string; readonly route: string; readonly action: string };
}>({
  "unknown-language-version": {
    code: "MW1029",
    severity: "error",
    what: ({ found }) => `version ${found} of the policy language is not known`,
    help: "write `apiVersion: meshwright.dev/v1alpha1`",
  },
  "unknown-kind": { code: "MW1030", severity: "error", what: ({ found }) => `kind ${found} of \`meshwright.dev\` is not known`, help: ({ help }) => help },
  "route-action-unclear": {
    code: "MW2060",
    severity: "error",
    what: ({ route, what }) => `route ${route} needs exactly one of \`to\`, \`split\`, \`redirect\`, \`respond\`, found ${what}`,
    help: helpSaid,
  },
  "split-of-nothing": {
    code: "MW2061",
    severity: "error",
    what: ({ route }) => `every weight of route ${route} is 0`,
    why: "every call would be answered 500",
    help: "give one destination a weight above 0, or write `respond` to refuse the calls on purpose",
  },
  "unknown-version": { code: "MW2062", severity: "error", what: whatSaid, help: helpSaid },
  "duplicate-name": {
    code: "MW2063",
    severity: "error",
    what: ({ noun, name }) => `${noun} name ${name} is used twice`,
    why: "findings, the ledger and routing tests speak of it by its name",
    help: "give one of the two another name",
  },
  "try-timeout-beyond-deadline": {
    code: "MW2064",
    severity: "error",
    what: ({ perTry, deadline }) => `a try may take ${perTry}, but the whole call ends after ${deadline}`,
    why: "the deadline would always end the call before a try is given up, so nothing would be retried",
    help: "lower `perTryTimeout` below `deadline`, or drop it",
  },
  "try-timeout-not-retried": {
    code: "MW2065",
    severity: "error",
    what: ({ on }) => `\`perTryTimeout\` gives up a try, but ${on} does not retry it`,
    why: "it would only be a second deadline",
    help: "add `try-timeout` to `on` (`reset`, `gateway-error` and `5xx` cover it too), or drop `perTryTimeout`",
  },
  "retry-methods-unfit": { code: "MW2066", severity: "error", what: whatSaid, help: helpSaid },
  "bad-regex": {
    code: "MW2067",
    severity: "error",
    what: ({ pattern, problem }) => `${pattern} is no regular expression: ${problem}`,
    why: "patterns are in RE2 syntax, which has no look-around and no back-references",
    help: "mend the pattern; it must match the whole value",
  },
  "bad-path": { code: "MW2068", severity: "error", what: whatSaid, help: helpSaid },
  "bad-header-name": { code: "MW2069", severity: "error", what: whatSaid, help: helpSaid },
  "header-twice": {
    code: "MW2070",
    severity: "error",
    what: ({ name }) => `header ${name} stands here twice`,
    why: "header names compare without case, and one name can have one condition or one change",
    help: "keep one of the two",
  },
  "default-allow-beside-allow-rules": {
    code: "MW2071",
    severity: "error",
    what: () => "`default: allow` beside allow rules lets everybody in",
    why: "the allow rules would say nothing",
    help: "write `default: deny`, or drop the allow rules",
  },
  "bad-date": { code: "MW2072", severity: "error", what: ({ found }) => `there is no day ${found}`, help: "write a day of the calendar such as `2027-03-31`" },
  "claims-without-gateway": {
    code: "MW2073",
    severity: "error",
    what: ({ route }) => `route ${route} asks for claims, but no gateway leads to this service`,
    why: "no mesh reads tokens where the call starts; only a gateway can choose a route by them",
    help: "add `expose`, or move the claims to `access`, under `when`",
  },
  "claims-without-token": {
    code: "MW2074",
    severity: "error",
    what: () => "claims are asked for, but no token is verified here",
    why: "without a verified token there are no claims, so this never holds",
    help: "add `authentication: { jwt: { provider: … } }`",
  },
  "wrong-protocol": { code: "MW2075", severity: "error", what: whatSaid, help: helpSaid },
  "unknown-port": { code: "MW2076", severity: "error", what: whatSaid, help: helpSaid },
  "port-twice": { code: "MW2077", severity: "error", what: whatSaid, help: helpSaid },
  "prefix-edit-without-prefix": {
    code: "MW2078",
    severity: "error",
    what: ({ route }) => `a new path prefix needs a matched one, but a match of route ${route} has no \`path: { prefix: … }\``,
    help: "match by prefix in every entry, or write the whole new path with `full`",
  },
  "consent-incomplete": { code: "MW2079", severity: "error", what: whatSaid, help: helpSaid },
  "external-with-versions": {
    code: "MW2080",
    severity: "error",
    what: () => "a service is either `external` or has `versions`",
    help: "drop one of the two",
  },
  "unknown-route": { code: "MW2081", severity: "error", what: whatSaid, help: helpSaid },
  "mesh-only-field": {
    code: "MW2082",
    severity: "error",
    what: ({ field }) => `${field} is for the whole mesh, but this MeshPolicy is for one namespace`,
    help: "move it to the MeshPolicy with `scope: mesh`",
  },
  "bad-address-block": {
    code: "MW2083",
    severity: "error",
    what: ({ found }) => `${found} is no block of addresses`,
    help: "write address and length, such as `10.0.0.0/8` or `fd00::/8`, with zeros after the length",
  },
  "backoff-upside-down": {
    code: "MW2084",
    severity: "error",
    what: ({ base, max }) => `the longest pause ${max} is shorter than the first one, ${base}`,
    help: "raise `max` or lower `base`",
  },
  "subject-clash": {
    code: "MW2085",
    severity: "error",
    what: ({ fields }) => `one caller cannot be ${fields} at once`,
    why: "the fields of one entry must all hold",
    help: "write an entry of its own for each",
  },
  "hash-and-affinity": { code: "MW2086", severity: "error", what: whatSaid, help: helpSaid },
  "cors-credentials-for-all": {
    code: "MW2087",
    severity: "error",
    what: () => "credentials are allowed for every origin",
    why: "any page on the web could then act as the signed-in user",
    help: "name the origins, or drop `allowCredentials`",
  },
  "grpc-match-mixed": {
    code: "MW2088",
    severity: "error",
    what: ({ field }) => `\`grpc\` says method and path already, so ${field} cannot stand beside it`,
    help: "keep one of the two",
  },
  "listener-tls": { code: "MW2089", severity: "error", what: whatSaid, help: helpSaid },
  "field-without-effect": {
    code: "MW2090",
    severity: "error",
    what: ({ field, route, action }) => `${field} does nothing on route ${route}, which answers by \`${action}\``,
    help: "drop it, or forward the calls with `to` or `split`",
  },
});
