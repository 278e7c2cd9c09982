import type { Affinity, Balancing } from "../../../model/index.ts";
import type { LoadBalancer } from "./config.ts";
import { at, duration, flag, isSet, items, number, refuse, text, whole, word } from "./node.ts";
import type { Node } from "./node.ts";

const simple: Readonly<Record<string, Balancing>> = {
  UNSPECIFIED: "least-request",
  LEAST_CONN: "least-request",
  LEAST_REQUEST: "least-request",
  ROUND_ROBIN: "round-robin",
  RANDOM: "random",
};

/** `loadBalancer`; LEAST_REQUEST where nothing is said (istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go). */
export function readLoadBalancer(node: Node): LoadBalancer | null {
  if (!isSet(node)) return null;
  const [named, hash] = [text(at(node, "simple")), at(node, "consistentHash")];
  if (named !== null && isSet(hash)) refuse(hash, "istio-invalid-traffic-policy", "cannot stand beside `simple`");

  const hashing = isSet(hash) ? readHash(hash) : null;
  const locality = readLocality(at(node, "localityLbSetting"));
  const beyond = [named === "PASSTHROUGH" ? "PASSTHROUGH" : null, hashing?.beyond ?? null, locality?.distribute === true ? "localityLbSetting.distribute" : null, isSet(at(node, "zoneAwareLbSetting")) ? "zoneAwareLbSetting" : null];
  return {
    balancing: hashing?.balancing ?? simple[named ?? "UNSPECIFIED"] ?? "least-request",
    affinity: hashing?.affinity ?? null,
    slowStartMs: readWarmup(node),
    locality,
    beyond: beyond.filter((name) => name !== null).join(", ") || null,
  };
}

interface Hashing {
  readonly balancing: Balancing;
  readonly affinity: Affinity | null;
  readonly beyond: string | null;
}

const keys = ["httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"];

function readHash(node: Node): Hashing {
  const [ring, maglev] = [at(node, "ringHash"), at(node, "maglev")];
  if (isSet(ring) && isSet(maglev)) refuse(maglev, "istio-invalid-traffic-policy", "cannot stand beside `ringHash`");
  if (isSet(at(node, "minimumRingSize")) && (isSet(ring) || isSet(maglev))) refuse(at(node, "minimumRingSize"), "istio-invalid-traffic-policy", "cannot stand beside an algorithm");
  if (isSet(maglev)) checkTableSize(at(maglev, "tableSize"));
  if (keys.filter((key) => isSet(at(node, key))).length > 1) refuse(node, "istio-invalid-traffic-policy", "has more than one key");
  const beyond = isSet(at(node, "httpQueryParameterName")) ? "httpQueryParameterName" : null;
  return { balancing: isSet(maglev) ? "maglev" : "ring-hash", affinity: readKey(node), beyond };
}

function readKey(node: Node): Affinity | null {
  const header = text(at(node, "httpHeaderName"));
  if (header !== null && header !== "") return { kind: "header", name: header.toLowerCase() };
  const cookie = at(node, "httpCookie");
  if (!isSet(cookie)) return flag(at(node, "useSourceIp")) ? { kind: "sourceIp" } : null;
  const name = text(at(cookie, "name")) ?? "";
  if (name === "") refuse(cookie, "istio-invalid-traffic-policy", "has no name");
  return { kind: "cookie", name, ttlMs: duration(at(cookie, "ttl"), "zero") };
}

/** A prime other than 0 below 5000011 must be written, although a default is documented (istio/istio:pkg/config/validation/validation.go). */
function checkTableSize(node: Node): void {
  const size = whole(node, 0, Number.MAX_SAFE_INTEGER) ?? 0;
  if (size < 2 || size >= 5_000_011 || !isPrime(size)) refuse(node, "istio-invalid-traffic-policy", "must be a prime number below 5000011");
}

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor += 1) if (value % divisor === 0) return false;
  return true;
}

function readLocality(node: Node): LoadBalancer["locality"] {
  if (!isSet(node)) return null;
  const [distribute, failover] = [items(at(node, "distribute")), items(at(node, "failover"))];
  if (distribute.length > 0 && failover.length > 0) refuse(at(node, "failover"), "istio-invalid-traffic-policy", "cannot stand beside `distribute`");
  for (const entry of distribute) {
    const shares = Object.values((at(entry, "to").value ?? {}) as Readonly<Record<string, unknown>>);
    const sum = shares.reduce<number>((total, share) => total + (typeof share === "number" ? share : 0), 0);
    if (sum !== 100) refuse(at(entry, "to"), "istio-invalid-traffic-policy", "does not sum to 100");
  }
  const enabled = isSet(at(node, "enabled")) ? flag(at(node, "enabled")) : true;
  return { enabled, distribute: distribute.length > 0 };
}

/** Only ROUND_ROBIN and LEAST_REQUEST warm up; `warmup` wins over the older field. */
function readWarmup(node: Node): number | null {
  const warmup = at(node, "warmup");
  const written = duration(isSet(warmup) ? at(warmup, "duration") : at(node, "warmupDurationSecs"));
  if (isSet(warmup) && !isSet(at(warmup, "duration"))) refuse(warmup, "istio-invalid-traffic-policy", "has no duration");
  number(at(warmup, "minimumPercent"), 0, 100);
  const balancer = word(at(node, "simple"), ["UNSPECIFIED", "LEAST_CONN", "LEAST_REQUEST", "ROUND_ROBIN", "RANDOM", "PASSTHROUGH"]);
  const warms = !isSet(at(node, "consistentHash")) && balancer !== "RANDOM" && balancer !== "PASSTHROUGH";
  return warms ? written : null;
}
