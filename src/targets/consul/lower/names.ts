import type { Name, Profile } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import { hasNamespaces } from "../versions.ts";
import { joinedName } from "../../object-names.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** Negative, 0 or positive by code units. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What tells services apart: the community edition knows names only. */
export function consulKey(name: Name, profile: Profile): string {
  return hasNamespaces(profile) ? nameText(name) : name.name;
}

/** A destination as routes, splits and failover name it; a namespace only where the edition has them and it is another. */
export function reference(to: Name, from: Name, profile: Profile): Json {
  const namespace = hasNamespaces(profile) && to.namespace !== from.namespace ? to.namespace : undefined;
  return compact({ service: to.name, namespace });
}

/**
 * A DNS label made of the parts, joined by `--`: names of services and subsets must be labels
 * (`hashicorp/consul:agent/structs/config_entry_discoverychain.go`). Where characters had to be changed or the name is too
 * long, a hash of the parts keeps different ones apart.
 */
export function labelName(...parts: readonly string[]): string {
  return joinedName(parts, "--");
}

/** Labels as one text, keys sorted. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => byText(a, b)));
}
