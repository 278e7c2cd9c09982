import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import { remembered } from "../../support/remember.ts";
import { valueRewritten } from "../mend.ts";
import { podsOfService } from "../pod-templates.ts";
import type { Template } from "../pod-templates.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf } from "../traps.ts";
import { readFilter } from "./interpret/filter.ts";
import { nameOf } from "./trap-world.ts";
import type { Mesh } from "./trap-world.ts";
import { consulTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What entries say of pods that are at hand. */
export function podTraps(mesh: Mesh, world: TrapWorld): readonly Diagnostic[] {
  return [...mesh.of("ServiceResolver").flatMap((resolver) => emptySubsets(resolver, world)), ...accounts(mesh, world)];
}

/** The templates of the pods that are registered for a service: a Service of Kubernetes selects them. */
function podsOf(name: string, world: TrapWorld): readonly Template[] {
  return (servicesByName(world).get(name) ?? []).flatMap((service) => podsOfService(service, world));
}

const servicesByName = remembered((world: TrapWorld) => groupBy(world.of("", "Service"), ({ manifest }) => manifest.object.metadata.name));

/** What every instance has beside its annotations (`hashicorp/consul-k8s:control-plane/connect-inject/controllers/endpoints`). */
const ofEveryPod = ["pod-name", "k8s-service-name", "k8s-namespace", "managed-by", "pod-uid", "synthetic-node"];
const annotation = "consul.hashicorp.com/service-meta-";

/** Labels of pods are not copied, only annotations are (same source). */
function emptySubsets(resolver: Placed, world: TrapWorld): readonly Diagnostic[] {
  const pods = podsOf(nameOf(resolver), world);
  if (pods.length === 0) return [];
  const known = new Set(pods.flatMap((pod) => Object.keys((at(pod.metadata, "annotations").value ?? {}) as object)));
  return Object.keys((at(resolver.spec, "subsets").value ?? {}) as object).flatMap((subset) => {
    const node = at(resolver.spec, "subsets", subset, "filter");
    const filter = readFilter(textOf(node) ?? "");
    const keys = filter?.kind === "labels" ? Object.keys(filter.labels) : [];
    const strange = keys.find((key) => !ofEveryPod.includes(key) && !known.has(`${annotation}${key}`));
    return strange === undefined ? [] : [say["metadata-nobody-has"].report({ at: placeOf(node), with: { key: strange, subset, service: nameOf(resolver) } })];
  });
}

/** Sources are services (`hashicorp/consul-k8s:control-plane/subcommand/connect-init`): a name that only an account has is nobody. */
function accounts(mesh: Mesh, world: TrapWorld): readonly Diagnostic[] {
  const services = servicesByName(world);
  const named = new Set([...services.keys(), ...mesh.of("ServiceDefaults").map(nameOf)]);
  const serviceOf = new Map([...services.keys()].flatMap((service) => podsOf(service, world).flatMap((pod) => (isSet(at(pod.metadata, "annotations", "consul.hashicorp.com/connect-service")) ? [] : [[textOf(at(pod.spec, "serviceAccountName")) ?? "default", service] as const]))));
  return mesh.of("ServiceIntentions").flatMap(({ spec }) => {
    const names = listOf(at(spec, "sources")).map((source) => at(source, "name"));
    return names.flatMap((node) => {
      const account = textOf(node) ?? "";
      const service = serviceOf.get(account);
      if (service === undefined || named.has(account)) return [];
      const fixes = names.some((other) => textOf(other) === service) ? [] : valueRewritten(node, service);
      return [say["account-is-no-source"].report({ at: placeOf(node), with: { account, service }, fixes })];
    });
  });
}
