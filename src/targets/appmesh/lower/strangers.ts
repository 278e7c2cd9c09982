import type { Effect } from "../../../model/index.ts";
import type { Draft } from "../../draft.ts";
import type { Context } from "./piece.ts";

const forwarding: readonly Effect[] = ["shares", "deadline", "perTryTimeout", "idleTimeout", "retries", "backoff"];
const settings = ["balancing", "affinity", "limits", "outlier", "slowStart", "locality", "mtls", "failover", "rateLimit"] as const;

/**
 * What differs for calls that proxies know nothing of: they are dropped, or pass as they are where egress is allowed,
 * but never past rules that refuse them.
 */
export function strangers({ model }: Context): Pick<Draft, "direction" | "effects" | "bound"> {
  if (model.mesh.egress?.value !== "allow") return { direction: "stricter", effects: ["access", "outcome"], bound: null };
  const effects: readonly Effect[] = ["access", "outcome", ...forwarding, ...settings.map((name): Effect => `settings.${name}`)];
  return { direction: "different", effects, bound: "unbounded" };
}
