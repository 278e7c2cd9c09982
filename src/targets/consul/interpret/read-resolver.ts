import type { Affinity, Balancing } from "../../../model/model.ts";
import type { FailoverTarget, Filter, Meta, Resolver, ServiceKey } from "./config.ts";
import { readFilter } from "./filter.ts";
import { at, duration, enterpriseText, entries, flag, isSet, items, refuse, says, text, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readReference } from "./read-routing.ts";

const fault = "consul-invalid-resolver";

/** `service-resolver` (hashicorp/consul:agent/structs/config_entry_discoverychain.go). */
export function readResolver(spec: Node, meta: Meta, key: ServiceKey): Resolver {
  const redirect = readRedirect(at(spec, "redirect"));
  const subsets = readSubsets(at(spec, "subsets"));
  const defaultSubset = text(at(spec, "defaultSubset"));
  if (defaultSubset !== "" && !subsets.has(defaultSubset)) refuse(at(spec, "defaultSubset"), fault, `names no subset of the service: \`${defaultSubset}\``);
  const beside = ["defaultSubset", "subsets", "connectTimeout", "requestTimeout", "loadBalancer"].find((field) => isSet(at(spec, field)));
  if (redirect !== null && beside !== undefined) refuse(at(spec, beside), "consul-without-effect", "is not looked at beside redirect");
  if (redirect !== null && isSet(at(spec, "failover"))) refuse(at(spec, "failover"), fault, "cannot be set beside redirect");
  const requestTimeoutMs = duration(at(spec, "requestTimeout"));
  if ((requestTimeoutMs ?? 0) < 0) refuse(at(spec, "requestTimeout"), fault, "must be >= 0");
  if ((duration(at(spec, "connectTimeout")) ?? 0) < 0) refuse(at(spec, "connectTimeout"), fault, "must be >= 0");
  const balancing = readBalancing(at(spec, "loadBalancer"));
  const locality = readLocality(at(spec, "prioritizeByLocality"));
  return { meta, key, defaultSubset, subsets, redirect, failover: readFailover(at(spec, "failover"), subsets, key), requestTimeoutMs, ...balancing, locality };
}

const subsetName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

function readSubsets(node: Node): ReadonlyMap<string, Filter> {
  return new Map(
    entries(node).map(([name, subset]) => {
      if (!subsetName.test(name) || name.length > 63) refuse(subset, fault, `\`${name}\` is no name of a subset`);
      const filter = readFilter(text(at(subset, "filter")));
      if (filter === null) refuse(at(subset, "filter"), fault, "is not a valid expression");
      return [name, filter ?? { kind: "nothing" }];
    }),
  );
}

function readRedirect(node: Node): Resolver["redirect"] {
  if (!isSet(node)) return null;
  const to = readReference(node, "serviceSubset");
  const [datacenter, peer] = [text(at(node, "datacenter")), text(at(node, "peer"))];
  enterpriseText(at(node, "samenessGroup"));
  if (to.name === "" && datacenter === "") refuse(node, fault, to.subset === "" && peer === "" ? "cannot be empty" : "names something of a service without service");
  if ((peer !== "" || says(at(node, "samenessGroup"))) && (to.subset !== "" || datacenter !== "" || says(at(node, "partition")))) refuse(at(node, peer === "" ? "samenessGroup" : "peer"), fault, "excludes serviceSubset, partition and datacenter");
  return { ...to, elsewhere: datacenter !== "" || peer !== "" };
}

function readFailover(node: Node, subsets: ReadonlyMap<string, Filter>, own: ServiceKey): Resolver["failover"] {
  return new Map(
    entries(node).map(([key, failover]) => {
      if (key !== "*" && !subsets.has(key)) refuse(failover, fault, `\`${key}\` is no subset of the service`);
      const unknown = [at(failover), ...items(at(failover, "targets"))].find((place) => {
        const [service, subset] = [text(at(place, "service")), text(at(place, "serviceSubset"))];
        return subset !== "" && (service === "" || service === own.name) && !subsets.has(subset);
      });
      if (unknown !== undefined) refuse(at(unknown, "serviceSubset"), fault, "is no subset of the service");
      return [key, readFailoverOf(failover)];
    }),
  );
}

function readFailoverOf(node: Node): readonly FailoverTarget[] | "other" {
  const targets = items(at(node, "targets"));
  const own = ["service", "serviceSubset", "datacenters"].filter((field) => says(at(node, field)));
  enterpriseText(at(node, "namespace"));
  enterpriseText(at(node, "samenessGroup"));
  enterpriseText(at(node, "policy", "mode"));
  if (texts(at(node, "datacenters")).includes("")) refuse(at(node, "datacenters"), fault, "must not name an empty datacenter");
  if (items(at(node, "datacenters")).length > 0 && !node.enterprise && node.kubernetes) refuse(at(node, "datacenters"), fault, "is only supported in the default partition, which the community edition does not have: use targets");
  if (targets.length > 0 && own.length > 0) refuse(at(node, "targets"), fault, `excludes ${own.join(", ")}`);
  const hollow = targets.length === 0 && own.length === 0 && !["namespace", "policy", "samenessGroup"].some((field) => isSet(at(node, field)));
  if (hollow) refuse(node, fault, "service, serviceSubset, namespace, datacenters, policy and targets cannot all be empty at once");
  if (targets.length > 0) return targets.map(readTarget);
  if (items(at(node, "datacenters")).length > 0 || isSet(at(node, "samenessGroup"))) return "other";
  return [{ to: { name: text(at(node, "service")), namespace: text(at(node, "namespace")), subset: text(at(node, "serviceSubset")) }, elsewhere: false }];
}

function readTarget(node: Node): FailoverTarget {
  const to = readReference(node, "serviceSubset");
  const [datacenter, peer] = [text(at(node, "datacenter")), text(at(node, "peer"))];
  if (peer !== "" && (to.subset !== "" || datacenter !== "")) refuse(at(node, "peer"), fault, "excludes serviceSubset and datacenter");
  return { to, elsewhere: datacenter !== "" || peer !== "" };
}

const policies: Readonly<Record<string, Balancing>> = {
  random: "random",
  round_robin: "round-robin",
  least_request: "least-request",
  ring_hash: "ring-hash",
  maglev: "maglev",
};

function readBalancing(node: Node): Pick<Resolver, "balancing" | "hash"> {
  const policy = word(at(node, "policy"), Object.keys(policies), fault) ?? "";
  const hashes = policy === "ring_hash" || policy === "maglev";
  if (isSet(at(node, "ringHashConfig")) && policy !== "ring_hash") refuse(at(node, "ringHashConfig"), fault, "needs the policy ring_hash");
  if (isSet(at(node, "leastRequestConfig")) && policy !== "least_request") refuse(at(node, "leastRequestConfig"), fault, "needs the policy least_request");
  const keys = items(at(node, "hashPolicies"));
  if (keys.length > 0 && !hashes) refuse(at(node, "hashPolicies"), fault, "needs the policy ring_hash or maglev");
  boundsRefusedByEnvoy(node);
  return { balancing: policies[policy] ?? "round-robin", hash: keys.map(readHash) };
}

function boundsRefusedByEnvoy(node: Node): void {
  const choice = at(node, "leastRequestConfig", "choiceCount");
  if (isSet(choice) && (whole(choice, 0, fault) ?? 2) < 2) refuse(choice, "consul-refused-by-proxies", "must be at least 2");
  const ring = at(node, "ringHashConfig");
  const [least, most] = [whole(at(ring, "minimumRingSize"), 0, fault) ?? 0, whole(at(ring, "maximumRingSize"), 0, fault) ?? 0];
  if (isSet(ring) && least > most) refuse(ring, "consul-refused-by-proxies", "has a minimum above its maximum; an absent size is sent as 0");
}

/** A key of a hash; null for one that a decision has no word for. */
function readHash(node: Node): Affinity | null {
  const field = word(at(node, "field"), ["header", "cookie", "query_parameter"], fault);
  const name = text(at(node, "fieldValue"));
  const cookie = at(node, "cookieConfig");
  if (flag(at(node, "sourceIP"))) {
    if (field !== null || name !== "") refuse(at(node, "sourceIP"), fault, "excludes field and fieldValue");
    return { kind: "sourceIp" };
  }
  if (field !== null && name === "") refuse(at(node, "fieldValue"), fault, "must name what is hashed");
  if (isSet(cookie) && field !== "cookie") refuse(cookie, fault, "needs the field cookie");
  const [session, ttlMs] = [flag(at(cookie, "session")), duration(at(cookie, "ttl"))];
  if (session && (ttlMs ?? 0) !== 0) refuse(at(cookie, "ttl"), fault, "cannot be set beside session");
  if (field === "header") return { kind: "header", name: name.toLowerCase() };
  if (field !== "cookie" || (!session && (ttlMs ?? 0) === 0)) return null;
  return { kind: "cookie", name, ttlMs: session ? null : ttlMs };
}

function readLocality(node: Node): Resolver["locality"] {
  const mode = word(at(node, "mode"), ["none", "failover"], fault);
  if (mode !== null && !node.enterprise) refuse(at(node, "mode"), "consul-enterprise-only", "needs the enterprise edition");
  return mode === "failover" ? "prefer" : "off";
}
