import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { podsOfService, portsOf, templatesOf } from "../pod-templates.ts";
import type { Template } from "../pod-templates.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { hasPort } from "./port-list.ts";
import { group, namesIn, namespaces, noteOfPods, notesOf, podsOf, portIn } from "./trap-world.ts";
import { effect } from "./traps-annotations.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What the pods at hand make of Servers, and where annotations of theirs are written in vain. */
export function podTraps(world: TrapWorld): readonly Diagnostic[] {
  const servers = world.of(group, "Server").filter(({ spec }) => isSet(at(spec, "podSelector")));
  return [...servers.flatMap((server) => [...unselected(server, world), ...unlisted(server, world), ...past(server, world)]), ...misplaced(world), ...opaqueOnOneSide(world), ...startedBefore(world)];
}

function onNothing(node: Written, server: Placed, why: string): Diagnostic {
  return say["policy-on-nothing"].report({ at: placeOf(node), with: { manifest: titleOf(server.manifest), why } });
}

/** Where workloads of the namespace are at hand, all of them are taken to be. */
function unselected(server: Placed, world: TrapWorld): readonly Diagnostic[] {
  const here = templatesOf(world).filter(({ namespace }) => namespace === server.namespace);
  if (here.length === 0 || podsOf(server, world).length > 0) return [];
  const labels = at(server.spec, "podSelector", "matchLabels");
  const has = (key: string): boolean => here.some(({ metadata }) => at(metadata, "labels", key).value === at(labels, key).value);
  const key = namesIn(labels).find((each) => !has(each)) ?? namesIn(labels)[0];
  return [onNothing(key === undefined ? at(server.spec, "podSelector") : at(labels, key), server, "no workload here has pods with these labels")];
}

/** A name that no container gives a port selects nothing; a number that none lists is most likely the wrong one. */
function unlisted(server: Placed, world: TrapWorld): readonly Diagnostic[] {
  const port = at(server.spec, "port");
  const pods = podsOf(server, world);
  const listed = pods.map(portsOf);
  if (pods.length === 0 || listed.some((ports) => ports.length === 0)) return [];
  const isThere = listed.flat().some(({ name, port: number }) => number === port.value || (name !== null && name === port.value));
  const numbers = [...new Set(listed.flat().flatMap(({ name, port: number }) => (typeof port.value === "string" ? (name ?? []) : (number ?? []))))];
  return isThere ? [] : [onNothing(port, server, numbers.length === 0 ? "the containers of its pods name no ports" : `the containers of its pods list ${numbers.map((each) => `\`${each}\``).join(", ")}`)];
}

/** Connections that the proxy does not see meet no policy (`linkerd/linkerd2-proxy-init:proxy-init/iptables/iptables.go`). */
function past(server: Placed, world: TrapWorld): readonly Diagnostic[] {
  const pods = podsOf(server, world);
  const ofNamespace = pods.length > 0 ? [] : [namespaces(world).get(server.namespace)].filter((each) => each !== undefined).map((each) => ({ skipped: at(notesOf(each), skip), inject: at(notesOf(each), inject), port: numberOf(at(server.spec, "port")) }));
  const found = [...pods.map((each) => ({ skipped: noteOfPods(each, skip, world), inject: noteOfPods(each, inject, world), port: portIn(server, each) })), ...ofNamespace];
  return found.flatMap(({ skipped, inject: injected, port }) => {
    const report = (node: Written): readonly Diagnostic[] => [say["port-past-the-proxy"].report({ at: placeOf(node), with: { server: titleOf(server.manifest), port } })];
    if (injected !== null && textOf(injected) === "disabled") return report(injected);
    return skipped !== null && port !== null && hasPort(textOf(skipped) ?? "", port) ? report(skipped) : [];
  });
}

const skip = "config.linkerd.io/skip-inbound-ports";
const inject = "linkerd.io/inject";
const workloads = ["Deployment", "StatefulSet", "DaemonSet"];

/** Settings of proxies are read from pods and namespaces, and of Services only the opaque ports (`linkerd/linkerd2:pkg/inject/inject.go`). */
function misplaced(world: TrapWorld): readonly Diagnostic[] {
  const ofProxies = (name: string): boolean => name.startsWith("config.linkerd.io/") && name !== opaquePorts;
  const found = [
    ...workloads.flatMap((kind) => world.of("apps", kind)).map((each) => ({ each, names: namesIn(notesOf(each)).filter((name) => ofProxies(name) || name === opaquePorts || name === inject), does: "proxies read the annotations of pods: write it under `spec.template.metadata`" })),
    ...world.of("", "Service").map((each) => ({ each, names: namesIn(notesOf(each)).filter(ofProxies), does: "nobody reads it from a Service: write it at the pods or the namespace" })),
  ];
  return found.flatMap(({ each, names, does }) => names.map((name) => effect(at(notesOf(each), name), name, does)));
}

const opaquePorts = "config.linkerd.io/opaque-ports";

/** Callers read the Service, and servers their pods (`linkerd/linkerd2:pkg/healthcheck/healthcheck.go`, linkerd-opaque-ports-definition). */
function opaqueOnOneSide(world: TrapWorld): readonly Diagnostic[] {
  return world.of("", "Service").flatMap((service) => {
    const note = at(notesOf(service), opaquePorts);
    const pods = isSet(note) ? podsOfService(service, world) : [];
    const only = listOf(at(service.spec, "ports")).filter((port) => hasPort(textOf(note) ?? "", numberOf(at(port, "port")) ?? 0)).flatMap((port) => pods.flatMap((each) => lacking(port, each, world)));
    return only.slice(0, 1).map((port) => effect(note, opaquePorts, `the pods of the Service do not name ${port}, so their proxies still look into it`));
  });
}

function lacking(port: Written, pods: Template, world: TrapWorld): readonly number[] {
  const target = at(port, "targetPort");
  const number = numberOf(target) ?? (textOf(target) === null ? numberOf(at(port, "port")) : (portsOf(pods).find(({ name }) => name === textOf(target))?.port ?? null));
  const note = noteOfPods(pods, opaquePorts, world);
  return number === null || hasPort((note === null ? null : textOf(note)) ?? usual, number) ? [] : [number];
}

const usual = "25,587,3306,4444,5432,6379,9300,11211";
const inboundPolicy = "config.linkerd.io/default-inbound-policy";

/** Pods with a proxy, as a cluster shows them: they keep the default that they were started with (`linkerd/linkerd2:policy-controller/k8s/index/src/defaults.rs`). */
function startedBefore(world: TrapWorld): readonly Diagnostic[] {
  return world.of("", "Pod").flatMap((pod) => {
    const namespace = namespaces(world).get(pod.namespace);
    const wanted = namespace === undefined ? null : textOf(at(notesOf(namespace), inboundPolicy));
    const proxy = ["containers", "initContainers"].flatMap((list) => listOf(at(pod.spec, list))).find((each) => textOf(at(each, "name")) === "linkerd-proxy");
    const env = proxy === undefined ? undefined : listOf(at(proxy, "env")).find((each) => textOf(at(each, "name")) === "LINKERD2_PROXY_INBOUND_DEFAULT_POLICY");
    const owned = templatesOf(world).some(({ owner, namespace: own, metadata }) => owner !== pod && own === pod.namespace && isSet(at(metadata, "annotations", inboundPolicy)));
    const has = env === undefined ? null : textOf(at(env, "value"));
    return wanted === null || has === null || env === undefined || has === wanted || owned ? [] : [effect(at(env, "value"), "LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", `the pod was started before its namespace said \`${wanted}\`, and keeps this until it is started again`)];
  });
}
