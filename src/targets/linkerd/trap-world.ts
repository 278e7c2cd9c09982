import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { routesOf, serviceParents } from "../route-traps.ts";
import { portsOf, selects, templatesOf } from "../pod-templates.ts";
import type { Template } from "../pod-templates.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, nameNodeOf, numberOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** The API group of Servers, policies of access and egress networks. */
export const group = "policy.linkerd.io";

/** The annotations of an object. */
export function notesOf({ manifest }: Placed): Written {
  return at({ ...nameNodeOf(manifest), value: manifest.object.metadata, path: ["metadata"] }, "annotations");
}

/** The names of annotations. */
export function namesIn({ value }: Written): readonly string[] {
  return Object.keys((value ?? {}) as object);
}

/** The name of an object. */
export function nameOf({ manifest }: Placed): string {
  return manifest.object.metadata.name;
}

/** Routes of both groups that Linkerd reads: the Gateway API's and its own older HTTPRoute. */
export function requestRoutes(world: TrapWorld): readonly Placed[] {
  return [...routesOf(world, ["HTTPRoute", "GRPCRoute"]), ...world.of(group, "HTTPRoute")];
}

/** The routes whose parent a Service is. */
export function routesFor(service: Placed, world: TrapWorld): readonly Placed[] {
  return requestRoutes(world).filter((route) => serviceParents(route, world).some((parent) => parent.service === service));
}

/** The pods that a Server selects. */
export function podsOf(server: Placed, world: TrapWorld): readonly Template[] {
  return templatesOf(world).filter((pods) => pods.namespace === server.namespace && selects(at(server.spec, "podSelector"), at(pods.metadata, "labels")));
}

/** The number of a Server's port in some pods; null where they do not name it. */
export function portIn(server: Placed, pods: Template): number | null {
  const port = at(server.spec, "port");
  return numberOf(port) ?? portsOf(pods).find(({ name }) => name !== null && name === textOf(port))?.port ?? null;
}

/** An annotation of pods, or the one of their namespace that they are given when they start. */
export function noteOfPods({ metadata, namespace }: Template, name: string, world: TrapWorld): Written | null {
  const own = at(metadata, "annotations", name);
  if (isSet(own)) return own;
  const inherited = world.of("", "Namespace").filter((each) => nameOf(each) === namespace).map((each) => at(notesOf(each), name)).find(isSet);
  return inherited ?? null;
}

/** Findings without those of a code that another has at the same place. */
export function onceEach(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const key = ({ code, origin }: Diagnostic): string => `${code} ${origin.file} ${origin.start}`;
  return found.filter((each) => !seen.has(key(each)) && seen.add(key(each)));
}
