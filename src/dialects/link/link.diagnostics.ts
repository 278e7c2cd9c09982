import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

const didYouMean = (nearest: string | null, otherwise: string): string => (nearest === null ? otherwise : `did you mean \`${nearest}\`?`);

/** Findings about references between documents, and about documents that contradict each other. */
export const linkDiagnostics = defineDiagnostics({
  "unknown-service": {
    code: "MW2001",
    severity: "error",
    what: (p: { service: string; nearest: string | null }) => `service \`${p.service}\` does not exist`,
    why: "the inventory is complete, so a name that it lacks answers no calls",
    help: (p) => didYouMean(p.nearest, "add the Service to the input, or set `inventory: partial`"),
  },
  "port-ambiguous": {
    code: "MW2003",
    severity: "error",
    what: (p: { service: string; ports: readonly number[] }) => `\`${p.service}\` has several ports: ${p.ports.join(", ")}`,
    help: (p) => `name one, such as \`${p.service}:${p.ports[0] ?? 80}\``,
  },
  "unknown-port": {
    code: "MW2004",
    severity: "error",
    what: (p: { service: string; port: number; known: readonly number[] }) => `\`${p.service}\` has no port ${p.port}`,
    help: (p) => (p.known.length === 0 ? "declare the port in the policy of the service" : `its ports are ${p.known.join(", ")}`),
  },
  "setting-contradicted": {
    code: "MW2005",
    severity: "error",
    what: (p: { setting: string; of: string; first: string; second: string }) =>
      `\`${p.setting}\` of \`${p.of}\` is stated differently by ${p.second} and ${p.first}`,
    why: "neither document wins over the other",
    help: "keep it in one of the two documents",
  },
  "routes-stated-twice": {
    code: "MW2006",
    severity: "error",
    what: (p: { service: string; port: number; first: string; second: string }) =>
      `routes of port ${p.port} of \`${p.service}\` are given by ${p.second} and by ${p.first}`,
    why: "nothing says in which order the routes of two documents are tried",
    help: "keep all routes of one port in one document",
  },
  "access-stated-twice": {
    code: "MW2007",
    severity: "error",
    what: (p: { service: string; first: string; second: string }) => `access to \`${p.service}\` is stated by ${p.second} and by ${p.first}`,
    why: "the two sets of rules say different things",
    help: "move all rules into one document",
  },
  "version-stated-twice": {
    code: "MW2008",
    severity: "error",
    what: (p: { version: string; service: string }) => `version \`${p.version}\` of \`${p.service}\` is declared twice, differently`,
    help: "keep one of the declarations, or rename a version",
  },
  "mesh-policy-stated-twice": {
    code: "MW2009",
    severity: "error",
    what: (p: { scope: string; first: string; second: string }) => `${p.second} and ${p.first} both set defaults for ${p.scope}`,
    why: "one policy holds the defaults of a scope",
    help: "merge the two documents",
  },
  "port-not-known": {
    code: "MW2010",
    severity: "error",
    what: (p: { service: string }) => `the port of \`${p.service}\` is not known`,
    why: "neither the policy nor a Service in the input names one",
    help: "write `port` in the policy, or add the Service to the input",
  },
  "try-outlives-deadline": {
    code: "MW2011",
    severity: "error",
    what: (p: { route: string; perTry: string; deadline: string; inherited: boolean }) =>
      `a try of route \`${p.route}\` may take ${p.perTry}, the whole call only ${p.deadline}${p.inherited ? " by default" : ""}`,
    why: "a limit for one try that is not below the deadline never acts",
    help: "lower `perTryTimeout`, or raise `deadline`",
  },
  "cyclic-split": {
    code: "MW2012",
    severity: "error",
    what: (p: { cycle: readonly string[] }) => `splits lead in a circle: ${p.cycle.map((name) => `\`${name}\``).join(" to ")}`,
    why: "each of these services claims to stand behind the other",
    help: "let one of the services keep the traffic it gets",
  },
  "mirror-to-itself": {
    code: "MW2013",
    severity: "warning",
    what: (p: { route: string; backend: string }) => `route \`${p.route}\` mirrors to \`${p.backend}\`, which gets all of its calls already`,
    why: "every mirrored call is served twice by the same endpoints",
    help: "mirror to another version, or remove `mirror`",
  },
  "split-overlaps": {
    code: "MW2014",
    severity: "warning",
    what: (p: { route: string; whole: string; part: string }) =>
      `route \`${p.route}\` splits between all endpoints of \`${p.whole}\` and those of \`${p.part}\`, which are among them`,
    why: "the part gets more than its weight says",
    help: "declare the rest as a version with labels of its own",
  },
  "workload-claimed-twice": {
    code: "MW2015",
    severity: "error",
    what: (p: { workload: string; first: string; second: string }) =>
      `access to the endpoints of \`${p.workload}\` is stated by the policies of \`${p.second}\` and \`${p.first}\``,
    why: "every workload belongs to one policy, whose rules decide",
    help: "keep the access rules in one of the two policies",
  },
  "gateway-account-unknown": {
    code: "MW2016",
    severity: "error",
    what: (p: { gateway: string; nearest: string | null }) => `the service account of gateway \`${p.gateway}\` is not known`,
    why: "services see a gateway by the account it runs under",
    help: (p) => didYouMean(p.nearest, "declare the gateway with its `serviceAccount` in the MeshPolicy"),
  },
  "unknown-jwt-provider": {
    code: "MW2017",
    severity: "error",
    what: (p: { provider: string; nearest: string | null }) => `no token provider is called \`${p.provider}\``,
    help: (p) => didYouMean(p.nearest, "declare it under `jwt.providers` of the MeshPolicy"),
  },
  "gateway-entry-stated-twice": {
    code: "MW2019",
    severity: "error",
    what: (p: { gateway: string; entry: string }) => `\`${p.entry}\` of gateway \`${p.gateway}\` is claimed twice`,
    why: "one host, port and path lead to one service",
    help: "give one of the two another host or path",
  },
  "gateway-port-closed": {
    code: "MW2020",
    severity: "error",
    what: (p: { gateway: string; port: number; known: readonly number[] }) => `gateway \`${p.gateway}\` does not listen on port ${p.port}`,
    help: (p) => `it listens on ${p.known.join(", ")}`,
  },
  "gateway-host-closed": {
    code: "MW2021",
    severity: "error",
    what: (p: { gateway: string; port: number; host: string }) => `gateway \`${p.gateway}\` does not listen for \`${p.host}\` on port ${p.port}`,
    help: "add the host to the listener, or expose the service under a host that it has",
  },
  "gateway-closed-to-namespace": {
    code: "MW2022",
    severity: "error",
    what: (p: { gateway: string; port: number; namespace: string }) =>
      `gateway \`${p.gateway}\` admits no services of namespace \`${p.namespace}\` on port ${p.port}`,
    help: "add the namespace to the listener",
  },
});
