import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** What manifests that people wrote for Linkerd say, are accepted with, and do not do; ideas of this mesh alone. */
export const linkerdTrapDiagnostics = defineDiagnostics({
  "port-closed-to-all": {
    code: "MW3126",
    severity: "warning",
    what: (p: { server: string }) => `nothing here lets anybody in at ${p.server}`,
    why: "as soon as a Server is there its port is closed, whatever the default of the namespace, probes of the kubelet aside",
    help: "add an AuthorizationPolicy for it, or write `accessPolicy`",
  },
  "grants-more-than-it-says": {
    code: "MW3127",
    severity: "warning",
    what: (p: { manifest: string; why: string }) => `${p.manifest} grants more than it seems to: ${p.why}`,
    why: "policies only ever let in: whatever one of them grants, no other takes away",
    help: "name who may, and grant at the routes only what is meant to be told apart there",
  },
  "policy-on-nothing": {
    code: "MW3128",
    severity: "warning",
    what: (p: { manifest: string; why: string }) => `${p.manifest} has no effect: ${p.why}`,
    why: "the status of the object is fine, and the default goes on to decide",
    help: "create what it refers to, or correct the name, port or network",
  },
  "retries-without-end": {
    code: "MW3129",
    severity: "warning",
    what: (p: { tries: number }) => `up to ${p.tries} tries are made, and nothing limits the time that they take together`,
    why: "a server that is slow gets several times the work, for as long as it likes",
    help: "write `timeout.linkerd.io/request` as well",
  },
  "probe-without-route": {
    code: "MW3159",
    severity: "warning",
    what: (p: { path: string; server: string }) => `no route of ${p.server} takes the probe of \`${p.path}\``,
    why: "a Server without routes lets probes in by itself; as soon as it has one, the kubelet gets 404 and the pod is never ready",
    help: "add a route for the path, and grant it to everybody or to the addresses of the nodes",
  },
  "ranked-otherwise": {
    code: "MW3160",
    severity: "warning",
    what: (p: { loser: string; winner: string; why: string }) => `calls that match \`${p.loser}\` and \`${p.winner}\` go by \`${p.winner}\`: ${p.why}`,
    why: "neither the order of the list nor that of the Gateway API is kept here, so the rule that was meant for these calls is passed over",
    help: "let the two match different calls, or give the rule that should win the longer path",
  },
  "decided-by-age": {
    code: "MW3161",
    severity: "warning",
    what: (p: { route: string; other: string; calls: string }) => `${p.route} and ${p.other} both take \`${p.calls}\`, and the older object wins`,
    why: "whoever deletes and creates the older one again hands its calls to the other; in one second the names decide",
    help: "write both as rules of one object, where the list decides, or let them match different calls",
  },
  "other-names-unmatched": {
    code: "MW3162",
    severity: "warning",
    what: (p: { service: string; names: readonly string[] }) => `callers that write \`${p.names.join("`, `")}\` for \`${p.service}\` match no host name of its routes: they get 404`,
    why: "host names are honoured for Services too, and a call is known by the name that its caller wrote",
    help: "remove `hostnames`: the parent already says which Service is meant",
  },
  "port-past-the-proxy": {
    code: "MW3163",
    severity: "error",
    what: (p: { server: string; port: number | null }) => `${p.port === null ? "connections" : `connections to port ${p.port}`} do not pass the proxy here, and ${p.server} is for them`,
    why: "policies are kept by the proxy of the server: whoever dials this port is let in, whatever they say",
    help: "take the port out of what is skipped, or keep others away from it with a NetworkPolicy and remove the Server",
  },
  "spiffe-not-among-all": {
    code: "MW3164",
    severity: "warning",
    what: (p: { all: string; caller: string }) => `\`${p.all}\` does not let in \`${p.caller}\``,
    why: "everybody with an identity means identities that are names of the mesh; SPIFFE ids are compared as a whole only",
    help: "list the SPIFFE ids in `identities` of a MeshTLSAuthentication, one by one",
  },
  "refusals-eject": {
    code: "MW3165",
    severity: "info",
    what: (p: { service: string; server: string }) => `whoever ${p.server} refuses soon finds no endpoint of \`${p.service}\` at all`,
    why: "a refused call of gRPC ends with code 7, which the breaker of the caller counts as a failure of the endpoint",
    help: "let in everybody who calls, or do without the breaker for callers that are refused now and then",
  },
  "called-past-its-routes": {
    code: "MW3166",
    severity: "warning",
    what: (p: { service: string; by: string; how: string }) => `the routes and annotations of \`${p.service}\` do not hold for ${p.by}: ${p.how}`,
    why: "they are kept by the proxy of the caller, for calls to the Service's own address",
    help: "give the caller a proxy, and let an ingress controller call the Service: `nginx.ingress.kubernetes.io/service-upstream: \"true\"`, `traefik.ingress.kubernetes.io/service.nativelb: \"true\"`",
  },
});
