import { istio } from "../../src/targets/istio/index.ts";
import type { Gateway, MeshModel, Profile, Service } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, route, service, wish } from "../support/build-model.ts";
import type { Drawn } from "./drawn.ts";

const profile: Profile = { target: "istio", version: "1.31", name: "sidecar", settings: istio.settings };
const routes = (...arms: Parameters<typeof arm>[]): Service => service({ ports: [port({ arms: arms.map((each) => arm(...each)) })] });
const corp = { name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: ["shop"], fromHeaders: [], forward: true, origin: at() };

function exposed(entryPath: string | null, given: Service, settings: Partial<MeshModel> = {}): MeshModel {
  const gateway: Gateway = {
    id: name("infra/public"),
    serviceAccount: "public",
    selector: { istio: "public" },
    listeners: [{ name: null, port: 80, protocol: "http", hosts: ["shop.example"], tls: null, namespaces: null, origin: at() }],
    entries: [{ port: 80, hosts: ["shop.example"], path: entryPath, leads: { kind: "service", service: name("order"), servicePort: 8080 }, origin: at() }],
    origin: at(),
  };
  return model([given], { gateways: [gateway], ...settings });
}

/** Routes that a gateway carries itself, with a share that Istio cannot say. */
function carried(): MeshModel {
  const whole = exposed(null, service());
  const arms = [arm(route({ delay: wish({ share: fraction(1, 3), durationMs: 100, until: null }) }))];
  return { ...whole, gateways: whole.gateways.map((gateway) => ({ ...gateway, entries: gateway.entries.map((entry) => ({ ...entry, leads: { kind: "arms" as const, arms } })) })) };
}

const moved = { path: { kind: "prefix" as const, value: "/x/y", origin: at() }, authority: null, origin: at() };
const connections = (protocol: "tcp" | "tls", conditions: Parameters<typeof arm>[1]): Service => service({ ports: [port({ protocol, arms: [arm(route(), conditions)] })] });

const meshes: readonly MeshModel[] = [
  exposed("/a", routes([route({ rewrite: moved }), { path: path("prefix", "/") }])),
  exposed("/a/", routes([route({ rewrite: moved }), { path: path("prefix", "/a/b/") }], [route({ name: "rest" }), { path: path("stringPrefix", "/a/c") }])),
  exposed("/api", routes([route({ name: "v" }), { path: path("regex", "/api/v[0-9]+") }], [route({ name: "other" }), { path: path("regex", "/v[0-9]+") }])),
  exposed(null, { ...routes([route({ name: "gold" }), { claims: [named("tier", { kind: "exact", value: "gold" })] }]), jwt: wish({ provider: "corp", required: false }) }, { mesh: mesh({ jwtProviders: [corp] }) }),
  model([routes([route({ rewrite: moved }), { path: path("prefix", "/a") }])]),
  model([routes([route({ action: { kind: "respond", status: 200, body: null, origin: at() }, deadlineMs: wish(1000) })])]),
  model([routes([route({ delay: wish({ share: fraction(1, 3), durationMs: 100, until: null }) })])]),
  model([routes([route({ name: "a" }), { headers: [named("x", { kind: "not", match: { kind: "regex", value: "a*" } }), named("y", { kind: "not", match: { kind: "exact", value: "" } })] }], [route({ name: "b", deadlineMs: wish(1000) })])]),
  model([routes([route({ name: "a" }), { headers: [named("x", { kind: "exact", value: "a" }), named("x", { kind: "not", match: { kind: "suffix", value: "b" } })] }])]),
  model([routes([route({ action: forward(backend({ weight: 2 ** 31 }), backend({ service: name("b"), weight: 1 })) })])]),
  model([routes([route({ name: "a" }), { headers: [named("x", { kind: "not", match: { kind: "suffix", value: "a" } }), named("x", { kind: "not", match: { kind: "contains", value: "b" } })] }])]),
  carried(),
  model([connections("tls", { sni: ["a.example"] })]),
  model([connections("tcp", { callers: ["web"] })]),
];

/** Policies that ask for what generated ones rarely do, some of which conditions refuse. */
export const oddPolicies: readonly Drawn[] = [
  ...meshes.map((each) => ({ mesh: each, profile })),
  // Without a waypoint connections go to the Service that was dialled, so that no route leads to another.
  { mesh: model([routes([route({ action: forward(backend({ service: name("b"), owner: null })) })])]), profile: { ...profile, name: "ambient" } },
];
