import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Template } from "../pod-templates.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import { group, listenersOf, podsOf } from "./trap-world.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Ways to the pods of a node past its listeners, where these let in listed callers only. */
export function podTraps(world: TrapWorld): readonly Diagnostic[] {
  return world.of(group, "VirtualNode").filter(isGuarded).flatMap((node) => podsOf(node, world).flatMap((pods) => pastListeners(node, pods)));
}

function isGuarded(node: Placed): boolean {
  return listenersOf(node).some((listener) => textOf(at(listener, "tls", "mode")) === "STRICT" && isSet(at(listener, "tls", "validation")));
}

/** The ports that proxies take over are the listeners', or those of the annotation (`aws/aws-app-mesh-controller-for-k8s:pkg/inject/proxy.go`). */
function pastListeners(node: Placed, { metadata, spec }: Template): readonly Diagnostic[] {
  const report = (place: Parameters<typeof placeOf>[0], port: number | null): Diagnostic => say["port-past-the-listener"].report({ at: placeOf(place), with: { port, node: titleOf(node.manifest) } });
  const [without, chosen] = ["sidecarInjectorWebhook", "ports"].map((name) => at(metadata, "annotations", `appmesh.k8s.aws/${name}`));
  if (without !== undefined && textOf(without) === "disabled") return [report(without, null)];
  const heard = listenersOf(node).flatMap((listener) => numberOf(at(listener, "portMapping", "port")) ?? []);
  const taken = chosen === undefined || !isSet(chosen) ? heard : (textOf(chosen) ?? "").split(",").map((part) => Number(part.trim()));
  const left = chosen === undefined ? [] : heard.filter((port) => !taken.includes(port)).slice(0, 1).map((port) => report(chosen, port));
  const ports = listOf(at(spec, "containers")).flatMap((container) => listOf(at(container, "ports"))).filter((port) => !["UDP", "SCTP"].includes(textOf(at(port, "protocol")) ?? "TCP")).map((port) => at(port, "containerPort"));
  return [...left, ...ports.flatMap((port) => (numberOf(port) === null || [...taken, ...heard].includes(numberOf(port) ?? 0) ? [] : [report(port, numberOf(port))]))];
}
