import { defineDiagnostics } from "../diagnostics/diagnostic.ts";
import { durationText } from "../support/duration.ts";

/** What hand-written manifests of a mesh say, are accepted with, and do not do. */
export const trapDiagnostics = defineDiagnostics({
  "hidden-retries": {
    code: "MW3090",
    severity: "warning",
    what: (p: { target: string; manifest: string; tries: string }) => `${p.manifest} says nothing of retries here, and ${p.target} makes ${p.tries}`,
    why: "a call that writes, and whose answer is lost, is made again: the classic of paying twice",
    help: "write the retries that are wanted, or none: `retries: { attempts: 0 }` in Istio, `retryPolicy` with `maxRetries: 0` in App Mesh",
  },
  "unmatched-requests": {
    code: "MW3091",
    severity: "warning",
    what: (p: { manifest: string }) => `${p.manifest} has no entry for all other requests: they get 404`,
    why: "as soon as one entry is there, nothing is passed through any more",
    help: "add a last entry without `match`",
  },
  "host-not-expanded": {
    code: "MW3092",
    severity: "warning",
    what: (p: { host: string; full: string }) => `the host \`${p.host}\` is no name that the mesh knows: only names without a dot are completed`,
    why: "calls go to a cluster that does not exist: 503",
    help: ({ full }) => `write \`${full}\``,
  },
  "prefix-of-characters": {
    code: "MW3093",
    severity: "info",
    what: (p: { prefix: string }) => `the prefix \`${p.prefix}\` also takes \`${p.prefix}-old\`: it is compared character by character`,
    why: "other meshes, and Gateway API, compare prefixes by segment",
    help: ({ prefix }) => `for one segment write two matches: \`${prefix}\` as a whole, and the prefix \`${prefix}/\``,
  },
  "field-without-effect": {
    code: "MW3094",
    severity: "warning",
    what: (p: { field: string; does: string }) => `\`${p.field}\` does not do what it says: ${p.does}`,
    help: "remove it, or write what is meant",
  },
  "share-of-nothing": {
    code: "MW3095",
    severity: "warning",
    what: (p: { thing: string; missing: string }) => `${p.thing} has no \`${p.missing}\`, which means 0 percent`,
    why: "it is accepted, and never happens",
    help: ({ missing }) => `write \`${missing}\``,
  },
  "try-timeout-not-retried": {
    code: "MW3096",
    severity: "warning",
    what: () => "a try that runs into `perTryTimeout` is not repeated: no condition of `retryOn` covers it",
    why: "the timeout of one try then ends the whole call with 504",
    help: "add `reset`, `gateway-error` or `5xx` to `retryOn`",
  },
  "manifest-tries-do-not-fit": {
    code: "MW3097",
    severity: "warning",
    what: (p: { tries: number; perTry: number; timeout: number }) => `${p.tries} tries of ${durationText(p.perTry)} do not fit into ${durationText(p.timeout)}`,
    why: "the whole call ends first, and the last tries never happen",
    help: "raise the timeout of the call, or lower the number or the length of the tries",
  },
  "ejects-hardly-any": {
    code: "MW3098",
    severity: "info",
    what: () => "without `maxEjectionPercent` 10 percent of the endpoints may be ejected at most: of fewer than ten, none",
    why: "the outlier detection looks like protection and does nothing for most services",
    help: "write `maxEjectionPercent: 50`, for instance",
  },
  "plain-text-is-somebody-else": {
    code: "MW3099",
    severity: "warning",
    what: (p: { field: string }) => `\`${p.field}\` also holds for calls in plain text, which have no identity`,
    why: "whoever leaves the certificate at home is not excluded, unless mutual TLS is strict where the policy applies",
    help: "add a PeerAuthentication with mode STRICT, or name those who may",
  },
});
