import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { below, entries, found, items } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import type { Behaviour, Scenario as Written } from "../../../resources/generated/native/scenario.ts";
import { serviceNamed } from "./references.ts";
import type { Names } from "./references.ts";
import { readEndpoints } from "./read-event.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";

type Spec = Written["spec"];

/** Errors whose condition is never met: a route that there is not, or work beyond a bound that there is not. */
export function errorFindings({ services, defaults }: Spec, place: Place, names: Names): readonly Diagnostic[] {
  return entries(below(place, "services"), services).flatMap(([name, written, at]) => {
    const { service } = readEndpoints(name, place.namespace, null);
    const versions = entries(below(at, "versions"), written.versions);
    const bounded = (behaviour: Behaviour): boolean => (behaviour.concurrency ?? written.concurrency ?? defaults?.concurrency) !== undefined;
    return [
      ...ofBehaviour(written, at, service, bounded(written) || versions.some(([, version]) => bounded(version)), names),
      ...versions.flatMap(([, version, inner]) => ofBehaviour(version, inner, service, bounded(version), names)),
    ];
  });
}

function ofBehaviour({ errors }: Behaviour, place: Place, service: string, bounded: boolean, { model }: Names): readonly Diagnostic[] {
  const routes = serviceNamed(model, service)?.ports.flatMap(({ arms }) => arms.map(({ route }) => route.name)) ?? null;
  return items(below(place, "errors"), errors).flatMap(([{ route, busyAbove = 0 }, at]) => [
    ...(route === undefined || routes === null || routes.includes(route) ? [] : [say["errors-never"].report({ ...found(below(at, "route")), with: { problem: `\`${service}\` has no route \`${route}\`` } })]),
    ...(busyAbove === 0 || bounded ? [] : [say["errors-never"].report({ ...found(below(at, "busyAbove")), with: { problem: `\`busyAbove\` is a share of \`concurrency\`, which \`${service}\` does not say` } })]),
  ]);
}
