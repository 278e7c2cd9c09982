import { blankDecision } from "../../src/model/blank.ts";
import type { Atom, BackendSettings, Decision, Reader } from "../../src/model/index.ts";
import { one } from "../../src/support/fraction.ts";

/** A decision that forwards everything to one backend, with what a test changes about it. */
export function forwardTo(service: string, change: Partial<Decision> = {}): Decision {
  return { ...blankDecision, outcome: "forward", access: { allowed: true, by: null }, backends: [backend(service)], ...change };
}

const unsaid: BackendSettings = {
  balancing: null,
  affinity: null,
  limits: null,
  outlier: null,
  slowStartMs: null,
  locality: null,
  mtls: null,
  failover: null,
  rateLimit: null,
};

/** A whole backend of a service in `shop`, with what a test changes about it. */
export function backend(service: string, change: Partial<Decision["backends"][number]> = {}): Decision["backends"][number] {
  return { namespace: "shop", service, version: null, labels: {}, port: 80, share: one, access: { allowed: true, by: null }, settings: unsaid, ...change };
}

/** All questions must be answered as said; the first arm that holds wins. */
export interface TinyArm {
  readonly when: readonly { readonly atom: Atom; readonly is: boolean }[];
  readonly then: Decision;
}

/** A reader by an ordered list of arms; without one that holds the request is unroutable. */
export function tinyReader(arms: readonly TinyArm[]): Reader {
  const none = forwardTo("none", { outcome: "unroutable", status: 404, backends: [] });
  return ({ view }) => arms.find((arm) => arm.when.every(({ atom, is }) => view.test(atom) === is))?.then ?? none;
}
