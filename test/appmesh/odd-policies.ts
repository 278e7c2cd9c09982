import type { MeshModel } from "../../src/model/index.ts";
import { arm, at, backend, forward, mesh, model, name, path, port, route, service, version, wish } from "../support/build-model.ts";
import { gateways, refusedOtherwise } from "./lower/refusals.ts";
import { plain } from "./lower/support.ts";

const thirds = service({
  versions: ["v1", "v2"].map((own) => version({ name: own, labels: { version: own }, podLabels: { app: "order", version: own } })),
  ports: [port({ arms: [arm(route({ action: forward(backend({ labels: { version: "v1" }, weight: 201 }), backend({ labels: { version: "v2" }, weight: 100 })) }))] })],
});
const toForeign = service({ ports: [port({ arms: [arm(route({ action: forward(backend(), backend({ service: name("legacy"), owner: name("legacy") })) }), { path: path("prefix", "/old") })] })] });
const order = { kind: "service", service: name("order"), servicePort: 8080 } as const;
const entries = [null, "/a"].map((prefix) => ({ port: 8088, hosts: ["a.example"], path: prefix, leads: prefix === null ? order : { ...order, service: name("web") }, origin: at() }));
const overlapping = { id: name("infra/public"), serviceAccount: "public", selector: { app: "public" }, listeners: [], entries, origin: at() };

/** Policies that one condition refuses, and some that only few parts of lowering look at. */
export const oddPolicies: readonly MeshModel[] = [
  ...refusedOtherwise.map(([, services]) => model(services)),
  ...gateways.map(([, gateway, , other]) => model([service(), ...(other === undefined ? [] : [other])], { gateways: [gateway] })),
  model([service()], { mesh: mesh({ targets: [{ target: "appmesh", version: null, profile: null, settings: { discovery: wish("DNS") } }] }) }),
  model([thirds]),
  model([toForeign]),
  model([service(), plain("web")], { gateways: [overlapping] }),
];
