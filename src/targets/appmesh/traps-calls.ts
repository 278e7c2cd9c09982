import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { callHints } from "../call-hints.ts";
import type { CallHint } from "../call-hints.ts";
import { oncePerWorld } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import { group, hostOf, podsOf, providerOf, referred } from "./trap-world.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Hosts that the settings of a node's pods name and that are not among its backends (AWS App Mesh User Guide, "Service meshes": egress filter). */
export function callTraps(world: TrapWorld): readonly Diagnostic[] {
  return world.of(group, "VirtualNode").filter(({ spec }) => !isSet(at(spec, "backendGroups"))).flatMap((node) => undeclared(node, world));
}

function undeclared(node: Placed, world: TrapWorld): readonly Diagnostic[] {
  const meshes = world.of(group, "Mesh");
  const [mesh] = meshes;
  const passes = mesh !== undefined && textOf(at(mesh.spec, "egressFilter", "type")) === "ALLOW_ALL";
  const declared = declaredHosts(node, world);
  const services = servicesByHost(world);
  return podsOf(node, world).flatMap((pods) => {
    const ignores = ["egressIgnoredPorts", "egressIgnoredIPs"].some((name) => isSet(at(pods.metadata, "annotations", `appmesh.k8s.aws/${name}`)));
    return callHints(pods.spec, node.namespace, world).flatMap((hint) => {
      const service = services.get(hint.host);
      const own = service !== undefined && providerOf(world, service) === node;
      const strange = service === undefined && (meshes.length !== 1 || ignores || !isOutside(hint) || (passes && declared.length === 0));
      if (own || strange || declared.includes(hint.host)) return [];
      return [say["call-not-declared"].report({ at: placeOf(hint.node), with: { node: titleOf(node.manifest), host: hint.host, passes, known: service !== undefined } })];
    });
  });
}

const servicesByHost = oncePerWorld((world): ReadonlyMap<string, Placed> => new Map(world.of(group, "VirtualService").map((service) => [hostOf(service), service])));

/** Names of AWS always pass, and a call to the pod itself leaves it not. */
function isOutside({ host, isUrl }: CallHint): boolean {
  return isUrl && !/^(?:localhost|127\.[\d.]+|169\.254\.[\d.]+)$/.test(host) && !host.endsWith(".amazonaws.com");
}

function declaredHosts({ spec, namespace }: Placed, world: TrapWorld): readonly string[] {
  return listOf(at(spec, "backends")).flatMap((backend) => {
    const arn = textOf(at(backend, "virtualService", "virtualServiceARN"));
    if (arn !== null) return [(arn.split("/").pop() ?? "").toLowerCase()];
    const service = referred(world, "VirtualService", at(backend, "virtualService", "virtualServiceRef"), namespace);
    return service === null ? [] : [hostOf(service)];
  });
}
