import type { Profile } from "../../model/index.ts";
import { installedDefault } from "./versions.ts";
import { groupBy } from "../../support/group-by.ts";
import { remembered } from "../../support/remember.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, listOf, numberOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** The API group of Consul's objects. */
export const group = "consul.hashicorp.com";

/** What traps of Consul ask of all manifests together. */
export interface Mesh {
  readonly of: (kind: string) => readonly Placed[];
  /** The object of a kind that is for a service of this name, seen from another object. */
  readonly named: (kind: string, name: string, from: Placed) => Placed | null;
  /** What becomes of calls that no intention is about. */
  readonly byDefault: "allow" | "deny";
}

/** Names are unique in the community edition, whatever their namespace (`hashicorp/consul-k8s:control-plane/api/common/configentry_webhook.go`). */
export function meshOf(world: TrapWorld, { name, settings }: Profile): Mesh {
  const spaced = name.startsWith("enterprise");
  return {
    of: (kind) => world.of(group, kind),
    byDefault: installedDefault(settings),
    named: (kind, wanted, from) => byName(world.of(group, kind)).get(wanted)?.find((each) => !spaced || each.namespace === from.namespace) ?? null,
  };
}

/** The service that an object is for; an intention names it in its spec. */
export const nameOf = remembered(({ spec, manifest }: Placed): string => textOf(at(spec, "destination", "name")) ?? manifest.object.metadata.name);

const byName = remembered((placed: readonly Placed[]) => groupBy(placed, nameOf));

/** The places of a router or splitter that name another service than its own. */
export const othersOf = remembered((object: Placed): readonly Written[] => {
  const routes = listOf(at(object.spec, "routes")).map((route) => at(route, "destination", "service"));
  const splits = listOf(at(object.spec, "splits")).map((split) => at(split, "service"));
  return [...routes, ...splits].filter((node) => ![null, "", nameOf(object)].includes(textOf(node)));
});

/** Where calls of a name end: the targets of its splits, or the name itself. */
export function endsOf(mesh: Mesh, name: string, from: Placed): readonly string[] {
  const splitter = mesh.named("ServiceSplitter", name, from);
  const splits = splitter === null ? [] : listOf(at(splitter.spec, "splits")).filter((split) => numberOf(at(split, "weight")) !== 0);
  const named = splits.map((split) => textOf(at(split, "service")) ?? "").map((service) => (service === "" ? name : service));
  return named.length === 0 ? [name] : [...new Set(named)];
}
