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
    help: "create what it refers to, or correct the name or port",
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
});
