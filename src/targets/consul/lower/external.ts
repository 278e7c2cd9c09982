import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { Manifest, Service } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { remark } from "../../draft.ts";
import { hasNamespaces, rootNamespaceOf } from "../versions.ts";
import type { Context } from "./context.ts";
import { compact, emptyPiece, object } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";

/** Where the calls of an external service go (`hashicorp/consul-k8s:control-plane/api/v1alpha1/servicedefaults_types.go`). */
export function destinationOf({ external, ports }: Service): Json | undefined {
  if (external === null) return undefined;
  return { addresses: external.hosts.map(({ value }) => value), port: ports[0]?.port ?? 0 };
}

/** The gateway through which calls leave the mesh; it speaks TLS to a host where the mesh should, which needs a name and authorities. */
export function lowerTerminatingGateway(context: Context): readonly Manifest[] {
  const { included, profile } = context;
  const outside = included.filter(({ external }) => external !== null);
  if (outside.length === 0) return [];
  const services = outside.map(({ id, external }) =>
    compact({
      name: id.name,
      namespace: hasNamespaces(profile) ? id.namespace : undefined,
      ...(external?.tls.value === "simple" && { caFile: profile.settings["caFile"], sni: external.hosts[0]?.value }),
    }),
  );
  const name = { name: profile.settings["terminatingGateway"] ?? "terminating-gateway", namespace: rootNamespaceOf(profile) };
  return [object("TerminatingGateway", name, { services }, outside.map(({ origin }) => origin))];
}

/** What of an external service cannot be said, and what the rest rests on. */
export function externalPiece(service: Service, { profile }: Context): Piece {
  const { external, origin } = service;
  if (external === null) return emptyPiece;
  const gateway = profile.settings["terminatingGateway"] ?? "terminating-gateway";
  const note = `a terminating gateway \`${gateway}\` runs, no other list of its services exists, and transparent proxies send it what goes to the host`;
  const draft = remark("assumed", { field: "external", note, origin: external.hosts[0]?.origin ?? origin });
  return { ...emptyPiece, drafts: [draft], diagnostics: externalFindings(service, profile.settings["transparentProxy"] !== "off") };
}

function externalFindings(service: Service, transparent: boolean): readonly Diagnostic[] {
  const { external, ports, origin, id } = service;
  if (external === null) return [];
  const report = (at: Origin, wish: string, why: string): Diagnostic => consulDiagnostics["external-cannot-be-said"].report({ at, with: { service: nameText(id), wish, why } });
  const wildcard = external.hosts.find(({ value }) => value.includes("*"));
  const [arm] = ports.flatMap((port) => port.arms);
  const settings = Object.entries({ circuitBreaker: service.limits ?? service.outlier, loadBalancing: service.balancing, affinity: service.affinity, failover: service.failover[0] ?? null, rateLimit: service.rateLimit, authentication: service.jwt });
  return [
    ...(transparent ? [] : [report(origin, "external", "only a transparent proxy sends what goes to a host to the terminating gateway")]),
    ...(wildcard === undefined ? [] : [report(wildcard.origin, `external.hosts: ${wildcard.value}`, "the address of a destination has no wildcard")]),
    ...(external.addresses.length === 0 ? [] : [report(origin, "external.addresses", "the terminating gateway looks up the host itself")]),
    ...(external.tls.value !== "simple" || external.hosts.length === 1 ? [] : [report(external.tls.origin, "external.tls", "the terminating gateway asks for one server name only")]),
    ...(arm === undefined ? [] : [report(arm.origin, "routes", "a destination outside the mesh has no routes")]),
    ...settings.flatMap(([wish, value]) => (value === null ? [] : [report(value.origin, wish, "the settings of callers are for services of the mesh")])),
  ];
}
