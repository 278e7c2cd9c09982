import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { routesOf, serviceParents } from "../route-traps.ts";
import { podsSelected, portsOf } from "../pod-templates.ts";
import type { Template } from "../pod-templates.ts";
import { oncePerWorld } from "../trap-world.ts";
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
export const requestRoutes = oncePerWorld((world): readonly Placed[] => [...routesOf(world, ["HTTPRoute", "GRPCRoute"]), ...world.of(group, "HTTPRoute")]);

const routesByService = oncePerWorld((world): ReadonlyMap<Placed, readonly Placed[]> => {
  const found = new Map<Placed, Placed[]>();
  for (const route of requestRoutes(world)) {
    for (const service of new Set(serviceParents(route, world).flatMap((parent) => parent.service ?? []))) found.set(service, [...(found.get(service) ?? []), route]);
  }
  return found;
});

/** The routes whose parent a Service is. */
export function routesFor(service: Placed, world: TrapWorld): readonly Placed[] {
  return routesByService(world).get(service) ?? [];
}

/** The pods that a Server selects. */
export function podsOf(server: Placed, world: TrapWorld): readonly Template[] {
  return podsSelected(at(server.spec, "podSelector"), server.namespace, world);
}

/** The number of a Server's port in some pods; null where they do not name it. */
export function portIn(server: Placed, pods: Template): number | null {
  const port = at(server.spec, "port");
  return numberOf(port) ?? portsOf(pods).find(({ name }) => name !== null && name === textOf(port))?.port ?? null;
}

/** Namespaces by their name; they are in none themselves, whatever their manifest says. */
export const namespaces = oncePerWorld((world): ReadonlyMap<string, Placed> => new Map(world.of("", "Namespace").map((each) => [nameOf(each), each] as const).reverse()));

/** An annotation of pods, or the one of their namespace that they are given when they start. */
export function noteOfPods({ metadata, namespace }: Template, name: string, world: TrapWorld): Written | null {
  const own = at(metadata, "annotations", name);
  if (isSet(own)) return own;
  const inherited = namespaces(world).get(namespace);
  return inherited === undefined || !isSet(at(notesOf(inherited), name)) ? null : at(notesOf(inherited), name);
}

/** Findings without those of a code that another has at the same place. */
export function onceEach(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const key = ({ code, origin }: Diagnostic): string => `${code} ${origin.file} ${origin.start}`;
  return found.filter((each) => !seen.has(key(each)) && seen.add(key(each)));
}
