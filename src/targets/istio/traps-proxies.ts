import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, nameNodeOf, numberOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { networking, security } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

const workloads = ["Deployment", "StatefulSet", "DaemonSet"];
const inject = "sidecar.istio.io/inject";
const revision = "istio.io/rev";
const mode = "istio.io/dataplane-mode";

/** Pods that get no proxy, another than their labels ask for, or one that they go past. */
export function proxyTraps(world: TrapWorld): readonly Diagnostic[] {
  const pods = workloads.flatMap((kind) => world.of("apps", kind)).map(({ spec, namespace }) => ({ template: at(spec, "template"), namespace }));
  return [...world.of("", "Namespace").flatMap((each) => [...labelled(each), ...without(each, pods, world)]), ...pods.flatMap((each) => [...bothKinds(each), ...asProxy(each), ...images(each, world)])];
}

interface Pods {
  readonly template: Written;
  readonly namespace: string;
}

function finding(node: Written, said: string, help: string): Diagnostic {
  return say["proxy-not-as-labelled"].report({ at: placeOf(node), with: { said, help } });
}

function labelOf({ manifest }: Placed, key: string): Written {
  const node = nameNodeOf(manifest);
  return at({ ...node, path: ["metadata", "labels"], value: manifest.object.metadata.labels }, key);
}

/** The webhook looks at `istio-injection` first (`istio/istio:manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`). */
function labelled(namespace: Placed): readonly Diagnostic[] {
  const [old, rev, ambient, waypoint] = ["istio-injection", revision, mode, "istio.io/use-waypoint"].map((key) => labelOf(namespace, key));
  if (old === undefined || rev === undefined || ambient === undefined || waypoint === undefined) return [];
  const injected = textOf(old) === "enabled" || isSet(rev);
  return [
    ...(isSet(old) && isSet(rev) ? [finding(rev, "beside `istio-injection` the revision is not looked at", "keep one of the two labels")] : []),
    ...(injected && textOf(ambient) === "ambient" ? [finding(ambient, "pods that get a sidecar are left out of the ambient mesh", "keep one of the two labels")] : []),
    ...(isSet(waypoint) && textOf(waypoint) !== "none" && !isSet(ambient) && !injected ? [finding(waypoint, "the namespace names a waypoint, and is not in the mesh", `add the label \`${mode}: ambient\``)] : []),
  ];
}

const serving: readonly (readonly [group: string, kind: string])[] = [[security, "AuthorizationPolicy"], [security, "PeerAuthentication"], [security, "RequestAuthentication"], [networking, "Sidecar"]];

/** Policies of the serving side need proxies there; a namespace without a word for it has none as installed, where other manifests of namespaces have that word. */
function without(namespace: Placed, pods: readonly Pods[], world: TrapWorld): readonly Diagnostic[] {
  const { name } = namespace.manifest.object.metadata;
  const others = world.of("", "Namespace").some(isInMesh);
  const own = pods.filter((each) => each.namespace === name);
  const asked = own.some(({ template }) => [inject, revision, mode].some((key) => isSet(at(template, "metadata", "labels", key))) || isSet(at(template, "metadata", "annotations", inject)));
  const ruled = serving.some(([group, kind]) => world.of(group, kind).some((each) => each.namespace === name));
  if (!others || isInMesh(namespace) || asked || own.length === 0 || !ruled || name === "istio-system") return [];
  return [finding(nameNodeOf(namespace.manifest), `the pods of \`${name}\` get no proxy, and nobody enforces the policies of the namespace`, "label the namespace: `istio-injection: enabled`, or `istio.io/dataplane-mode: ambient`")];
}

function isInMesh(namespace: Placed): boolean {
  return textOf(labelOf(namespace, "istio-injection")) === "enabled" || isSet(labelOf(namespace, revision)) || textOf(labelOf(namespace, mode)) === "ambient";
}

function bothKinds({ template }: Pods): readonly Diagnostic[] {
  const labels = at(template, "metadata", "labels");
  const hasOne = listOf(at(template, "spec", "containers")).some((container) => textOf(at(container, "name")) === "istio-proxy");
  const both = (hasOne || textOf(at(labels, inject)) === "true") && textOf(at(labels, mode)) === "ambient";
  return both ? [finding(at(labels, mode), "pods with a sidecar are left out of the ambient mesh", "keep one of the two")] : [];
}

/** What runs as the proxy's user is taken for the proxy, and not redirected (`istio/istio:pkg/config/analysis/analyzers/deployment`, message IST0144). */
function asProxy({ template }: Pods): readonly Diagnostic[] {
  const others = listOf(at(template, "spec", "containers")).filter((container) => textOf(at(container, "name")) !== "istio-proxy");
  const users = [at(template, "spec"), ...others].map((each) => at(each, "securityContext", "runAsUser")).filter((node) => numberOf(node) === 1337);
  return users.map((node) => finding(node, "1337 is the user of the proxy: what runs as it goes past the proxy", "run as another user"));
}

/** `auto` is an image for gateways whose injection fills it in. */
function images({ template, namespace }: Pods, world: TrapWorld): readonly Diagnostic[] {
  const found = listOf(at(template, "spec", "containers")).map((container) => at(container, "image")).filter((node) => textOf(node) === "auto");
  const label = textOf(at(template, "metadata", "labels", inject)) ?? textOf(at(template, "metadata", "annotations", inject));
  const place = world.of("", "Namespace").find(({ manifest }) => manifest.object.metadata.name === namespace);
  const asked = label === "true" || isSet(at(template, "metadata", "labels", revision));
  const byPlace = place === undefined || textOf(labelOf(place, "istio-injection")) === "enabled" || isSet(labelOf(place, revision));
  if (asked || (label !== "false" && byPlace)) return [];
  return found.map((node) => finding(node, "`auto` is filled in by injection, which does not take place here", `label the pods: \`${inject}: "true"\``));
}
