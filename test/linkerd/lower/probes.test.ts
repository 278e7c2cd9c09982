import type { AccessRule, Inventory, Service, Subject } from "../../../src/model/index.ts";
import { at, path, port, service, wish } from "../../support/build-model.ts";
import { codes, lowered, proofs } from "./support.ts";

const probed: Inventory = {
  completeness: "partial",
  services: [],
  workloads: [
    { id: { namespace: "shop", name: "order" }, kind: "Deployment", labels: { app: "order" }, serviceAccount: "order", ports: [{ name: "web", port: 80 }], replicas: 1, probes: [{ path: "/healthz", port: "web" }, { path: "/other?full", port: 81 }], origin: at() },
    { id: { namespace: "shop", name: "batch" }, kind: "Deployment", labels: { app: "batch" }, serviceAccount: "batch", ports: [], replicas: 1, probes: [{ path: "/batch", port: 80 }], origin: at() },
  ],
  accounts: [],
  namespaces: [],
};

function allowing(...allow: readonly AccessRule[]): Partial<Service> {
  return { access: { default: null, allow, deny: [], mode: "enforce" } };
}

function rule(identity: Subject["identity"], to: AccessRule["to"] = [], cidrs: readonly string[] | null = null): AccessRule {
  return { name: "rule", from: [{ identity, cidrs, origin: at() }], to, headers: [], claims: [], origin: at() };
}

const front = rule({ kind: "namespace", namespace: "web" });
const health = [{ methods: ["GET"], path: path("exact", "/healthz"), headers: [], ports: null, origin: at() }];
const below = [{ methods: null, path: path("prefix", "/a"), headers: [], ports: null, origin: at() }];

test.each<[string, Partial<Service>]>([
  ["[linkerd 21.2#39] rules that read requests and leave the probe out", allowing(rule({ kind: "namespace", namespace: "web" }, below))],
  ["callers without the node", allowing(front)],
  ["nobody", { access: { default: wish("deny"), allow: [], deny: [], mode: "enforce" } }],
  ["strict mutual TLS", { mtls: wish("strict") }],
  ["addresses for every request", allowing(rule({ kind: "anyone" }, [], ["10.0.0.0/8"]))],
])("%s: a finding", (_, given) => {
  const result = lowered([service(given)], { inventory: probed });
  expect(codes(result)).toEqual(["MW4322"]);
  expect(result.diagnostics[0]?.message).toContain("/healthz");
});

test.each<[string, Partial<Service>]>([
  ["a rule for the probe beside others", allowing(front, rule({ kind: "anyone" }, health))],
  ["a rule for the probe from the nodes", allowing(front, rule({ kind: "anyone" }, health, ["10.0.0.0/8"]))],
  ["everybody", allowing(rule({ kind: "anyone" }))],
  ["no rules", {}],
  ["a port of connections", { ...allowing(front), ports: [port({ protocol: "tcp" })] }],
  ["another container port", { ...allowing(front), ports: [port({ targetPort: 8443 })] }],
])("%s: proved with the probes of the pods", (_, given) => {
  expect(proofs([service(given)], { inventory: probed })).toEqual(["proved"]);
});
