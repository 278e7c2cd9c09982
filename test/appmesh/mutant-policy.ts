import type { MeshModel } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { arm, at, backend, forward, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { call, plain } from "./lower/support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const web = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };

/** Every route, version and rule of this policy decides some request, so that a change of any of them shows. */
export const policy: MeshModel = model([
  service({
    versions: [
      version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
      version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
    ],
    outlier: wish({ consecutiveErrors: 7, intervalMs: 20_000, baseEjectionMs: 40_000, maxEjectedPercent: 60 }),
    balancing: wish("round-robin"),
    mtls: wish("strict"),
    access: { default: null, allow: [{ name: "web", from: [{ identity: web, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" },
    ports: [
      port({
        arms: [
          arm(route({ name: "beta", action: forward(backend(v2)), deadlineMs: wish(4000) }), { path: path("prefix", "/orders"), headers: [named("x-cohort", { kind: "exact", value: "beta" }), named("x-old", { kind: "not", match: { kind: "prefix", value: "y" } })] }),
          arm(
            route({
              name: "read",
              action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })),
              deadlineMs: wish(2000),
              idleTimeoutMs: wish(60_000),
              retry: wish(retry({ attempts: 3, on: ["gateway-error", "connect-failure"], events: retryEventsOf(["gateway-error", "connect-failure"]), perTryTimeoutMs: 500 })),
            }),
            { path: path("prefix", "/orders"), methods: ["GET"] },
          ),
          arm(route({ name: "search", action: forward(backend(v1)), idleTimeoutMs: wish(90_000), deadlineMs: wish(30_000) }), { path: path("exact", "/search"), query: [named("q", { kind: "exact", value: "a" })] }),
          arm(route({ name: "write", action: forward(backend(v2)), deadlineMs: wish(5000) }), { path: path("stringPrefix", "/w"), methods: ["POST"] }),
        ],
      }),
    ],
  }),
  plain("web", { calls: [call("order")] }),
]);

const publicGateway = { kind: "account" as const, namespace: "infra", serviceAccount: "public", via: { kind: "gateway" as const, gateway: name("infra/public") } };

/** A gateway that ends TLS and alone may call one of the services behind it. */
export const behindGateway: MeshModel = model(
  [
    service({ access: { default: null, allow: [{ name: "public", from: [{ identity: publicGateway, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" } }),
    plain("web"),
  ],
  {
    gateways: [
      {
        id: name("infra/public"),
        serviceAccount: "public",
        selector: { app: "public" },
        listeners: [{ name: "web", port: 8443, protocol: "https", hosts: [], tls: { mode: "terminate", secret: name("infra/cert") }, namespaces: null, origin: at() }],
        entries: [
          { port: 8443, hosts: ["shop.example"], path: "/orders", leads: { kind: "service", service: name("order"), servicePort: 8080 }, origin: at() },
          { port: 8443, hosts: ["shop.example", "*.shop.example"], path: null, leads: { kind: "service", service: name("web"), servicePort: 8080 }, origin: at() },
        ],
        origin: at(),
      },
    ],
  },
);
