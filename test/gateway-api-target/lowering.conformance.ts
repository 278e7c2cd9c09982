import fc from "fast-check";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import type { Arm, MeshModel } from "../../src/model/index.ts";
import { testAlterations } from "../properties/altered-lowering.ts";
import type { Tried } from "../properties/altered-lowering.ts";
import { arm, at, backend, forward, mesh, model, name, path, port, route, service, version, wish } from "../support/build-model.ts";
import { connectionPolicies } from "./connection-policies.ts";
import { policies } from "./policies.ts";
import { profile } from "./support.ts";

const stated = profile("standard", { settings: { gatewayClassName: "any", regularExpressions: "re2" } });
const inMesh = (...arms: readonly Arm[]): MeshModel => model([service({ ports: [port({ arms })] })]);
const atGateway = (arms: readonly Arm[], leads: "arms" | "service"): MeshModel => {
  const entry = { port: 80, hosts: ["shop.example"], path: null, leads: leads === "arms" ? { kind: "arms" as const, arms } : { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: at() };
  return model([service({ ports: [port({ arms: leads === "arms" ? [] : arms })] })], { gateways: [{ id: name("infra/public"), serviceAccount: null, selector: null, listeners: [], entries: [entry], origin: at() }] });
};
const cors = { allowOrigins: [], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: 60_000, allowCredentials: false };
const moved = { kind: "redirect" as const, status: 301 as const, scheme: "https" as const, host: null, port: null, path: null, origin: at() };
const long = wish(100_000 * 3_600_000);
const rest = arm(route({ name: "rest", action: forward(backend({ service: name("pay/billing") })) }));
const scopes = (accessDefault: "deny" | null) => ({ mesh: mesh({ scopes: [{ namespace: null, accessDefault: accessDefault === null ? null : wish(accessDefault), mtls: wish("strict" as const), telemetry: null, origin: at() }] }) });
const unenforced = { kind: "unenforced" as const, target: "gateway-api", field: "mtls" as const, because: "tested", until: "2030-01-01", origin: at() };

/** Policies that generated ones are not: with conditions that refuse them, at gateways alone, of gRPC, under scopes. */
const odd: readonly MeshModel[] = [
  inMesh(arm(route({ cors: wish(cors) }))),
  inMesh(arm(route({ action: forward(backend({ weight: 2_000_000 }), backend({ service: name("pay/billing"), weight: 1 })) }))),
  inMesh(arm(route(), { path: path("exact", "/a//b") })),
  atGateway([arm(route({ name: "moved", action: moved }))], "arms"),
  atGateway([arm(route({ deadlineMs: long }))], "arms"),
  atGateway([arm(route(), { authority: { kind: "regex", value: "shop[0-9].example" } }), rest], "service"),
  model([service({ ports: [port({ protocol: "grpc", arms: [arm(route(), { path: path("exact", "/shop.Orders/Get") }), rest] })] })]),
  model([service({ consents: [unenforced] })], scopes(null)),
  model([service()], scopes("deny")),
  model([service({ versions: [version()] })]),
  model([
    service({ id: name("api"), external: { hosts: [wish("api.pay.example")], tls: wish("none"), addresses: [] }, consents: [{ kind: "excluded", target: "gateway-api", because: "tested", origin: at() }] }),
    service({ ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("api"), owner: name("api") })) }))] })] }),
  ]),
];

const sample = (drawn: fc.Arbitrary<MeshModel>, numRuns: number, channel: string): readonly Tried[] => fc.sample(drawn, { numRuns, seed: 20_263 }).map((drawnMesh) => ({ mesh: drawnMesh, profile: profile(channel) }));

testAlterations({
  target: gatewayApi,
  policies: [
    ...odd.map((each) => ({ mesh: each, profile: profile() })),
    { mesh: inMesh(arm(route(), { path: path("regex", "/v[0-9]+/.*") })), profile: stated },
    ...sample(policies(true), 60, "experimental"),
    ...sample(policies(false), 30, "standard"),
    ...sample(connectionPolicies, 40, "standard"),
  ],
  survivors: {
    "authorities.ts notSayable": "a finding has nothing that could be emptied",
    "backends.ts outOfBounds": "a finding has nothing that could be emptied",
    "route-checks.ts notHere": "a finding has nothing that could be emptied",
  },
  functions: 45,
});
