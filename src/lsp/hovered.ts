import type { Arm, MeshModel, Name } from "../model/index.ts";
import { sameName } from "../model/name.ts";
import type { DocumentPath, Origin, SourceDocument } from "../source/origin.ts";
import { serviceAt } from "./service-reference.ts";
import { documentAt } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** An ordered list of arms as callers meet it: at a port of a service or of a gateway. */
export interface ArmPlace {
  readonly entry: { readonly service: Name; readonly port: number } | { readonly gateway: Name; readonly port: number };
  readonly arms: readonly Arm[];
}

/** What somebody asks about by pointing at it: a whole service, or some arms, each in its list. */
export type Hovered =
  | { readonly kind: "service"; readonly service: Name; readonly version: string | null; readonly at: Origin }
  | { readonly kind: "arms"; readonly route: string; readonly arms: readonly { readonly place: ArmPlace; readonly index: number }[]; readonly at: Origin };

/** Fields of a route that say which it is or where it leads; the others speak of themselves. */
const leading = new Set(["name", "to", "split", "backendRefs", "match", "matches"]);

/** What an offset points at: the arms of a route by its name, its conditions or where it leads, or a service by a name of it. */
export function hoveredAt(file: string, offset: number, snapshot: Snapshot): Hovered | null {
  const found = documentAt(file, offset, snapshot);
  if (found === null) return null;
  const { document, path } = found;
  const reference = serviceAt(file, offset, snapshot);
  const route = reference === null || reference.version !== null ? routeAt(document, path, snapshot.analysis.model) : null;
  if (route !== null || reference === null) return route;
  return { kind: "service", service: reference.service, version: reference.version?.name ?? null, at: tokenOf(document, path, offset) };
}

function tokenOf(document: SourceDocument, path: DocumentPath, offset: number): Origin {
  const [key, value] = [document.origin(path, "key"), document.origin(path)];
  return key.start <= offset && offset <= key.end ? key : value;
}

/** The smallest item of a list around the offset that has arms: an entry of conditions, or a route. */
function routeAt(document: SourceDocument, path: DocumentPath, model: MeshModel): Hovered | null {
  for (let length = path.length; length > 0; length -= 1) {
    if (typeof path[length - 1] !== "number") continue;
    const at = document.origin(path.slice(0, length));
    const arms = armsIn(at, model);
    const [first] = arms;
    if (first === undefined) continue;
    const below = path[length];
    const isEntry = ["match", "matches"].includes(String(path[length - 2]));
    return isEntry || below === undefined || leading.has(String(below)) ? { kind: "arms", route: first.place.arms[first.index]?.route.name ?? "", arms, at: routeToken(document, path, length) } : null;
  }
  return null;
}

/** The key under the pointer is enough to show; a whole route would light up the screen. */
function routeToken(document: SourceDocument, path: DocumentPath, length: number): Origin {
  return path.length > length ? document.origin(path.slice(0, length + 1)) : document.origin(path.slice(0, length), "key");
}

function armsIn({ file, start, end }: Origin, model: MeshModel): readonly { readonly place: ArmPlace; readonly index: number }[] {
  const isInside = ({ origin }: Arm): boolean => origin.file === file && start <= origin.start && origin.end <= end;
  return armPlaces(model).flatMap((place) => place.arms.flatMap((arm, index) => (isInside(arm) ? { place, index } : [])));
}

/** Every list of arms of a model. */
export function armPlaces(model: MeshModel): readonly ArmPlace[] {
  const ports = model.services.flatMap(({ id, ports: list }) => list.map(({ port, arms }): ArmPlace => ({ entry: { service: id, port }, arms })));
  const gates = model.gateways.flatMap(({ id, entries }) => entries.flatMap(({ port, leads }): readonly ArmPlace[] => (leads.kind === "arms" ? [{ entry: { gateway: id, port }, arms: leads.arms }] : [])));
  return [...ports, ...gates];
}

/** The lists of the ports of one service. */
export function placesOf(service: Name, model: MeshModel): readonly ArmPlace[] {
  return armPlaces(model).filter(({ entry }) => "service" in entry && sameName(entry.service, service));
}
