import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { valueRewritten } from "../mend.ts";
import { groupBy } from "../../support/group-by.ts";
import { remembered } from "../../support/remember.ts";
import { sameText } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, nameNodeOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { hostIn, nameOf, networking, security } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What policies of access and authentication say and do not do; with the profile of the mesh. */
export function accessTraps(world: TrapWorld, profile: string): readonly Diagnostic[] {
  const rules = world.of(security, "AuthorizationPolicy");
  return [
    ...rules.flatMap((rule) => [...hosts(rule), ...methods(rule), ...(profile === "sidecar" ? denials(rule, world) : []), ...(profile === "waypoint" ? pastWaypoint(rule) : []), ...preflights(rule, world)]),
    ...claims(world),
    ...[["networking.istio.io", "Sidecar"], ["telemetry.istio.io", "Telemetry"], [security, "PeerAuthentication"]].flatMap(([group = "", kind = ""]) => tooMany(world.of(group, kind))),
  ];
}

function operationsOf({ spec }: Placed): readonly Written[] {
  return listOf(at(spec, "rules")).flatMap((rule) => listOf(at(rule, "to")).map((to) => at(to, "operation")));
}

/** `istio/istio:pilot/pkg/security/authz/matcher/header.go`, HostMatcher: the whole authority, without case. */
function hosts(rule: Placed): readonly Diagnostic[] {
  return operationsOf(rule).flatMap((operation) =>
    ["hosts", "notHosts"].flatMap((field) => {
      const nodes = listOf(at(operation, field));
      const values = nodes.map((node) => textOf(node) ?? "");
      const open = nodes.filter((node) => {
        const host = textOf(node) ?? "";
        return host !== "" && !host.startsWith("*") && !host.endsWith("*") && !host.includes(":") && !values.some((other) => other.startsWith(`${host}:`) || other === `${host}*`);
      });
      return open.map((node) => say["host-without-port"].report({ at: placeOf(node), with: { host: textOf(node) ?? "" } }));
    }),
  );
}

const knownMethods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** Methods are tokens with case (RFC 9110 9.1), and compared as such. */
function methods(rule: Placed): readonly Diagnostic[] {
  const nodes = operationsOf(rule).flatMap((operation) => ["methods", "notMethods"].flatMap((field) => listOf(at(operation, field))));
  return nodes.filter((node) => /[a-z]/.test(textOf(node) ?? "")).map((node) => {
    const method = textOf(node) ?? "";
    const fixes = knownMethods.has(method.toUpperCase()) ? valueRewritten(node, method.toUpperCase()) : [];
    return say["method-never-sent"].report({ at: placeOf(node), with: { method }, fixes });
  });
}

const ofRequests = ["methods", "notMethods", "paths", "notPaths", "hosts", "notHosts"];

/** On TCP ports a rule that denies loses what is said of requests (`istio/istio:pilot/pkg/security/authz/model/model.go`, Generate). */
function denials(rule: Placed, world: TrapWorld): readonly Diagnostic[] {
  const { spec, manifest } = rule;
  const attached = isSet(at(spec, "targetRefs")) || isSet(at(spec, "targetRef"));
  if (textOf(at(spec, "action")) !== "DENY" || attached || !mayHaveTcp(rule, world)) return [];
  return listOf(at(spec, "rules")).flatMap((each) => {
    const operations = listOf(at(each, "to")).map((to) => at(to, "operation"));
    const wide = operations.find((operation) => !["ports", "notPorts"].some((field) => isSet(at(operation, field))));
    const field = wide === undefined ? undefined : ofRequests.map((name) => at(wide, name)).find(isSet);
    return field === undefined ? [] : [say["denial-of-all-tcp"].report({ at: placeOf(field), with: { manifest: titleOf(manifest), field: String(field.path.at(-1)) } })];
  });
}

/** Where Services are at hand, one of those that the policy may speak of has a port that is not said to be HTTP. */
function mayHaveTcp({ spec, namespace }: Placed, world: TrapWorld): boolean {
  const labels = at(spec, "selector", "matchLabels");
  const services = world.of("", "Service").filter((service) => (namespace === "istio-system" || service.namespace === namespace) && agree(labels, at(service.spec, "selector")));
  return services.length === 0 || services.some((service) => listOf(at(service.spec, "ports")).some((port) => !speaksHttp(port)));
}

function speaksHttp(port: Written): boolean {
  const said = textOf(at(port, "appProtocol")) ?? textOf(at(port, "name")) ?? "";
  return /^(?:kubernetes\.io\/)?(?:http|http2|h2c|grpc|grpc-web|ws)(?:-|$)/.test(said);
}

/** Whether no label is asked for with two values. */
function agree(one: Written, other: Written): boolean {
  const [left, right] = [one.value, other.value].map((value) => (value ?? {}) as Readonly<Record<string, unknown>>);
  return Object.entries(left ?? {}).every(([key, value]) => right?.[key] === undefined || right[key] === value);
}

/** `istio/istio:pilot/pkg/model/policyattachment.go`: waypoints take policies with targetRefs only. */
function pastWaypoint({ spec, manifest }: Placed): readonly Diagnostic[] {
  const attached = isSet(at(spec, "targetRefs")) || isSet(at(spec, "targetRef"));
  const denies = ["ALLOW", null].includes(textOf(at(spec, "action"))) && listOf(at(spec, "rules")).length === 0;
  return attached || !denies || isSet(at(spec, "selector")) ? [] : [say["denial-past-waypoint"].report({ at: placeOf(nameNodeOf(manifest)), with: { manifest: titleOf(manifest) } })];
}

/** Access is decided before questions of browsers are answered (`istio/istio:pilot/pkg/networking/core/listener_builder.go`). */
function preflights(rule: Placed, world: TrapWorld): readonly Diagnostic[] {
  const { spec, manifest, namespace } = rule;
  const asked = world.of(networking, "VirtualService").filter((routes) => answeringOf(routes).length > 0);
  if (asked.length === 0 || !["ALLOW", null].includes(textOf(at(spec, "action"))) || listOf(at(spec, "rules")).length === 0) return [];
  if (letsIn(rule) || world.of(security, "AuthorizationPolicy").some((other) => other.namespace === namespace && letsIn(other))) return [];
  const services = world.of("", "Service").filter((service) => service.namespace === namespace);
  const labels = at(spec, "selector", "matchLabels");
  const ruled = new Set(services.filter((service) => agree(labels, at(service.spec, "selector"))).map(nameOf));
  const isRuled = (host: string): boolean => (services.length > 0 ? ruled.has(host) : host.endsWith(`.${namespace}.svc.cluster.local`) && (!isSet(labels) || Object.values(labels.value as object).includes(host.split(".")[0])));
  return asked.flatMap((routes) => {
    const reached = answeringOf(routes).filter(({ hosts }) => hosts.some(isRuled));
    return reached.map(({ entry }) => say["preflight-refused"].report({ at: placeOf(at(entry, "corsPolicy")), with: { other: titleOf(manifest) } }));
  });
}

/** The entries that answer the questions of browsers, and the hosts behind them. */
const answeringOf = remembered(({ spec, namespace }: Placed) => {
  const entries = listOf(at(spec, "http")).filter((entry) => isSet(at(entry, "corsPolicy")));
  return entries.map((entry) => ({ entry, hosts: listOf(at(entry, "route")).map((route) => hostIn(textOf(at(route, "destination", "host")) ?? "", namespace)) }));
});

/** Whether some rule lets OPTIONS in from anybody. */
const letsIn = remembered(({ spec }: Placed): boolean => {
  if (!["ALLOW", null].includes(textOf(at(spec, "action")))) return false;
  return listOf(at(spec, "rules")).some((rule) => {
    const operations = listOf(at(rule, "to")).map((to) => listOf(at(to, "operation", "methods")).map(textOf));
    return !isSet(at(rule, "from")) && !isSet(at(rule, "when")) && (operations.length === 0 || operations.some((allowed) => allowed.length === 0 || allowed.includes("OPTIONS") || allowed.includes("*")));
  });
});

/** `istio/istio:pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go`. */
function claims(world: TrapWorld): readonly Diagnostic[] {
  if (world.of(security, "RequestAuthentication").length > 0) return [];
  return world.of(networking, "VirtualService").flatMap(({ spec }) =>
    listOf(at(spec, "http")).flatMap((entry) => listOf(at(entry, "match"))).flatMap((match) =>
      ["headers", "withoutHeaders"].flatMap((field) => {
        const named = Object.keys((at(match, field).value ?? {}) as object).filter((name) => name.startsWith("@request.auth.claims"));
        return named.map((claim) => say["claim-never-proven"].report({ at: placeOf(at(match, field, claim)), with: { claim } }));
      }),
    ),
  );
}

/** One object a workload, and one without selector a namespace: the oldest is used (`istio/istio:pilot/pkg/model/authentication.go`, sidecar.go). */
function tooMany(objects: readonly Placed[]): readonly Diagnostic[] {
  return [...groupBy(objects, (each) => `${each.namespace} ${scopeOf(each)}`).values()].flatMap(([first, ...others]) =>
    others.flatMap((each) => (first === undefined ? [] : [say["one-too-many"].report({ at: placeOf(nameNodeOf(each.manifest)), with: { kind: each.manifest.object.kind, other: titleOf(first.manifest) } })])),
  );
}

function scopeOf({ spec }: Placed): string {
  return ["selector", "workloadSelector", "targetRefs", "targetRef"].map((field) => sameText(at(spec, field))).join();
}
