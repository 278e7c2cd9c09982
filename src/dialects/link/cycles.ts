import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nameText } from "../../model/name.ts";
import type { Backend, Service } from "../../model/index.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";

interface Edge {
  readonly to: string;
  readonly backend: Backend;
}

/** Splits that lead from a service over others back to it; each circle is reported once, at its first service. */
export function cyclicSplits(services: readonly Service[]): readonly Diagnostic[] {
  const edges = new Map(services.map((service) => [nameText(service.id), edgesOf(service)]));
  const done = new Set<string>();
  const findings: Diagnostic[] = [];
  const visit = (name: string, trail: readonly (Edge & { readonly from: string })[]): void => {
    const start = trail.findIndex((step) => step.from === name);
    if (start >= 0) findings.push(circle(trail.slice(start)));
    if (start >= 0 || done.has(name)) return;
    for (const edge of edges.get(name) ?? []) visit(edge.to, [...trail, { ...edge, from: name }]);
    done.add(name);
  };
  for (const service of services) visit(nameText(service.id), []);
  return findings;
}

/** One edge for each other service that gets calls. */
function edgesOf(service: Service): readonly Edge[] {
  const backends = service.ports
    .flatMap((port) => port.arms)
    .flatMap(({ route }) => (route.action.kind === "forward" ? route.action.backends : []))
    .filter((backend) => backend.weight > 0 && nameText(backend.service) !== nameText(service.id));
  return [...new Map(backends.map((backend) => [nameText(backend.service), { to: nameText(backend.service), backend }])).values()];
}

function circle(steps: readonly (Edge & { readonly from: string })[]): Diagnostic {
  const [first, ...rest] = steps;
  const names = [...steps.map((step) => step.from), first?.from ?? ""];
  return linkDiagnostics["cyclic-split"].report({
    at: first?.backend.origin ?? { file: "-", start: 0, end: 0 },
    with: { cycle: names },
    related: rest.map((step) => ({ origin: step.backend.origin, note: `\`${step.from}\` leads on` })),
  });
}
