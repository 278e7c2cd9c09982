import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { enumeration, quoted } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, found, items, originOf, type Place } from "../place.ts";
import { portsOf, protocolsOf } from "../protocols.ts";

/** Findings about ports: written twice, named and not there, or asked for what their protocol cannot say. */
export function portFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  return [...spellingFindings(place, spec), ...repeatedPorts(place, spec), ...namedPorts(place, spec), ...protocolFindings(place, spec)];
}

function spellingFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const beside = (["port", "targetPort", "protocol"] as const).filter((field) => spec[field] !== undefined);
  if (spec.ports !== undefined) return beside.map((field) => portTwice(below(place, field), "key", `\`${field}\` stands beside \`ports\``, "say everything in `ports`"));
  if (spec.port !== undefined) return [];
  return beside.map((field) => portTwice(below(place, field), "key", `\`${field}\` needs a \`port\``, "write the port that callers dial"));
}

function repeatedPorts(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const ports = spec.ports ?? [];
  return ports.flatMap(({ port }, index) => {
    const first = ports.findIndex((other) => other.port === port);
    if (first === index) return [];
    const at = below(place, "ports", index, "port");
    const related = [{ origin: originOf(below(place, "ports", first, "port")), note: "first here" }];
    return [portTwice(at, "value", `port \`${port}\` stands here twice`, "keep one of the two", related)];
  });
}

function portTwice(place: Place, part: "key" | "value", what: string, help: string, related: Diagnostic["related"] = []): Diagnostic {
  return say["port-twice"].report({ ...found(place, part), with: { what, help }, related });
}

/** Routes, access rules and gateways name ports of the service. */
function namedPorts(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const known = portsOf(spec).map(({ port }) => port);
  const routes = items(below(place, "routes"), spec.routes).flatMap(([route, at]) => items(below(at, "ports"), route.ports));
  const operations = operationsOf(place, spec).flatMap(([operation, at]) => items(below(at, "ports"), operation.ports));
  const exposed = items(below(place, "expose"), spec.expose).flatMap(([{ servicePort }, at]) =>
    servicePort === undefined ? [] : [[servicePort, below(at, "servicePort")] as const],
  );
  return [...routes, ...(known.length === 0 ? [] : [...operations, ...exposed])].filter(([port]) => !known.includes(port)).map(([port, at]) => unknownPort(at, port, known));
}

function unknownPort(place: Place, port: number, known: readonly number[]): Diagnostic {
  const help = known.length === 0 ? "declare the service's `ports` first" : `its ports are ${enumeration(known.map((number) => `\`${number}\``))}`;
  return say["unknown-port"].report({ ...found(place), with: { what: `the service has no port \`${port}\``, help } });
}

/** Every operation of the access rules. */
function operationsOf(place: Place, spec: Policy.Spec): readonly (readonly [Policy.Operation, Place])[] {
  const rules = (["allow", "deny"] as const).flatMap((list) => items(below(place, "access", list), spec.access?.[list]));
  return rules.flatMap(([rule, at]) => items(below(at, "to"), rule.to));
}

const httpRouteFields = ["redirect", "respond", "mirror", "rewrite", "headers", "cors", "deadline", "retry", "fault"] as const;
const httpMatchFields = ["methods", "path", "headers", "query", "authority", "grpc", "claims"] as const;
const httpOperationFields = ["methods", "path", "headers"] as const;

function protocolFindings(place: Place, spec: Policy.Spec): readonly Diagnostic[] {
  const routes = items(below(place, "routes"), spec.routes).flatMap(([route, at]) => routeProtocol(at, route, spec));
  const operations = operationsOf(place, spec).flatMap(([operation, at]) =>
    speaksHttp(spec, operation.ports) ? [] : httpFields(at, operation, httpOperationFields, spec, operation.ports),
  );
  return [...routes, ...operations];
}

function routeProtocol(place: Place, route: Policy.Route, spec: Policy.Spec): readonly Diagnostic[] {
  const matches = items(below(place, "match"), route.match);
  if (speaksHttp(spec, route.ports)) {
    const named = matches.filter(([entry]) => entry.sni !== undefined && !protocolsOf(spec, route.ports).includes("tls"));
    return named.map(([, at]) => wrong(below(at, "sni"), "`sni` needs a port with protocol `tls`", "match `authority` on HTTP ports"));
  }
  const inMatches = matches.flatMap(([entry, at]) => httpFields(at, entry, httpMatchFields, spec, route.ports));
  return [...inMatches, ...httpFields(place, route, httpRouteFields, spec, route.ports)];
}

/** True unless every port in question is written to be something else. */
function speaksHttp(spec: Policy.Spec, ports: readonly number[] | undefined): boolean {
  const protocols = protocolsOf(spec, ports);
  return protocols.length === 0 || protocols.some((protocol) => protocol !== "tcp" && protocol !== "tls");
}

function httpFields<K extends string>(place: Place, value: { readonly [field in K]?: unknown }, fields: readonly K[], spec: Policy.Spec, ports: readonly number[] | undefined): readonly Diagnostic[] {
  const protocol = protocolsOf(spec, ports)[0] ?? "tcp";
  const help = "drop it, or change the port's `protocol`";
  const written = fields.filter((field) => value[field] !== undefined);
  return written.map((field) => wrong(below(place, field), `\`${field}\` needs HTTP, but the port speaks ${quoted(protocol, false)}`, help));
}

function wrong(place: Place, what: string, help: string): Diagnostic {
  return say["wrong-protocol"].report({ ...found(place, "key"), with: { what, help } });
}
