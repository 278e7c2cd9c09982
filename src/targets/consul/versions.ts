import type { Profile } from "../../model/index.ts";

/** Versions of Consul that the tables know, oldest first; 1.18 is the first whose timeouts can be switched off. */
export const consulVersions: readonly string[] = ["1.18", "1.19", "1.20", "1.21", "1.22", "2.0"];

/** The newest release that is not a candidate. */
export const consulDefaultVersion = "2.0";

/**
 * Editions of Consul, the default first: on Kubernetes, where custom resources are written, and elsewhere (Nomad, virtual
 * machines), where config entries are.
 */
export const consulProfiles: readonly string[] = ["community", "enterprise", "community-entries", "enterprise-entries"];

/** Whether the edition has namespaces; on Kubernetes they mirror those of the cluster. */
export function hasNamespaces({ name }: Pick<Profile, "name">): boolean {
  return name.startsWith("enterprise");
}

/** Whether the configuration is written as custom resources. */
export function onKubernetes({ name }: Pick<Profile, "name">): boolean {
  return !name.endsWith("-entries");
}

/** Whether a pod does not start unless its service account is named like its service. */
export function bindsAccounts(profile: Pick<Profile, "name" | "settings">): boolean {
  return onKubernetes(profile) && profile.settings["acls"] === "managed";
}

/** Facts of the installation with the defaults of the chart (`hashicorp/consul-k8s:charts/consul/values.yaml`). */
export const consulSettings: Readonly<Record<string, string>> = {
  /** `managed`: ACLs are on, and on Kubernetes a pod's account must be named like its service; `off`: accounts are never looked at. */
  acls: "off",
  /** What happens to calls that no intention is about: `allow`, `deny`, or `acls` for deny exactly where ACLs are managed. */
  defaultIntentionPolicy: "acls",
  /** `on`: callers reach only services that some intention lets them reach, where the default is deny. */
  transparentProxy: "on",
  /** `written`: the timers of the serving side are switched off by a ProxyDefaults; `assumed`: yours does so already. */
  proxyDefaults: "written",
  /** Namespace of the objects that bind the whole mesh. */
  consulNamespace: "consul",
  /** The gateway through which calls to external hosts leave the mesh. */
  terminatingGateway: "terminating-gateway",
  /** Where that gateway has the authorities by which it trusts external hosts. */
  caFile: "/etc/ssl/certs/ca-certificates.crt",
};

/** Namespace of the objects that bind the whole mesh. */
export function rootNamespaceOf({ settings }: Pick<Profile, "settings">): string {
  return settings["consulNamespace"] ?? "consul";
}

/** True when the version is the given one or newer; both are `major.minor`. */
export function atLeast(version: string, since: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [sinceMajor = 0, sinceMinor = 0] = since.split(".").map(Number);
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}

/** What the installation does with calls that no intention is about. */
export function installedDefault(settings: Readonly<Record<string, string>>): "allow" | "deny" {
  const stated = settings["defaultIntentionPolicy"] ?? "acls";
  if (stated === "allow" || stated === "deny") return stated;
  return settings["acls"] === "managed" ? "deny" : "allow";
}
