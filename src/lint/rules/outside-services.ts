import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Gateway, JwtProvider, Service } from "../../model/index.ts";
import type { Rule } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const outsideServiceDiagnostics = defineDiagnostics({
  "external-host-twice": {
    code: "MW3084",
    severity: "warning",
    what: (p: { host: string; port: number; other: string; protocols: string }) => `\`${p.host}\` on port ${p.port} is also declared by \`${p.other}\`${p.protocols}`,
    why: "meshes keep one of the two, and which one is not said",
    help: "declare the host once; several services can call it",
  },
  "external-without-address": {
    code: "MW3085",
    severity: "warning",
    what: (p: { service: string; port: number }) => `connections to \`${p.service}\` on port ${p.port} carry no name, and no address is written`,
    why: "a mesh cannot tell them from all other connections to that port, and takes them all",
    help: "write `addresses`, or use `protocol: tls`, whose connections carry the server's name",
  },
  "keys-from-anywhere": {
    code: "MW3086",
    severity: "warning",
    what: (p: { provider: string; problem: string }) => `the keys of \`${p.provider}\` are fetched ${p.problem}`,
    why: "who can answer in that place can issue tokens; and the control plane can be made to call what only it can reach",
    help: "use the https address that the issuer publishes",
  },
  "certificate-shared": {
    code: "MW3087",
    severity: "info",
    what: (p: { secret: string; other: string }) => `the certificate \`${p.secret}\` is also that of \`${p.other}\`, on the same gateway pods`,
    why: "browsers reuse an HTTP/2 connection for every host of its certificate, and a request for the other host then arrives at the wrong listener: 404",
    help: "put the hosts into one listener, or give each its own certificate",
  },
});

/** What lies at the edge of the mesh: external services, issuers, certificates. */
export const outsideServices: Rule = {
  model: ({ model }) => [...model.services.flatMap((service) => hostsTwice(service, model.services)), ...model.mesh.jwtProviders.flatMap(keys), ...certificates(model.gateways)],
  service: addresses,
};

function hostsTwice(service: Service, all: readonly Service[]): readonly Diagnostic[] {
  const before = all.slice(0, all.indexOf(service)).filter(({ external }) => external !== null);
  return (service.external?.hosts ?? []).flatMap(({ value: host, origin: at }) =>
    before.flatMap((other) => {
      const named = other.external?.hosts.find(({ value }) => value === host);
      const port = service.ports.find((each) => other.ports.some((one) => one.port === each.port));
      if (named === undefined || port === undefined) return [];
      const spoken = other.ports.find((one) => one.port === port.port)?.protocol ?? port.protocol;
      const protocols = spoken === port.protocol ? "" : `, as ${spoken} instead of ${port.protocol}`;
      return [outsideServiceDiagnostics["external-host-twice"].report({ at, with: { host, port: port.port, other: nameOf(other.id), protocols }, related: [{ origin: named.origin, note: "the other declaration" }] })];
    }),
  );
}

function addresses({ external, ports, id }: Service): readonly Diagnostic[] {
  if (external === null || external.addresses.length > 0) return [];
  return ports.filter(({ protocol }) => protocol === "tcp").map(({ port, origin: at }) => outsideServiceDiagnostics["external-without-address"].report({ at, with: { service: nameOf(id), port } }));
}

function keys({ name, jwksUri, origin: at }: JwtProvider): readonly Diagnostic[] {
  const problem = jwksUri === null ? null : fetchProblem(jwksUri);
  return problem === null ? [] : [outsideServiceDiagnostics["keys-from-anywhere"].report({ at, with: { provider: name, problem } })];
}

/** Why keys that are fetched from an address can be anybody's; null where nothing speaks against it. */
export function fetchProblem(uri: string): string | null {
  const [, scheme = "", host = ""] = /^([a-z]+):\/\/(\[[0-9a-f:.]+\]|[^/:?#]*)/i.exec(uri) ?? [];
  if (/^(?:\d{1,3}\.){3}\d{1,3}$|^\[/.test(host) || host.toLowerCase() === "localhost") return `from an address, \`${host}\`, for which no certificate can stand`;
  if (/\.(?:svc|local|internal)$/i.test(host) || !host.includes(".")) return null;
  return scheme.toLowerCase() === "http" ? "over plain HTTP" : null;
}

function certificates(gateways: readonly Gateway[]): readonly Diagnostic[] {
  const listeners = gateways.flatMap(({ id, selector, listeners: own }) => (selector === null ? [] : own.map((listener) => ({ id, pods: JSON.stringify(Object.entries(selector).sort()), listener }))));
  return listeners.flatMap(({ id, pods, listener }, index) => {
    const secret = listener.tls?.secret ?? null;
    const other = listeners.slice(0, index).find((each) => secret !== null && each.pods === pods && nameOf(each.id) !== nameOf(id) && each.listener.tls?.secret != null && nameOf(each.listener.tls.secret) === nameOf(secret));
    if (secret === null || other === undefined) return [];
    return [outsideServiceDiagnostics["certificate-shared"].report({ at: listener.origin, with: { secret: nameOf(secret), other: nameOf(other.id) }, related: [{ origin: other.listener.origin, note: "the other listener" }] })];
  });
}
