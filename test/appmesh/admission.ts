import type { KubernetesObject } from "../../src/model/index.ts";

type Json = Readonly<Record<string, unknown>>;

/** One rule by which an object is refused, or would work otherwise than it reads; faults are told as `kind name: what`. */
export interface Rule {
  readonly name: string;
  /** The public source of the rule. */
  readonly source: string;
  readonly faults: (objects: readonly KubernetesObject[], quotas: Quotas) => readonly string[];
}

/** Quotas of an account. */
export interface Quotas {
  readonly routesPerRouter: number;
  readonly backendsPerNode: number;
  readonly routesPerGateway: number;
}

const usual: Quotas = { routesPerRouter: 50, backendsPerNode: 50, routesPerGateway: 10 };

/** What webhook, schema and AWS would refuse of the objects: `rule: kind name: what`. */
export function admissionFaults(objects: readonly KubernetesObject[], quotas: Quotas = usual): readonly string[] {
  return rules.flatMap(({ name, faults }) => faults(objects, quotas).map((fault) => `${name}: ${fault}`));
}

const webhook = (file: string): string => `aws/aws-app-mesh-controller-for-k8s:webhooks/appmesh/${file}`;
const crd = "aws/aws-app-mesh-controller-for-k8s:config/crd/bases";
const api = "boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json";
const guide = (file: string): string => `awsdocs/aws-app-mesh-user-guide:doc_source/${file}`;

function is(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(value: unknown, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((inner, step) => (typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string | number, unknown>>)[step] : undefined), value);
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(is) : [];
}

function count(value: unknown, keys: readonly string[]): number {
  return keys.filter((key) => at(value, key) !== undefined).length;
}

/** Every mapping below a value that stands under the key. */
function under(value: unknown, key: string): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((inner) => under(inner, key));
  if (!is(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key && is(inner) ? [inner] : []), ...under(inner, key)]);
}

function named({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

type Check = (spec: Json, object: KubernetesObject) => readonly (string | null | false)[];

/** A rule about each object of some kinds. */
function each(kinds: readonly string[], check: Check): Rule["faults"] {
  return (objects) => objects.filter(({ kind }) => kinds.includes(kind)).flatMap((object) => check(object.spec ?? {}, object).flatMap((fault) => (fault === null || fault === false ? [] : [`${named(object)}: ${fault}`])));
}

const routeKinds = ["httpRoute", "http2Route", "grpcRoute", "tcpRoute"] as const;
const ours = ["Mesh", "VirtualNode", "VirtualRouter", "VirtualService", "VirtualGateway", "GatewayRoute"];

interface Body {
  readonly label: string;
  readonly kind: (typeof routeKinds)[number];
  readonly body: Json;
}

/** Bodies of routes, of routers and gateways alike. */
function bodies(spec: Json, { kind, metadata }: KubernetesObject): readonly Body[] {
  const of = kind === "GatewayRoute" ? [{ ...spec, name: metadata.name } as Json] : list(spec["routes"]);
  return of.flatMap((route) => routeKinds.flatMap((name) => (is(route[name]) ? [{ label: String(route["name"]), kind: name, body: route[name] as Json }] : [])));
}

function eachBody(kinds: readonly string[], check: (body: Body, spec: Json) => readonly (string | null | false)[]): Rule["faults"] {
  return each(kinds, (spec, object) => bodies(spec, object).flatMap((body) => check(body, spec).map((fault) => (typeof fault === "string" ? `${body.label} ${fault}` : fault))));
}

function within(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function sized(value: unknown, most: number, least = 1): boolean {
  return typeof value === "string" && value.length >= least && value.length <= most;
}

const both = ["VirtualRouter", "GatewayRoute"];
const http = (kind: Body["kind"]): boolean => kind === "httpRoute" || kind === "http2Route";
const matchers = ["exact", "prefix", "suffix", "regex", "range"];
const headers = ({ body }: Body): readonly Json[] => [...list(at(body, "match", "headers")), ...list(at(body, "match", "metadata"))];
const events: Readonly<Record<string, readonly string[]>> = {
  httpRetryEvents: ["server-error", "gateway-error", "client-error", "stream-error"],
  tcpRetryEvents: ["connection-error"],
  grpcRetryEvents: ["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"],
};
const protocols = ["http", "http2", "grpc", "tcp"];
const nodeListeners = (spec: Json): readonly Json[] => list(spec["listeners"]);
const portOf = (listener: Json): unknown => at(listener, "portMapping", "port");
const protocolOf = (listener: Json): unknown => at(listener, "portMapping", "protocol");
const reserved = ["/aws-appmesh", "/aws-app-mesh"];
const reservedServices = ["aws.app-mesh", "aws.appmesh"];

/** An object by a reference of another. */
function found(objects: readonly KubernetesObject[], kind: string, ref: unknown, from: KubernetesObject): KubernetesObject | undefined {
  return objects.find((object) => object.kind === kind && object.metadata.name === at(ref, "name") && object.metadata.namespace === (at(ref, "namespace") ?? from.metadata.namespace));
}

/** A rule about each reference: what it names must be there, and may be looked at. */
function references(check: (objects: readonly KubernetesObject[], spec: Json, object: KubernetesObject) => readonly (string | null | false)[]): Rule["faults"] {
  return (objects) => each(ours, (spec, object) => check(objects, spec, object))(objects, usual);
}

function targetsOf(spec: Json, object: KubernetesObject): readonly { readonly body: Body; readonly target: Json }[] {
  return object.kind === "VirtualRouter" ? bodies(spec, object).flatMap((body) => list(at(body.body, "action", "weightedTargets")).map((target) => ({ body, target }))) : [];
}

function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (!is(selector)) return false;
  const plain = Object.entries((selector["matchLabels"] ?? {}) as Json).every(([key, value]) => labels[key] === value);
  return plain && list(selector["matchExpressions"]).every((one) => one["operator"] === "In" && (one["values"] as readonly string[]).includes(labels[String(one["key"])] ?? ""));
}

const ownLabels = (object: KubernetesObject): Readonly<Record<string, string>> => ({ "kubernetes.io/metadata.name": object.metadata.namespace ?? "" });

/** The rules, those of the schema first, then the webhook's, then AWS's, then those of objects that must be there. */
export const rules: readonly Rule[] = [
  { name: "known-keys", source: crd, faults: each(ours, (spec, { kind }) => Object.keys(spec).map((key) => !keys[kind]?.includes(key) && `${key} is pruned`)) },
  { name: "duration", source: `${api}, Duration`, faults: each(ours, (spec) => ["perRequest", "idle", "perRetryTimeout", "interval", "baseEjectionDuration"].flatMap((key) => under(spec, key)).map((one) => (!["s", "ms"].includes(String(one["unit"])) || !within(one["value"], 0, Number.MAX_SAFE_INTEGER)) && `duration ${JSON.stringify(one)}`)) },
  { name: "priority", source: `${api}, RoutePriority`, faults: each(both, (spec, { kind }) => (kind === "VirtualRouter" ? list(spec["routes"]) : [spec]).map((route) => route["priority"] !== undefined && !within(route["priority"], 0, 1000) && `priority ${String(route["priority"])}`)) },
  { name: "targets", source: `${api}, WeightedTargets`, faults: eachBody(["VirtualRouter"], ({ body }) => [(list(at(body, "action", "weightedTargets")).length < 1 || list(at(body, "action", "weightedTargets")).length > 10) && "needs 1 to 10 targets", ...list(at(body, "action", "weightedTargets")).map((target) => !within(target["weight"], 0, 100) && "has a weight outside 0 to 100")]) },
  { name: "weights", source: `${api}, WeightedTarget`, faults: eachBody(["VirtualRouter"], ({ body }) => { const sum = list(at(body, "action", "weightedTargets")).reduce((total, target) => total + Number(target["weight"]), 0); return [(sum < 1 || sum > 100) && `has weights of ${sum} together`]; }) },
  { name: "headers", source: `${api}, HttpRouteHeaders`, faults: eachBody(both, (body) => [(at(body.body, "match", "headers") ?? at(body.body, "match", "metadata")) !== undefined && !within(headers(body).length, 1, 10) && "needs 1 to 10 headers", ...headers(body).map((header) => !sized(header["name"], 50) && "has a header name outside 1 to 50 characters")]) },
  { name: "header-matcher", source: `${api}, HeaderMatchMethod`, faults: eachBody(both, (body) => headers(body).map((header) => header["match"] !== undefined && (count(header["match"], matchers) !== 1 || Object.values(header["match"] as Json).some((value) => typeof value === "string" && !sized(value, 255))) && `has no single matcher of 1 to 255 characters for ${String(header["name"])}`)) },
  { name: "query", source: `${api}, HttpQueryParameters`, faults: eachBody(both, ({ body }) => { const query = at(body, "match", "queryParameters"); return [query !== undefined && !within(list(query).length, 1, 10) && "needs 1 to 10 query parameters", ...list(query).map((one) => one["match"] !== undefined && !(is(one["match"]) && sized(one["match"]["exact"], 255)) && "compares a query parameter otherwise than exactly")]; }) },
  { name: "method", source: `${api}, HttpMethod`, faults: eachBody(both, ({ body }) => { const method = at(body, "match", "method"); return [method !== undefined && !["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"].includes(String(method)) && `matches method ${String(method)}`]; }) },
  { name: "retry-events", source: `${api}, HttpRetryPolicy`, faults: eachBody(["VirtualRouter"], ({ body }) => { const policy = at(body, "retryPolicy"); if (policy === undefined) return []; const lists = Object.keys(events).filter((key) => at(policy, key) !== undefined); return [lists.length === 0 && "repeats on nothing", ...lists.map((key) => { const own = at(policy, key) as readonly string[]; return (own.length === 0 || own.some((event) => !events[key]?.includes(event))) && `has no known ${key}`; })]; }) },
  { name: "retry-limits", source: `${api}, HttpRetryPolicy`, faults: eachBody(["VirtualRouter"], ({ body }) => { const policy = at(body, "retryPolicy"); return [policy !== undefined && (!within(at(policy, "maxRetries"), 0, Number.MAX_SAFE_INTEGER) || !is(at(policy, "perRetryTimeout"))) && "needs maxRetries and perRetryTimeout"]; }) },
  { name: "listeners", source: `${crd}, minItems`, faults: each(["VirtualRouter", "VirtualGateway"], (spec) => [nodeListeners(spec).length === 0 && "has no listeners"]) },
  { name: "port-mapping", source: `${api}, PortMapping`, faults: each(["VirtualNode", "VirtualRouter", "VirtualGateway"], (spec, { kind }) => nodeListeners(spec).map((listener) => (!within(portOf(listener), 1, 65_535) || !protocols.includes(String(protocolOf(listener))) || (kind === "VirtualGateway" && protocolOf(listener) === "tcp")) && `listens on ${String(portOf(listener))} for ${String(protocolOf(listener))}`)) },
  { name: "outlier", source: `${api}, OutlierDetection`, faults: each(["VirtualNode"], (spec) => under(spec, "outlierDetection").map((one) => (!within(one["maxServerErrors"], 1, Number.MAX_SAFE_INTEGER) || !within(one["maxEjectionPercent"], 0, 100) || count(one, ["interval", "baseEjectionDuration"]) < 2) && "has an incomplete outlierDetection")) },
  { name: "one-path", source: webhook("virtualrouter_validator.go"), faults: eachBody(["VirtualRouter"], ({ kind, body }) => [http(kind) && count(at(body, "match"), ["prefix", "path"]) !== 1 && "needs exactly one of prefix and path"]) },
  { name: "path-form", source: webhook("virtualrouter_validator.go"), faults: eachBody(both, ({ body }) => { const path = at(body, "match", "path"); return [path !== undefined && (count(path, ["exact", "regex"]) !== 1 || !sized(at(path, "exact") ?? at(path, "regex"), 255)) && "needs one path of 1 to 255 characters"]; }) },
  { name: "prefix-slash", source: `${api}, HttpRouteMatch`, faults: eachBody(both, ({ body }) => { const prefix = at(body, "match", "prefix"); return [typeof prefix === "string" && !prefix.startsWith("/") && `has prefix ${prefix}`]; }) },
  { name: "route-names", source: webhook("virtualrouter_validator.go"), faults: each(["VirtualRouter"], (spec) => { const own = list(spec["routes"]).map(({ name }) => name); return [new Set(own).size < own.length && "has two routes of one name", own.some((name) => !sized(name, 255)) && "has a route without name"]; }) },
  { name: "one-kind", source: `${api}, RouteSpec`, faults: each(both, (spec, { kind }) => (kind === "VirtualRouter" ? list(spec["routes"]) : [spec]).map((route) => count(route, routeKinds) !== 1 && "needs exactly one kind of route")) },
  { name: "grpc-method", source: `${api}, GrpcRouteMatch`, faults: eachBody(["VirtualRouter"], ({ body }) => { const method = at(body, "match", "methodName"); return [method !== undefined && (!sized(method, 50) || at(body, "match", "serviceName") === undefined) && "needs serviceName beside a methodName of 1 to 50 characters"]; }) },
  { name: "discovery", source: webhook("virtualnode_validator.go"), faults: each(["VirtualNode"], (spec) => [nodeListeners(spec).length > 0 && count(spec["serviceDiscovery"], ["dns", "awsCloudMap"]) !== 1 && "needs one serviceDiscovery"]) },
  { name: "backends-once", source: webhook("virtualnode_validator.go"), faults: each(["VirtualNode"], (spec, { metadata }) => { const own = list(spec["backends"]).map((backend) => `${String(at(backend, "virtualService", "virtualServiceRef", "name"))}-${String(at(backend, "virtualService", "virtualServiceRef", "namespace") ?? metadata.namespace)}`); return [new Set(own).size < own.length && "names a backend twice"]; }) },
  { name: "pool", source: webhook("virtualnode_validator.go"), faults: each(["VirtualNode", "VirtualGateway"], (spec) => nodeListeners(spec).map((listener) => listener["connectionPool"] !== undefined && (count(listener["connectionPool"], protocols) !== 1 || at(listener, "connectionPool", String(protocolOf(listener))) === undefined) && "has a connectionPool of another protocol")) },
  { name: "listener-timeout", source: `${api}, ListenerTimeout`, faults: each(["VirtualNode"], (spec) => nodeListeners(spec).map((listener) => listener["timeout"] !== undefined && (count(listener["timeout"], protocols) !== 1 || at(listener, "timeout", String(protocolOf(listener))) === undefined) && "has a timeout of another protocol")) },
  { name: "certificate", source: `${api}, ListenerTlsCertificate`, faults: each(ours, (spec) => under(spec, "certificate").map((one) => count(one, ["acm", "file", "sds"]) !== 1 && "has not exactly one certificate")) },
  { name: "client-certificate", source: guide("mutual-tls.md"), faults: each(ours, (spec) => under(spec, "clientPolicy").map((one) => at(one, "tls", "certificate", "acm") !== undefined && "shows a certificate of ACM as a client")) },
  { name: "client-validation", source: `${api}, ClientPolicyTls`, faults: each(ours, (spec) => under(spec, "clientPolicy").map((one) => is(one["tls"]) && count(at(one, "tls", "validation", "trust"), ["acm", "file", "sds"]) !== 1 && "does not say whom it trusts")) },
  { name: "listener-validation", source: `${api}, ListenerTlsValidationContextTrust`, faults: each(["VirtualNode", "VirtualGateway"], (spec) => nodeListeners(spec).map((listener) => at(listener, "tls", "validation") !== undefined && count(at(listener, "tls", "validation", "trust"), ["file", "sds"]) !== 1 && "trusts neither files nor SDS")) },
  { name: "tls-mode", source: `${api}, ListenerTls`, faults: each(["VirtualNode", "VirtualGateway"], (spec) => nodeListeners(spec).map((listener) => listener["tls"] !== undefined && (!["STRICT", "PERMISSIVE", "DISABLED"].includes(String(at(listener, "tls", "mode"))) || at(listener, "tls", "certificate") === undefined) && "needs a mode and a certificate")) },
  { name: "names-in-certificates", source: `${api}, SubjectAlternativeName`, faults: each(ours, (spec) => under(spec, "subjectAlternativeNames").map((one) => { const own = at(one, "match", "exact"); return (!Array.isArray(own) || own.length === 0 || own.some((name) => !sized(name, 254))) && "lists no names of 1 to 254 characters"; })) },
  { name: "gateway-names", source: "aws/aws-app-mesh-controller-for-k8s:pkg/conversions/virtualgateway_types_conversion.go", faults: each(["VirtualGateway"], (spec) => nodeListeners(spec).map((listener) => at(listener, "tls", "validation", "subjectAlternativeNames") !== undefined && "crashes the controller")) },
  { name: "gateway-port", source: guide("troubleshooting-setup.md"), faults: each(["VirtualGateway"], (spec) => nodeListeners(spec).map((listener) => !within(portOf(listener), 1025, 65_535) && `listens on ${String(portOf(listener))}`)) },
  { name: "gateway-match", source: webhook("gatewayroute_validator.go"), faults: eachBody(["GatewayRoute"], ({ kind, body }) => { const match = at(body, "match"); return [http(kind) && count(match, ["prefix", "path", "hostname"]) === 0 && "matches nothing", count(match, ["prefix", "path"]) > 1 && "has prefix and path", kind === "grpcRoute" && count(match, ["serviceName", "hostname"]) === 0 && "needs serviceName or hostname"]; }) },
  { name: "gateway-hostname", source: `${api}, GatewayRouteHostnameMatch`, faults: eachBody(["GatewayRoute"], ({ body }) => { const host = at(body, "match", "hostname"); return [host !== undefined && (count(host, ["exact", "suffix"]) !== 1 || !sized(at(host, "exact") ?? at(host, "suffix"), 253)) && "has no single hostname"]; }) },
  { name: "gateway-reserved", source: guide("gateway-routes.md"), faults: eachBody(["GatewayRoute"], ({ body }) => { const match = JSON.stringify(at(body, "match")); const service = at(body, "match", "serviceName"); return [reserved.some((prefix) => match.includes(`"${prefix}`)) && "takes a path of App Mesh's own", typeof service === "string" && reservedServices.some((own) => service.startsWith(own)) && "takes a service of App Mesh's own"]; }) },
  { name: "rewrite", source: webhook("gatewayroute_validator.go"), faults: eachBody(["GatewayRoute"], ({ body }) => { const rewrite = at(body, "action", "rewrite"); const value = at(rewrite, "prefix", "value"); return rewrite === undefined ? [] : [count(rewrite, ["prefix", "path", "hostname"]) === 0 && "rewrites nothing", count(rewrite, ["prefix", "path"]) > 1 && "rewrites prefix and path", count(at(rewrite, "prefix"), ["defaultPrefix", "value"]) > 1 && "has two prefixes", typeof value === "string" && !(value.startsWith("/") && value.endsWith("/")) && "has a prefix without slashes", at(rewrite, "prefix") !== undefined && at(body, "match", "prefix") === undefined && "rewrites a prefix that it does not match"]; }) },
  { name: "filled-in", source: webhook("virtualnode_mutator.go"), faults: each(ours, (spec) => ["meshRef", "virtualGatewayRef"].map((key) => spec[key] !== undefined && `writes ${key}`)) },
  { name: "no-groups", source: "aws/aws-app-mesh-controller-for-k8s:docs/reference/backend_groups.md", faults: each(["VirtualNode", "BackendGroup"], (spec, { kind }) => [(kind === "BackendGroup" || spec["backendGroups"] !== undefined) && "depends on a flag of the controller"]) },
  { name: "one-reference", source: "aws/aws-app-mesh-controller-for-k8s:pkg/conversions/virtualrouter_types_conversion.go", faults: each(ours, (spec, object) => [...targetsOf(spec, object).map(({ target }) => [target, "virtualNode"] as const), ...list(spec["backends"]).map((backend) => [at(backend, "virtualService"), "virtualService"] as const), ...under(spec, "target").map((target) => [target["virtualService"], "virtualService"] as const)].map(([one, name]) => count(one, [`${name}Ref`, `${name}ARN`]) !== 1 && `has not exactly one of ${name}Ref and ${name}ARN`)) },
  { name: "aws-name", source: guide("virtual_services.md"), faults: each(["VirtualService"], (spec) => [!sized(spec["awsName"], 255) && "does not say the name that callers dial"]) },
  { name: "aws-names-once", source: "aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/virtualservice_types.go", faults: (objects) => { const own = objects.filter(({ kind }) => kind === "VirtualService").map(({ spec }) => String(spec?.["awsName"]).toLowerCase()); return own.length > new Set(own).size ? ["two virtual services have one name"] : []; } },
  { name: "protocols", source: "aws/aws-app-mesh-roadmap, issue 82", faults: references((objects, spec, object) => targetsOf(spec, object).map(({ body, target }) => { const node = found(objects, "VirtualNode", target["virtualNodeRef"], object); const listener = nodeListeners(node?.spec ?? {}).find((one) => portOf(one) === target["port"]); const router = nodeListeners(spec).find((one) => portOf(one) === at(body.body, "match", "port")); return (listener === undefined || router === undefined || `${String(protocolOf(listener))}Route` !== body.kind || `${String(protocolOf(router))}Route` !== body.kind) && `${body.label} is a ${body.kind}, and its listeners are not`; })) },
  { name: "ports-named", source: guide("routes.md"), faults: references((objects, spec, object) => [...bodies(spec, object).map(({ body, label }) => object.kind === "VirtualRouter" && nodeListeners(spec).length > 1 && at(body, "match", "port") === undefined && `${label} names no port`), ...targetsOf(spec, object).map(({ target, body }) => nodeListeners(found(objects, "VirtualNode", target["virtualNodeRef"], object)?.spec ?? {}).length > 1 && target["port"] === undefined && `${body.label} has a target without port`)]) },
  { name: "references", source: "aws/aws-app-mesh-controller-for-k8s:pkg/virtualnode/resource_manager.go", faults: references((objects, spec, object) => [...targetsOf(spec, object).map(({ target }) => ["VirtualNode", target["virtualNodeRef"]] as const), ...list(spec["backends"]).map((backend) => ["VirtualService", at(backend, "virtualService", "virtualServiceRef")] as const), ...(object.kind === "VirtualService" ? [["VirtualRouter", at(spec, "provider", "virtualRouter", "virtualRouterRef")] as const] : []), ...under(spec, "target").map((target) => ["VirtualService", at(target, "virtualService", "virtualServiceRef")] as const)].map(([kind, ref]) => found(objects, kind, ref, object) === undefined && `names ${kind} ${JSON.stringify(ref)}, which is not there`)) },
  { name: "one-mesh", source: "aws/aws-app-mesh-controller-for-k8s:pkg/mesh/membership_designator.go", faults: references((objects, _, object) => [object.kind !== "Mesh" && objects.filter(({ kind, spec }) => kind === "Mesh" && selects(spec?.["namespaceSelector"], ownLabels(object))).length !== 1 && "is not in exactly one mesh"]) },
  { name: "one-gateway", source: "aws/aws-app-mesh-controller-for-k8s:pkg/virtualgateway/membership_designator.go", faults: references((objects, _, object) => [object.kind === "GatewayRoute" && objects.filter(({ kind, spec }) => kind === "VirtualGateway" && selects(spec?.["namespaceSelector"], ownLabels(object)) && selects(spec?.["gatewayRouteSelector"] ?? {}, object.metadata.labels ?? {})).length !== 1 && "is not of exactly one gateway"]) },
  { name: "one-node", source: "aws/aws-app-mesh-controller-for-k8s:pkg/virtualnode/membership_designator.go", faults: references((objects, spec, object) => { const own = at(spec, "podSelector", "matchLabels"); const other = objects.find((one) => one !== object && one.kind === "VirtualNode" && one.metadata.namespace === object.metadata.namespace && is(own) && selects(one.spec?.["podSelector"], own as Readonly<Record<string, string>>)); return [object.kind === "VirtualNode" && is(own) && other !== undefined && `selects pods of ${other.metadata.name}`]; }) },
  { name: "quotas", source: "AWS General Reference, App Mesh endpoints and quotas", faults: (objects, quotas) => [...each(["VirtualRouter"], (spec) => [list(spec["routes"]).length > quotas.routesPerRouter && "has too many routes"])(objects, quotas), ...each(["VirtualNode"], (spec) => [list(spec["backends"]).length > quotas.backendsPerNode && "has too many backends"])(objects, quotas), ...(objects.filter(({ kind }) => kind === "GatewayRoute").length > quotas.routesPerGateway * objects.filter(({ kind }) => kind === "VirtualGateway").length ? ["too many gateway routes"] : [])] },
  { name: "order", source: "aws/aws-app-mesh-roadmap, issue 77", faults: each(["VirtualRouter"], (spec) => { const own = list(spec["routes"]).map(({ priority }) => priority); return [(own.includes(undefined) || new Set(own).size < own.length) && "has routes without an order"]; }) },
  { name: "gateway-order", source: guide("gateway-routes.md"), faults: (objects) => { const own = objects.filter(({ kind }) => kind === "GatewayRoute").map(({ metadata, spec }) => `${JSON.stringify(metadata.labels)} ${String(spec?.["priority"])}`); return new Set(own).size < own.length || own.some((one) => one.endsWith("undefined")) ? ["gateway routes without an order"] : []; } },
  { name: "own-retries", source: guide("envoy-defaults.md"), faults: eachBody(["VirtualRouter"], ({ kind, body }) => [kind !== "tcpRoute" && body["retryPolicy"] === undefined && "leaves retries to the account"]) },
  { name: "routes-of-routers", source: "aws/aws-app-mesh-roadmap, issue 194", faults: each(["VirtualService"], (spec) => [at(spec, "provider", "virtualRouter") === undefined && "is provided by no router"]) },
  { name: "own-timeouts", source: guide("virtual_nodes.md"), faults: (objects, quotas) => [...eachBody(["VirtualRouter"], ({ kind, body }) => [(at(body, "timeout", "idle") ?? null) === null && "leaves the idle timeout open", kind !== "tcpRoute" && (at(body, "timeout", "perRequest") ?? null) === null && "is cut after 15s"])(objects, quotas), ...each(["VirtualNode"], (spec) => nodeListeners(spec).map((listener) => { const own = at(listener, "timeout", String(protocolOf(listener))); return count(own, protocolOf(listener) === "tcp" ? ["idle"] : ["perRequest", "idle"]) < (protocolOf(listener) === "tcp" ? 1 : 2) && `port ${String(portOf(listener))} is cut after 15s`; }))(objects, quotas)] },
  { name: "void-list", source: guide("mutual-tls.md"), faults: each(["VirtualNode"], (spec) => nodeListeners(spec).map((listener) => at(listener, "tls", "mode") === "PERMISSIVE" && at(listener, "tls", "validation", "subjectAlternativeNames") !== undefined && "lists names under PERMISSIVE")) },
  { name: "ejection", source: guide("virtual_nodes.md"), faults: each(["VirtualNode"], (spec) => [under(spec, "outlierDetection").length > 0 && at(spec, "serviceDiscovery", "dns") !== undefined && at(spec, "serviceDiscovery", "dns", "responseType") !== "ENDPOINTS" && "ejects from one address"]) },
  { name: "kept-path", source: guide("gateway-routes.md"), faults: eachBody(["GatewayRoute"], ({ kind, body }) => [http(kind) && at(body, "match", "prefix") !== undefined && at(body, "action", "rewrite", "prefix") === undefined && "cuts its prefix", at(body, "action", "rewrite", "hostname", "defaultTargetHostname") === undefined && "replaces the host"]) },
];

const keys: Readonly<Record<string, readonly string[]>> = {
  Mesh: ["awsName", "namespaceSelector", "egressFilter", "meshOwner", "meshServiceDiscovery"],
  VirtualNode: ["awsName", "podSelector", "listeners", "serviceDiscovery", "backends", "backendGroups", "backendDefaults", "logging", "meshRef"],
  VirtualRouter: ["awsName", "listeners", "routes", "meshRef"],
  VirtualService: ["awsName", "provider", "meshRef"],
  VirtualGateway: ["awsName", "podSelector", "namespaceSelector", "gatewayRouteSelector", "listeners", "backendDefaults", "logging", "meshRef"],
  GatewayRoute: ["awsName", "priority", "meshRef", "virtualGatewayRef", ...routeKinds],
};
