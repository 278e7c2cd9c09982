import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import { callHints } from "../call-hints.ts";
import { podsOfService, templatesOf } from "../pod-templates.ts";
import { oncePerWorld } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import type { Installation } from "./installation.ts";
import { group, nameOf, namesIn, noteOfPods, notesOf, podsOf, routesFor } from "./trap-world.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Callers that a Service's routes and annotations do not hold for, and those that its breaker ejects for being refused. */
export function callerTraps(world: TrapWorld, installation: Installation): readonly Diagnostic[] {
  const services = world.of("", "Service").filter((service) => hasPolicy(service, world));
  return [...services.flatMap((service) => [...throughIngress(service, world), ...withoutProxy(service, world, installation)]), ...world.of("", "Service").flatMap((service) => refusals(service, world))];
}

const families = ["retry.linkerd.io/", "timeout.linkerd.io/", "balancer."];

function hasPolicy(service: Placed, world: TrapWorld): boolean {
  return routesFor(service, world).length > 0 || namesIn(notesOf(service)).some((name) => families.some((family) => name.startsWith(family)));
}

/** Controllers that look up the pods themselves dial them, unless they are told to use the Service (`linkerd/website:linkerd.io/content/2-edge/tasks/using-ingress.md`). */
function throughIngress(service: Placed, world: TrapWorld): readonly Diagnostic[] {
  if (templatesOf(world).some(({ metadata }) => textOf(at(metadata, "annotations", "linkerd.io/inject")) === "ingress")) return [];
  const ingresses = world.of("networking.k8s.io", "Ingress").filter((ingress) => ingress.namespace === service.namespace && dialsPods(ingress, service));
  return ingresses.flatMap((ingress) =>
    backendsOf(ingress.spec).filter((name) => textOf(name) === nameOf(service)).slice(0, 1).map((name) => say["called-past-its-routes"].report({ at: placeOf(name), with: { service: nameOf(service), by: titleOf(ingress.manifest), how: "the controller dials pods" } })),
  );
}

function backendsOf(spec: Written): readonly Written[] {
  const paths = listOf(at(spec, "rules")).flatMap((rule) => listOf(at(rule, "http", "paths")));
  return [at(spec, "defaultBackend"), ...paths.map((path) => at(path, "backend"))].map((backend) => at(backend, "service", "name")).filter(isSet);
}

function dialsPods(ingress: Placed, service: Placed): boolean {
  const notes = notesOf(ingress);
  const kind = textOf(at(ingress.spec, "ingressClassName")) ?? textOf(at(notes, "kubernetes.io/ingress.class")) ?? "";
  const isNginx = kind.includes("nginx") || (kind === "" && namesIn(notes).some((name) => name.startsWith("nginx.ingress.kubernetes.io/")));
  const overrides = namesIn(notes).some((name) => (textOf(at(notes, name)) ?? "").includes("l5d-dst-override"));
  if (overrides) return false;
  if (isNginx) return textOf(at(notes, "nginx.ingress.kubernetes.io/service-upstream")) !== "true";
  return kind.includes("traefik") && textOf(at(notesOf(service), "traefik.ingress.kubernetes.io/service.nativelb")) !== "true";
}

/** What the settings of pods that are left out of the mesh name, by host. */
const hintsWithoutProxy = oncePerWorld((world) => {
  const outside = templatesOf(world).filter((pods) => noteOfPods(pods, "linkerd.io/inject", world)?.value === "disabled");
  return groupBy(outside.flatMap((pods) => callHints(pods.spec, pods.namespace, world).map((hint) => ({ pods, hint }))), ({ hint }) => hint.host);
});

/** Pods that are left out of the mesh and whose settings name the Service; its name alone is one where it has a port or is in a URL. */
function withoutProxy(service: Placed, world: TrapWorld, { clusterDomain }: Installation): readonly Diagnostic[] {
  const [name, { namespace }] = [nameOf(service), service];
  const forms = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${clusterDomain}`];
  const found = forms.flatMap((form) => hintsWithoutProxy(world).get(form) ?? []).filter(({ pods, hint }) => hint.host !== name || (pods.namespace === namespace && (hint.isUrl || textOf(hint.node)?.includes(":") === true)));
  return found.map(({ pods, hint }) => say["called-past-its-routes"].report({ at: placeOf(hint.node), with: { service: name, by: titleOf(pods.owner.manifest), how: "its pods have no proxy" } }));
}

const accrual = "balancer.linkerd.io/failure-accrual";

/** A refusal of gRPC is code 7, which counts as a failure (`linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/breaker.rs`). */
function refusals(service: Placed, world: TrapWorld): readonly Diagnostic[] {
  const mode = at(notesOf(service), accrual);
  if (!isSet(mode)) return [];
  const speaksGrpc = routesFor(service, world).some(({ manifest }) => manifest.object.kind === "GRPCRoute") || listOf(at(service.spec, "ports")).some((port) => textOf(at(port, "appProtocol")) === "kubernetes.io/h2c" || textOf(at(port, "name"))?.startsWith("grpc"));
  const guards = refusing(world).get(service.namespace) ?? [];
  const guard = guards.find(({ server, isGrpc }) => (speaksGrpc || isGrpc) && guardsPodsOf(server, service, world))?.server;
  return guard === undefined ? [] : [say["refusals-eject"].report({ at: placeOf(mode), with: { service: nameOf(service), server: titleOf(guard.manifest) } })];
}

/** Servers that may refuse somebody, by namespace. */
const refusing = oncePerWorld((world) => {
  const servers = world.of(group, "Server").filter(mayRefuse).map((server) => ({ server, isGrpc: textOf(at(server.spec, "proxyProtocol")) === "gRPC" }));
  return groupBy(servers, ({ server }) => server.namespace);
});

function mayRefuse({ spec }: Placed): boolean {
  return !["all-unauthenticated", "audit"].includes(textOf(at(spec, "accessPolicy")) ?? "deny");
}

/** By pods that both select, or, where none are at hand, by labels that both ask for. */
function guardsPodsOf(server: Placed, service: Placed, world: TrapWorld): boolean {
  const selector = at(service.spec, "selector");
  const pods = podsOf(server, world);
  if (pods.length > 0) return podsOfService(service, world).some((each) => pods.includes(each));
  const labels = (at(server.spec, "podSelector", "matchLabels").value ?? {}) as Readonly<Record<string, unknown>>;
  return namesIn(selector).some((key) => labels[key] === at(selector, key).value) && namesIn(selector).every((key) => !Object.hasOwn(labels, key) || labels[key] === at(selector, key).value);
}
