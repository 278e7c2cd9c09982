import type { MeshModel, Name, Service } from "../../model/index.ts";
import { sameName } from "../../model/name.ts";
import type { Origin } from "../../source/origin.ts";

/** What of a policy tests can cover. */
export type ItemKind = "route" | "match" | "backend" | "setting" | "rule";

/** The kinds in the order of reports. */
export const itemKinds: readonly ItemKind[] = ["route", "match", "backend", "setting", "rule"];

/**
 * One thing that a policy says. It counts as covered when each of its mutations makes some test fail: a test that would
 * pass without it does not test it.
 */
export interface Item {
  readonly kind: ItemKind;
  /** Such as `route read`, or `rule web`. */
  readonly name: string;
  /** The service or gateway that says it; null for the mesh. */
  readonly owner: Name | null;
  readonly origin: Origin;
  readonly mutations: readonly Mutation[];
}

/** A policy with one thing changed. */
export interface Mutation {
  /** What was done, such as `without it`, or `with twice the weight`. */
  readonly change: string;
  readonly apply: (model: MeshModel) => MeshModel;
}

/** A mutation of one service. */
export function onService(id: Name, change: string, mutate: (service: Service) => Service): Mutation {
  return { change, apply: (model) => ({ ...model, services: model.services.map((service) => (sameName(service.id, id) ? mutate(service) : service)) }) };
}
