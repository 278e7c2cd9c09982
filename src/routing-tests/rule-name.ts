import type { MeshModel } from "../model/index.ts";
import { findService } from "../model/find-service.ts";

/**
 * What an access answer rests on, as tests name it: the name of the rule (`shop/order allow[0]` is its first allow rule),
 * else `default`, `mtls` or `authentication`; null where nothing decided.
 */
export function ruleNamed(by: string | null, model: MeshModel): string | null {
  const [, service, list, index] = /^(\S+) (allow|deny)\[(\d+)\]$/.exec(by ?? "") ?? [];
  if (service === undefined) return by?.split(" ").at(-1) ?? null;
  const [namespace = "", name = ""] = service.split("/");
  const access = findService(model, { namespace, name })?.access;
  return (list === "allow" ? access?.allow : access?.deny)?.[Number(index)]?.name ?? by;
}
