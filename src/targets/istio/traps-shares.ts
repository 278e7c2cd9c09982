import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { outsideServiceDiagnostics as outside, fetchProblem } from "../../lint/rules/outside-services.ts";
import { splitDiagnostics as splits } from "../../lint/rules/splits.ts";
import { sameText } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { hostIn, networking, security } from "./trap-world.ts";

/** What policies are linted for is said of manifests in the same words: splits, hosts outside, keys and certificates. */
export function shareTraps(world: TrapWorld): readonly Diagnostic[] {
  return [
    ...world.of(networking, "VirtualService").flatMap((routes) => ["http", "tcp", "tls"].flatMap((kind) => listOf(at(routes.spec, kind))).flatMap((entry) => split(listOf(at(entry, "route")), routes))),
    ...entriesTwice(world.of(networking, "ServiceEntry")),
    ...world.of(security, "RequestAuthentication").flatMap(keys),
    ...certificates(world.of(networking, "Gateway")),
  ];
}

/** A lone destination gets every call, and one that is written twice the sum of its weights. */
function split(destinations: readonly Written[], { manifest, namespace }: Placed): readonly Diagnostic[] {
  const route = titleOf(manifest);
  const [lone] = destinations;
  const weight = lone === undefined ? null : numberOf(at(lone, "weight"));
  if (lone !== undefined && destinations.length === 1) return weight === null || weight === 100 ? [] : [splits["weight-without-meaning"].report({ at: placeOf(at(lone, "weight")), with: { route, weight } })];
  const texts = destinations.map((each) => `${hostIn(textOf(at(each, "destination", "host")) ?? "", namespace)} ${sameText(at(each, "destination", "subset"))} ${sameText(at(each, "destination", "port"))} ${sameText(at(each, "headers"))}`);
  return destinations.filter((_, index) => texts.indexOf(texts[index] ?? "") < index).map((each) => splits["backend-listed-twice"].report({ at: placeOf(at(each, "destination", "host")), with: { route, backend: textOf(at(each, "destination", "host")) ?? "" } }));
}

/** Two entries for one host and port, with the same protocol; different ones are another finding. */
function entriesTwice(entries: readonly Placed[]): readonly Diagnostic[] {
  const first = new Map<string, Placed>();
  return entries.filter(({ spec }) => !isSet(at(spec, "workloadSelector"))).flatMap((entry) => {
    const ports = listOf(at(entry.spec, "ports")).map((port) => ({ number: numberOf(at(port, "number")) ?? 0, protocol: textOf(at(port, "protocol")) ?? "" }));
    return listOf(at(entry.spec, "hosts")).flatMap((node) => {
      const host = hostIn(textOf(node) ?? "", entry.namespace);
      const places = ports.map(({ number, protocol }) => ({ number, key: `${host} ${number} ${protocol}` }));
      const twin = places.find(({ key }) => ![undefined, entry].includes(first.get(key)));
      const other = twin === undefined ? undefined : first.get(twin.key);
      for (const { key } of places) if (!first.has(key)) first.set(key, entry);
      return twin === undefined || other === undefined ? [] : [outside["external-host-twice"].report({ at: placeOf(node), with: { host, port: twin.number, other: titleOf(other.manifest), protocols: "" } })];
    });
  });
}

function keys({ spec, manifest }: Placed): readonly Diagnostic[] {
  return listOf(at(spec, "jwtRules")).map((rule) => at(rule, "jwksUri")).flatMap((node) => {
    const problem = fetchProblem(textOf(node) ?? "");
    return problem === null ? [] : [outside["keys-from-anywhere"].report({ at: placeOf(node), with: { provider: titleOf(manifest), problem } })];
  });
}

/** One certificate of several Gateways of the same pods (`istio/istio:pkg/config/analysis/analyzers/gateway/certificate.go`). */
function certificates(gateways: readonly Placed[]): readonly Diagnostic[] {
  const first = new Map<string, Placed>();
  return gateways.flatMap((gateway) =>
    listOf(at(gateway.spec, "servers")).map((server) => at(server, "tls", "credentialName")).filter((node) => textOf(node) !== null).flatMap((node) => {
      const key = `${sameText(at(gateway.spec, "selector"))} ${textOf(node) ?? ""}`;
      const other = first.get(key) ?? gateway;
      first.set(key, other);
      return other === gateway ? [] : [outside["certificate-shared"].report({ at: placeOf(node), with: { secret: textOf(node) ?? "", other: titleOf(other.manifest) } })];
    }),
  );
}
