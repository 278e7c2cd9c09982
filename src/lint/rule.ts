import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Arm, GatewayEntry, Gateway, MeshModel, Route, Service, ServicePort } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";
import type { LintTarget } from "./lint-target.ts";
import type { LintOptions } from "./options.ts";

/** What lints depend on besides the model. */
export interface LintSettings {
  /** The day that end dates are compared with, `2026-12-31`; null: dates are not compared. */
  readonly asOf: string | null;
  /** What was said about the same policies before, so that nothing is said twice. */
  readonly said: readonly Diagnostic[];
  readonly options: LintOptions;
  /** The meshes that the policies are compiled for, as far as they are chosen. */
  readonly targets: readonly LintTarget[];
  /** What is written in a place; empty where the text is not at hand. Fixes look at it. */
  readonly textAt: (place: Origin) => string;
}

/** What every rule may look at. */
export interface World {
  readonly model: MeshModel;
  readonly settings: LintSettings;
  /** The policy of a service by `namespace/name`; null when it has none. */
  readonly serviceOf: (name: { readonly namespace: string; readonly name: string }) => Service | null;
}

/** An ordered list of arms and what it decides: a port of a service, or an entry of a gateway with routes of its own. */
export interface ArmList {
  readonly arms: readonly Arm[];
  readonly service: Service | null;
  readonly port: ServicePort | null;
  readonly gateway: { readonly gateway: Gateway; readonly entry: GatewayEntry } | null;
}

/** A route where it stands, with the arms that lead to it. */
export interface RoutePlace extends ArmList {
  readonly route: Route;
  readonly own: readonly Arm[];
}

type Found = readonly Diagnostic[];

/** A lint: what it has to say about each node of the model it visits. Pure; the same node gives the same findings. */
export interface Rule {
  readonly model?: (world: World) => Found;
  readonly service?: (service: Service, world: World) => Found;
  readonly arms?: (list: ArmList, world: World) => Found;
  readonly route?: (place: RoutePlace, world: World) => Found;
}
