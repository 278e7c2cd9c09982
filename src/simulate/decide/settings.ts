import type { BackendSettings, MeshModel, Service } from "../../model/index.ts";
import { effectiveMtls } from "./access.ts";

/** The settings that hold for calls to endpoints of a policy; null where the policy leaves them to the target. */
export function settingsOf(owner: Service | null, namespace: string, model: MeshModel): BackendSettings {
  const failover = owner?.failover.map(({ value }) => value.service) ?? [];
  const rate = owner?.rateLimit?.value ?? null;
  return {
    balancing: owner?.balancing?.value ?? null,
    affinity: owner?.affinity?.value ?? null,
    limits: owner?.limits?.value ?? null,
    outlier: owner?.outlier?.value ?? null,
    slowStartMs: owner?.slowStartMs?.value ?? null,
    locality: owner?.locality?.value ?? null,
    mtls: owner?.external ? null : (effectiveMtls({ owner, namespace }, model)?.value ?? null),
    failover: failover.length === 0 ? null : failover,
    rateLimit: rate === null ? null : { requests: rate.requests, perMs: rate.perMs },
  };
}
