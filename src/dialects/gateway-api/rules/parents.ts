import type { ParentRef } from "../kinds/common.ts";
import { gatewayGroup } from "../kinds/versions.ts";
import type { Channel } from "../shape/check.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

interface Placed {
  readonly ref: ParentRef;
  readonly index: number;
}

/**
 * Entries for one parent must be told apart: by sectionName in the standard channel, by (sectionName, port) in the
 * experimental one, each set by all of them or by none (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`).
 */
export function checkParents(reading: Reading, parents: readonly ParentRef[], channel: Channel): void {
  const groups = new Map<string, Placed[]>();
  parents.forEach((ref, index) => {
    const key = JSON.stringify([ref.group ?? gatewayGroup, ref.kind ?? "Gateway", ref.namespace ?? null, ref.name]);
    groups.set(key, [...(groups.get(key) ?? []), { ref, index }]);
  });
  for (const group of groups.values()) if (group.length > 1) checkGroup(reading, group, channel);
}

function checkGroup(reading: Reading, group: readonly Placed[], channel: Channel): void {
  const [first, second] = group;
  if (first === undefined || second === undefined) return;
  const path = ["spec", "parentRefs", second.index];
  const parent = second.ref.name;
  const bySection = distinct(group, (ref) => ref.sectionName);
  const byPort = group.every(({ ref }) => ref.port === undefined) || group.every(({ ref }) => ref.port !== undefined);
  if (bySection && (channel === "standard" || byPort)) return;
  const onlyPorts = group.every(({ ref }) => ref.sectionName === undefined) && distinct(group, (ref) => ref.port);
  const mixed = group.every(({ ref }) => ref.sectionName !== undefined) && distinct(group, (ref) => (ref.port === undefined ? undefined : `${ref.sectionName}/${ref.port}`));
  if (!onlyPorts && !mixed) return tell(reading, say["gateway-api-parent-repeated"], [...path, "name"], { parent });
  const finding = channel === "standard" ? say["gateway-api-parents-by-port"] : say["gateway-api-parents-by-port-experimental"];
  tell(reading, finding, [...path, "port"], { parent });
}

function distinct(group: readonly Placed[], key: (ref: ParentRef) => string | number | undefined): boolean {
  const keys = group.map(({ ref }) => key(ref));
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}
