import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { BackendRef, Route } from "../../model/index.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { sameStatement } from "./same.ts";

/** Findings about the backends and mirrors of one linked route. */
export function routeFindings(route: Route): readonly Diagnostic[] {
  return [...mirrorFindings(route), ...overlapFindings(route)];
}

function mirrorFindings(route: Route): readonly Diagnostic[] {
  const backends = drawn(route);
  const [only] = backends;
  if (only === undefined || backends.length > 1) return [];
  return route.mirrors
    .filter((mirror) => sameEndpoints(mirror, only))
    .map((mirror) =>
      linkDiagnostics["mirror-to-itself"].report({
        at: mirror.origin,
        with: { route: route.name, backend: endpointsText(mirror) },
        related: [{ origin: only.origin, note: "where the calls go" }],
      }),
    );
}

function overlapFindings(route: Route): readonly Diagnostic[] {
  const backends = drawn(route);
  return backends
    .filter((whole) => Object.keys(whole.labels).length === 0)
    .flatMap((whole) => backends.filter((part) => part !== whole && sameName(part.service, whole.service) && Object.keys(part.labels).length > 0).map((part) => ({ whole, part })))
    .map(({ whole, part }) =>
      linkDiagnostics["split-overlaps"].report({
        at: whole.origin,
        with: { route: route.name, whole: nameText(whole.service), part: endpointsText(part) },
        related: [{ origin: part.origin, note: "the part" }],
      }),
    );
}

function drawn(route: Route): readonly BackendRef[] {
  return route.action.kind === "forward" ? route.action.backends.filter((backend) => backend.weight > 0 && backend.existence !== "missing") : [];
}

function sameEndpoints(a: BackendRef, b: BackendRef): boolean {
  return sameName(a.service, b.service) && a.port === b.port && sameStatement(a.labels, b.labels);
}

function endpointsText(backend: BackendRef): string {
  return backend.version ?? nameText(backend.service);
}
