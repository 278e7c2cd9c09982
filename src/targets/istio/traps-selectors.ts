import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import { remembered } from "../../support/remember.ts";
import { podsOfService } from "../pod-templates.ts";
import { fieldsOf } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { hostOf, nameOf, networking, security } from "./trap-world.ts";
import { nearOf } from "./traps-names.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

const selecting: readonly (readonly [group: string, kind: string, path: readonly string[]])[] = [
  [security, "AuthorizationPolicy", ["selector", "matchLabels"]],
  [security, "PeerAuthentication", ["selector", "matchLabels"]],
  [security, "RequestAuthentication", ["selector", "matchLabels"]],
  ["telemetry.istio.io", "Telemetry", ["selector", "matchLabels"]],
  ["extensions.istio.io", "WasmPlugin", ["selector", "matchLabels"]],
  [networking, "Sidecar", ["workloadSelector", "labels"]],
  [networking, "EnvoyFilter", ["workloadSelector", "labels"]],
  [networking, "Gateway", ["selector"]],
];

const workloads = ["Deployment", "StatefulSet", "DaemonSet"];

/** Selectors that no pod fits, beside pods that nearly do; and subsets of none of the pods that are at hand. */
export function selectorTraps(world: TrapWorld): readonly Diagnostic[] {
  const pods = workloads.flatMap((kind) => world.of("apps", kind)).map(({ spec, namespace }) => {
    const labels = at(spec, "template", "metadata", "labels");
    return { namespace, labels, own: fieldsOf(labels) };
  });
  const policies = selecting.flatMap(([group, kind, path]) => world.of(group, kind).flatMap((each) => missed(each, at(each.spec, ...path), pods)));
  return [...policies, ...world.of(networking, "DestinationRule").flatMap((rule) => emptySubsets(rule, world))];
}

interface Pods {
  readonly namespace: string;
  readonly labels: Written;
  readonly own: ReadonlyMap<string, string>;
}

function missed({ manifest, namespace }: Placed, selector: Written, all: readonly Pods[]): readonly Diagnostic[] {
  const everywhere = namespace === "istio-system" || manifest.object.kind === "Gateway";
  const [fields, wanted] = [[...fieldsOf(selector)], [...fieldsOf(selector).keys()]];
  const isHere = (each: Pods): boolean => everywhere || each.namespace === namespace;
  if (wanted.length === 0 || all.some((each) => isHere(each) && fields.every(([key, value]) => each.own.get(key) === value))) return [];
  const pods = all.filter(isHere);
  const typo = wanted.map((key) => ({ node: at(selector, key), near: nearOf(textOf(at(selector, key)) ?? "", pods.flatMap(({ labels }) => textOf(at(labels, key)) ?? [])) })).find(({ near }) => near !== null);
  return typo === undefined ? [] : [say["selects-nothing"].report({ at: placeOf(typo.node), with: { said: `${titleOf(manifest)} selects no pod`, help: `did you mean \`${typo.near ?? ""}\`?` } })];
}

function fits(labels: Written, selector: Written): boolean {
  const own = fieldsOf(labels);
  return [...fieldsOf(selector)].every(([key, value]) => own.get(key) === value);
}

const servicesByName = remembered((world: TrapWorld) => groupBy(world.of("", "Service"), nameOf));

/** `istio/istio:pkg/config/analysis/analyzers/destinationrule`, message IST0173; a Service that selects one version is said elsewhere. */
function emptySubsets(rule: Placed, world: TrapWorld): readonly Diagnostic[] {
  const host = hostOf(rule);
  const service = servicesByName(world).get(host)?.[0];
  const pods = service === undefined ? [] : podsOfService(service, world).map(({ metadata }) => at(metadata, "labels"));
  if (service === undefined || pods.length === 0) return [];
  const empty = listOf(at(rule.spec, "subsets")).filter((subset) => isSet(at(subset, "labels")) && !pods.some((labels) => fits(labels, at(subset, "labels"))) && !narrowed(subset, at(service.spec, "selector")));
  return empty.map((subset) => say["selects-nothing"].report({ at: placeOf(at(subset, "name")), with: { said: `no pod of \`${host}\` has the labels of subset \`${textOf(at(subset, "name")) ?? ""}\``, help: "write labels that the pods have: calls to an empty subset get 503" } }));
}

function narrowed(subset: Written, selector: Written): boolean {
  const own = fieldsOf(selector);
  return [...fieldsOf(at(subset, "labels"))].some(([key, value]) => own.has(key) && own.get(key) !== value);
}
