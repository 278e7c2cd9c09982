import type { MeshModel, Profile } from "../../../src/model/index.ts";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { apiForm } from "../../../src/targets/appmesh/api/form.ts";
import { appmesh } from "../../../src/targets/appmesh/index.ts";
import type { NativeFile } from "../../../src/targets/native-form.ts";
import { arm, at, backend, forward, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { call, plain, profile } from "../lower/support.ts";

/** App Mesh without Kubernetes. */
export function api(settings: Readonly<Record<string, string>> = {}): Profile {
  return { ...profile(settings), name: "api" };
}

/** The files that are written for a policy; fails when something of it cannot be said. */
export function written(mesh: MeshModel, on = api()): readonly NativeFile[] {
  const lowered = appmesh.lower(mesh, on);
  const errors = lowered.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join("; "));
  return apiForm.write(lowered.manifests);
}

const v1 = { version: "v1", labels: { version: "v1" } };
const v2 = { version: "v2", labels: { version: "v2" } };
const web = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };
const on = ["gateway-error", "connect-failure"];

/** A policy that uses every kind of request: routes with retries, two versions, rules, gRPC, TCP, a host outside, a gateway. */
export const everything: MeshModel = model(
  [
    service({
      versions: [
        version({ name: "v1", labels: { version: "v1" }, podLabels: { app: "order", version: "v1" } }),
        version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
      ],
      outlier: wish({ consecutiveErrors: 7, intervalMs: 20_000, baseEjectionMs: 40_000, maxEjectedPercent: 60 }),
      mtls: wish("strict"),
      telemetry: wish({ accessLog: "all", tracePercent: null }),
      access: { default: null, allow: [{ name: "web", from: [web, { ...web, namespace: "infra", serviceAccount: "public", via: { kind: "gateway" as const, gateway: name("infra/public") } }].map((identity) => ({ identity, cidrs: null, origin: at() })), to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" },
      ports: [
        port({
          arms: [
            arm(route({ name: "beta", action: forward(backend(v2)), deadlineMs: wish(4000) }), { path: path("prefix", "/orders"), headers: [named("x-cohort", { kind: "exact", value: "beta" }), named("x-old", { kind: "not", match: { kind: "prefix", value: "y" } })] }),
            arm(route({ name: "read", action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })), deadlineMs: wish(2500), idleTimeoutMs: wish(60_000), retry: wish(retry({ attempts: 3, on, events: retryEventsOf(on), perTryTimeoutMs: 500 })) }), { path: path("exact", "/orders"), methods: ["GET"], query: [named("q", { kind: "exact", value: "a" })] }),
            arm(route({ name: "rest", action: forward(backend(v1)) })),
          ],
        }),
      ],
    }),
    plain("mail", { ports: [port({ port: 9090, targetPort: null, protocol: "grpc", arms: [arm(route({ name: "send", deadlineMs: wish(2000), retry: wish(retry({ on: ["unavailable"], events: retryEventsOf(["unavailable"]), methods: ["Send"] })), action: forward(backend({ service: name("mail"), owner: name("mail"), port: 9090 })) }), { path: path("exact", "/shop.Mail/Send"), headers: [named("x-a", { kind: "suffix", value: "b" })] })] })] }),
    plain("db", { ports: [port({ port: 5432, targetPort: null, protocol: "tcp", fallback: forward(backend({ service: name("db"), owner: name("db"), port: 5432 })) })] }),
    service({ id: name("pay"), versions: [], external: { hosts: [wish("api.pay.example")], tls: wish("none" as const), addresses: [] }, ports: [port({ port: 80, targetPort: null, fallback: forward(backend({ service: name("pay"), owner: name("pay"), port: 80 })) })] }),
    plain("web", { calls: [call("order"), call("mail"), call("db"), { ...call("pay"), to: { kind: "host", host: "api.pay.example" } }] }),
  ],
  {
    gateways: [
      {
        id: name("infra/public"),
        serviceAccount: "public",
        selector: { app: "public" },
        listeners: [{ name: "web", port: 8443, protocol: "https", hosts: [], tls: { mode: "terminate", secret: name("infra/shop-cert") }, namespaces: null, origin: at() }],
        entries: [
          { port: 8443, hosts: ["shop.example", "*.shop.example"], path: "/orders", leads: { kind: "service", service: name("order"), servicePort: 8080 }, origin: at() },
          { port: 8443, hosts: ["web.example"], path: null, leads: { kind: "service", service: name("web"), servicePort: 8080 }, origin: at() },
        ],
        origin: at(),
      },
    ],
  },
);
