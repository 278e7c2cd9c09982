import type { Name } from "../../../model/index.ts";
import { parseDuration } from "../../../support/duration.ts";

/** Whole milliseconds of a duration that the schema accepted; throws for any other text. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`the schema let a bad duration through: ${text}`);
  return ms;
}

/** A service as `name`, `namespace/name`, either with `:port`. */
export interface ServiceReference {
  readonly service: Name;
  readonly port: number | null;
}

/** Reads a reference that the schema accepted; a bare name is in `namespace`. */
export function serviceReference(text: string, namespace: string): ServiceReference {
  const [place = "", port] = text.split(":");
  return { service: nameIn(place, namespace), port: port === undefined ? null : Number(port) };
}

/** `namespace/name`, or a bare name in `namespace`. */
export function nameIn(text: string, namespace: string): Name {
  const [first = "", second] = text.split("/");
  return second === undefined ? { namespace, name: first } : { namespace: first, name: second };
}
