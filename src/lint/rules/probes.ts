import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Inventory, InventoryService, Service, Workload } from "../../model/index.ts";
import { effectiveMtls } from "../access/may-call.ts";
import type { Rule, World } from "../rule.ts";
import { meshesOf } from "../vendor.ts";
import { listed, nameOf } from "../words.ts";

/** Findings of this lint. */
export const probeDiagnostics = defineDiagnostics({
  "probe-refused": {
    code: "MW3049",
    severity: "warning",
    what: (p: { path: string; port: number | string; workload: string; targets: string }) => `the probe \`GET ${p.path}\` of \`${p.workload}\` on port ${p.port} is refused on ${p.targets}`,
    why: "probes come from the node in plain text, and mutual TLS is strict: the pods are never ready",
    help: "probe a port that is not in the mesh, or run the probe as a command in the pod",
  },
});

/** Probes by plain HTTP on ports that take mutual TLS only, where the mesh does not let them past. */
export const probes: Rule = { service: refused };

function refused(service: Service, world: World): readonly Diagnostic[] {
  const mtls = effectiveMtls(service, world);
  const meshes = meshesOf(service, world).filter(({ plainProbes }) => plainProbes === "refused");
  const { services, workloads } = world.model.inventory;
  const known = services.find(({ id }) => nameOf(id) === nameOf(service.id));
  if (mtls?.value !== "strict" || meshes.length === 0 || known === undefined) return [];
  return workloads.filter((workload) => isSelected(workload, known)).flatMap((workload) => {
    const probe = (workload.probes ?? []).find(({ port }) => service.ports.some((own) => numberOf(workload, targetOf(known, own.port)) === numberOf(workload, port)));
    return probe === undefined ? [] : [probeDiagnostics["probe-refused"].report({ at: mtls.origin, with: { path: probe.path, port: probe.port, workload: nameOf(workload.id), targets: listed(meshes.map(({ name }) => name)) }, related: [{ origin: workload.origin, note: "the pods" }] })];
  });
}

function isSelected({ id, labels }: Workload, { id: service, selector }: Inventory["services"][number]): boolean {
  return selector !== null && id.namespace === service.namespace && Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function targetOf({ ports }: InventoryService, port: number): number | string {
  return ports.find((each) => each.port === port)?.targetPort ?? port;
}

function numberOf({ ports }: Workload, port: number | string): number | string {
  return typeof port === "number" ? port : (ports.find(({ name }) => name === port)?.port ?? port);
}
