import fc from "fast-check";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { Arm, Backend, Conditions, Service } from "../../src/model/index.ts";
import { arm, at, backend, forward, name, path, port, retry, route, service, version, when, wish } from "../support/build-model.ts";
import { sometimes } from "./sometimes.ts";

/** A backend of one of two Services behind a logical one. */
function parts(own: string): fc.Arbitrary<readonly Backend[]> {
  const to = (suffix: string, number: number, weight: number): Backend => backend({ service: name(`${own}-${suffix}`), version: suffix, owner: name(own), port: number, weight });
  const number = own === "rpc" ? 9090 : own === "store" ? 5432 : 8200;
  return fc.constantFrom([to("v1", number, 1)], [to("v1", number, 3), to("v2", number, 1)], [to("v2", number, 1)]);
}

function twoVersions(own: string, given: Partial<Service>): Service {
  const versions = ["v1", "v2"].map((each) => version({ name: each, service: name(`${own}-${each}`), podLabels: { app: own, version: each } }));
  return service({ id: name(own), versions, ...given });
}

const rpcConditions: fc.Arbitrary<Conditions> = fc
  .record({
    path: fc.constantFrom(null, path("exact", "/pkg.Orders/Get"), path("template", "/pkg.Orders/{method}"), path("template", "/{service}/Get")),
    callers: sometimes(fc.constantFrom(["web"], ["shop"]), 6),
  })
  .map(when);

const rpcArms: fc.Arbitrary<readonly Arm[]> = fc
  .array(fc.tuple(rpcConditions, parts("rpc"), fc.constantFrom(null, ["POST"]), sometimes(fc.constantFrom(["unavailable"], ["cancelled", "connect-failure"]), 1)), { maxLength: 3 })
  .map((all) =>
    all.map(([conditions, backends, methods, on], index) => {
      const again = on === null ? null : wish(retry({ methods, on, events: retryEventsOf(on) }));
      return arm(route({ name: `rpc-${index}`, action: forward(...backends), retry: again }), conditions);
    }),
  );

/** A gRPC service, whose matches are templates of paths. */
const rpc: fc.Arbitrary<Service> = rpcArms.map((arms) => {
  const fallback = forward(backend({ service: name("rpc"), owner: name("rpc"), port: 9090 }));
  return twoVersions("rpc", { ports: [port({ port: 9090, targetPort: 9090, protocol: "grpc", arms, fallback })] });
});

/** Connections to a database: routed by caller only, the last route for everybody. */
const store: fc.Arbitrary<Service> = fc
  .array(fc.tuple(fc.constantFrom(["web"], ["shop"], null), parts("store")), { maxLength: 3 })
  .map((all) => {
    const arms = all.map(([callers, backends], index) => arm(route({ name: `store-${index}`, action: forward(...backends) }), { callers: index === all.length - 1 ? null : callers }));
    const fallback = forward(backend({ service: name("store"), owner: name("store"), port: 5432 }));
    return twoVersions("store", { mtls: wish("permissive"), ports: [port({ port: 5432, targetPort: 5432, protocol: "tcp", arms, fallback })] });
  });

const serverNames = fc.constantFrom(["vault"], ["vault.shop", "vault"], ["*.shop"], ["vault.shop.svc.cluster.local"], ["*.svc", "a.example"], ["*"], null);

/** TLS that passes through: routed by server name, the last route for every name. */
const vault: fc.Arbitrary<Service> = fc
  .array(fc.tuple(serverNames, fc.constantFrom(null, null, ["web"]), parts("vault")), { maxLength: 3 })
  .map((all) => {
    const arms = all.map(([sni, callers, backends], index) => {
      const last = index === all.length - 1;
      return arm(route({ name: `vault-${index}`, action: forward(...backends) }), { sni: last ? null : sni, callers: last ? null : callers });
    });
    const fallback = forward(backend({ service: name("vault"), owner: name("vault"), port: 8200 }));
    return twoVersions("vault", { ports: [port({ port: 8200, targetPort: 8200, protocol: "tls", arms, fallback })] });
  });

/** A service outside of the mesh, by HTTP, or by TLS that the proxy starts. */
const pay: fc.Arbitrary<Service> = fc
  .record({
    tls: fc.constantFrom("none" as const, "simple" as const),
    deadline: sometimes(fc.constant(wish(1500)), 1),
    conditions: fc.constantFrom(when(), when({ path: path("prefix", "/pay") }), when({ methods: ["POST"] })),
    routed: fc.boolean(),
  })
  .map(({ tls, deadline, conditions, routed }) => {
    const to = forward(backend({ service: name("pay"), owner: name("pay"), port: 80 }));
    const arms = routed ? [arm(route({ name: "pay", action: to, deadlineMs: deadline }), conditions)] : [];
    return service({ id: name("pay"), versions: [], external: { hosts: [wish("pay.example", at())], tls: wish(tls), addresses: [] }, ports: [port({ port: 80, targetPort: tls === "simple" ? 443 : 80, arms, fallback: to })] });
  });

/** Services of other protocols than HTTP, none in most policies. */
export const others: fc.Arbitrary<readonly Service[]> = fc.record({ rpc: sometimes(rpc, 3), store: sometimes(store, 5), vault: sometimes(vault, 3), pay: sometimes(pay, 5) }).map((drawn) => Object.values(drawn).filter((each) => each !== null));
