import fc from "fast-check";
import type { Backend, Gateway, GatewayEntry, Listener, MeshModel } from "../../src/model/index.ts";
import { arm, at, backend, forward, model, name, port, route, service, version } from "../support/build-model.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { service: name("order-v2"), version: "v2" };
const far = { service: name("pay/billing"), version: null, owner: name("pay/billing") };

const backends: fc.Arbitrary<readonly Backend[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(v1, v2, far), fc.constantFrom(0, 1, 3)), { minLength: 1, maxLength: 2, selector: ([to]) => to })
  .filter((parts) => parts.some(([, weight]) => weight > 0))
  .map((parts) => parts.map(([to, weight]) => backend({ ...to, weight })));

const names = fc.constantFrom<readonly string[] | null>(["a.example"], ["b.example", "a.example"], ["*.example"], ["*.deep.example"], ["x.deep.example"], null);
const entry = (number: number, host: string, to: string): GatewayEntry => ({ port: number, hosts: [host], path: null, leads: { kind: "service", service: name(to), servicePort: 8443 }, origin: at() });
const listener = (number: number, listed: string, hosts: readonly string[], given: Pick<Listener, "protocol" | "tls">): Listener => ({ name: listed, port: number, hosts, namespaces: null, origin: at(), ...given });
const passing = { protocol: "tls" as const, tls: { mode: "passthrough" as const, secret: null } };
const ending = { protocol: "tls" as const, tls: { mode: "terminate" as const, secret: name("certs/wild") } };
const plain = { protocol: "tcp" as const, tls: null };

const listeners = fc.constantFrom<readonly Listener[]>(
  [listener(443, "all", ["*.example"], passing)],
  [listener(443, "many", ["*.example"], ending), listener(443, "one", ["a.example"], ending)],
  [listener(443, "deep", ["x.deep.example", "*.deep.example"], { ...passing, protocol: "https" })],
  [listener(9000, "raw", [], plain)],
);

const gateway: fc.Arbitrary<readonly Gateway[]> = fc
  .record({ listeners, hosts: fc.uniqueArray(fc.tuple(fc.constantFrom("a.example", "*.example", "*"), fc.constantFrom("order", "pay/billing")), { minLength: 1, maxLength: 3, selector: ([host]) => host }) })
  .map(({ listeners: heard, hosts }) => [{ id: name("infra/public"), serviceAccount: null, selector: null, listeners: heard, entries: hosts.map(([host, to]) => entry(heard[0]?.port ?? 0, host, to)), origin: at() }]);

/** Services of connections, by server name or all alike, behind gateways that pass TLS through, end it or know nothing of it. */
export const connectionPolicies: fc.Arbitrary<MeshModel> = fc
  .record({ list: fc.array(fc.tuple(names, backends), { minLength: 1, maxLength: 4 }), protocol: fc.constantFrom("tls" as const, "tls" as const, "tcp" as const), gateways: gateway })
  .map(({ list, protocol, gateways }) => {
    const arms = list.map(([sni, to], index) => arm(route({ name: `route-${index}`, action: forward(...to) }), { sni: protocol === "tcp" ? null : sni }));
    const order = service({
      versions: [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })],
      ports: [port({ port: 8443, protocol, arms, fallback: forward(backend({ port: 8443 })) })],
    });
    const other = service({ id: name("pay/billing"), versions: [version({ name: "billing", service: name("pay/billing") })], ports: [port({ port: 8443, protocol: "tcp", fallback: forward(backend({ ...far, port: 8443 })) })] });
    return model([other, order], { gateways });
  });
