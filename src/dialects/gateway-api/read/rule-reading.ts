import type { GatewayObject } from "./object.ts";
import type { Place, Surroundings } from "./place.ts";
import type { Reading } from "./reading.ts";

/** A rule of a route being read for one place of attachment. */
export interface RuleReading extends Reading {
  readonly route: GatewayObject<unknown>;
  readonly place: Place;
  readonly around: Surroundings;
}
