import type { Service } from "../model/index.ts";
import { appmeshMeter } from "./appmesh.ts";
import { consulMeter } from "./consul.ts";
import { istioMeter } from "./istio.ts";
import { linkerdMeter } from "./linkerd.ts";
import type { Mesh, Meter } from "./meter.ts";

/** How a target counts calls. */
export type TargetMeter =
  | { readonly kind: "counts"; readonly meter: (mesh: Mesh) => (service: Service) => Meter }
  /** It has no numbers of its own at all, or none that are known here. */
  | { readonly kind: "countless"; readonly why: string };

const meters: Readonly<Record<string, TargetMeter>> = {
  istio: { kind: "counts", meter: istioMeter },
  linkerd: { kind: "counts", meter: linkerdMeter },
  consul: { kind: "counts", meter: consulMeter },
  appmesh: { kind: "counts", meter: appmeshMeter },
  "gateway-api": { kind: "countless", why: "the Gateway API says nothing of metrics: each implementation has its own" },
};

/** How the target counts calls. */
export function meterOf(target: string): TargetMeter {
  return Object.hasOwn(meters, target) ? (meters[target] ?? unknown) : unknown;
}

const unknown: TargetMeter = { kind: "countless", why: "its metrics are not known here" };
