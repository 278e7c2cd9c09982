import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** What manifests for the Gateway API say together with objects that its own kinds do not speak of. */
export const gatewayTrapDiagnostics = defineDiagnostics({
  "selector-takes-no-namespace": {
    code: "MW3170",
    severity: "warning",
    what: (p: { holder: string; namespaces: number }) => `the selector of ${p.holder} takes none of the ${p.namespaces} namespaces at hand`,
    why: "no route of theirs is accepted, and each of them looks fine by itself",
    help: "select labels that the namespaces carry, or `kubernetes.io/metadata.name`, which all of them do",
  },
  "namespace-not-selected": {
    code: "MW3171",
    severity: "warning",
    what: (p: { route: string; namespace: string; gateway: string }) => `no listener of Gateway \`${p.gateway}\` takes ${p.route}: namespace \`${p.namespace}\` has not the labels that they select`,
    why: "the route is not accepted and does nothing",
    help: "label the namespace, or select it by `kubernetes.io/metadata.name`",
  },
  "listener-taken": {
    code: "MW3172",
    severity: "warning",
    what: (p: { listener: string; set: string; gateway: string; other: string; port: number }) => `listener \`${p.listener}\` of ${p.set} is not taken: \`${p.other}\` of Gateway \`${p.gateway}\` has port ${p.port}`,
    why: "between a Gateway and its ListenerSets the Gateway wins; of two sets the older one",
    help: "give it another port, or another hostname where both speak one protocol",
  },
});
