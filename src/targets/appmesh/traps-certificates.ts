import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { backendsOf, gatewayBackendsOf, group, listenersOf, podsOf } from "./trap-world.ts";
import type { Backend } from "./trap-world.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Callers that list no names expect that of the node's discovery in its certificate (AWS App Mesh User Guide, "Transport Layer Security"). */
export function certificateTraps(world: TrapWorld): readonly Diagnostic[] {
  const backends = [...world.of(group, "VirtualNode").flatMap((node) => backendsOf(node, world)), ...gatewayBackendsOf(world)];
  return backends.filter(expectsDiscovery).flatMap((backend) => unexpected(backend, world));
}

function expectsDiscovery({ tls }: Backend): boolean {
  return isSet(at(tls, "validation")) && !isSet(at(tls, "validation", "subjectAlternativeNames")) && at(tls, "enforce").value !== false && !isSet(at(tls, "ports"));
}

function unexpected({ ref, service, nodes }: Backend, world: TrapWorld): readonly Diagnostic[] {
  const found = nodes.flatMap((node) => {
    const discovery = discoveryOf(node.spec);
    const lists = listenersOf(node).filter((listener) => textOf(at(listener, "tls", "mode")) !== "DISABLED").map((listener) => namesOf(at(listener, "tls", "certificate"), node, world));
    return lists.flatMap((names) => (discovery === null || names === null || names.some((name) => covers(name, discovery)) ? [] : [{ names, discovery }]));
  });
  return found.slice(0, 1).map(({ names, discovery }) => say["server-name-not-in-certificate"].report({ at: placeOf(at(ref, "name")), with: { service: service.manifest.object.metadata.name, names, discovery } }));
}

function discoveryOf(spec: Written): string | null {
  const cloud = at(spec, "serviceDiscovery", "awsCloudMap");
  return isSet(cloud) ? `${textOf(at(cloud, "serviceName")) ?? ""}.${textOf(at(cloud, "namespaceName")) ?? ""}` : textOf(at(spec, "serviceDiscovery", "dns", "hostname"));
}

/** A wildcard stands for one label. */
function covers(name: string, host: string): boolean {
  return name.toLowerCase() === host.toLowerCase() || (name.startsWith("*.") && host.toLowerCase().split(".").slice(1).join(".") === name.slice(2).toLowerCase());
}

/** The names in a listener's certificate, as far as manifests tell: a SPIFFE id is the only one, and cert-manager is told which; null where nobody says. */
function namesOf(certificate: Written, node: Placed, world: TrapWorld): readonly string[] | null {
  const secret = textOf(at(certificate, "sds", "secretName"));
  if (secret !== null) return secret.startsWith("spiffe://") ? [secret] : null;
  const path = textOf(at(certificate, "file", "certificateChain"));
  const mounted = path === null ? [] : podsOf(node, world).flatMap(({ metadata }) => secretsAt(textOf(at(metadata, "annotations", "appmesh.k8s.aws/secretMounts")) ?? "", path));
  const issued = world.of("cert-manager.io", "Certificate").filter(({ spec, namespace }) => namespace === node.namespace && mounted.includes(textOf(at(spec, "secretName")) ?? ""));
  const names = issued.flatMap(({ spec }) => ["dnsNames", "uris"].flatMap((field) => listOf(at(spec, field))).flatMap((name) => textOf(name) ?? []));
  return names.length === 0 ? null : names;
}

/** `order-tls:/certs/, ca:/trust/`: the secrets whose folder the path is in. */
function secretsAt(mounts: string, path: string): readonly string[] {
  return mounts.split(",").flatMap((mount) => {
    const [name = "", folder = ""] = mount.trim().split(":");
    return folder !== "" && path.startsWith(folder.endsWith("/") ? folder : `${folder}/`) ? [name] : [];
  });
}
