import type {
  AccessRule,
  Arm,
  Conditions,
  Feature,
  Gateway,
  MeshModel,
  Name,
  NamedMatch,
  Operation,
  PathMatch,
  Protocol,
  Route,
  ScopeSettings,
  Service,
  ServicePort,
  Subject,
  ValueMatch,
} from "../model/index.ts";
import type { Origin } from "../source/origin.ts";

/** One wish of a policy in the words of the capability matrix. */
export interface FeatureUse {
  readonly feature: Feature;
  /** Field path with the route: `route.read.retry.backoff`. */
  readonly field: string;
  /** Field path that consent names: `retry.backoff`. */
  readonly consent: string;
  readonly route: string | null;
  readonly origin: Origin;
}

/** Every wish of the service that some target may be unable to say, in the order of the policy, each once. */
export function serviceUses(service: Service, model: MeshModel): readonly FeatureUse[] {
  const uses = [
    use("destination", "port", service.origin),
    ...service.ports.flatMap(portUses),
    ...service.versions.map((version) => {
      const feature = Object.keys(version.labels).length > 0 ? "versions.labels" : "versions.service";
      return use(feature, `versions.${version.name}`, version.origin);
    }),
    ...settingUses(service),
    ...accessUses(service),
    ...model.gateways.flatMap((gateway) => exposeUses(gateway, service.id)),
  ];
  return once(uses);
}

/** Wishes of the routes that a gateway carries itself. */
export function gatewayUses(gateway: Gateway): readonly FeatureUse[] {
  const arms = gateway.entries.flatMap(({ leads }) => (leads.kind === "arms" ? leads.arms : []));
  return once(arms.flatMap((arm) => armUses(arm, "http")));
}

/** Wishes of the mesh or of one namespace. */
export function scopeUses(scope: ScopeSettings): readonly FeatureUse[] {
  const place = scope.namespace === null ? "mesh" : "namespace";
  return [
    ...(scope.accessDefault === null ? [] : [use(`access.default.${place}`, "access.default", scope.accessDefault.origin)]),
    ...(scope.mtls === null ? [] : [use(scope.mtls.value === "off" ? "mtls.off" : "mtls", "mtls", scope.mtls.origin)]),
    ...(scope.telemetry === null ? [] : telemetryUses(scope.telemetry)),
  ];
}

function use(feature: Feature, field: string, origin: Origin): FeatureUse {
  return { feature, field, consent: field, route: null, origin };
}

function once(uses: readonly FeatureUse[]): readonly FeatureUse[] {
  const seen = new Set<string>();
  return uses.filter((each) => {
    const key = `${each.feature} ${each.field} ${each.origin.file} ${each.origin.start}`;
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

function portUses(port: ServicePort): readonly FeatureUse[] {
  const shape: Feature[] = port.arms.length === 0 ? ["noRoutes"] : port.arms.length > 1 ? ["order"] : [];
  return [
    ...(port.protocol === "grpc" ? [use("grpc", "protocol", port.origin)] : []),
    ...shape.map((feature) => use(feature, "routes", port.origin)),
    ...port.arms.flatMap((arm) => armUses(arm, port.protocol)),
  ];
}

function armUses(arm: Arm, protocol: Protocol): readonly FeatureUse[] {
  const { route } = arm;
  const inRoute = (feature: Feature, field: string, origin: Origin): FeatureUse => ({
    feature,
    field: `route.${route.name}.${field}`,
    consent: field,
    route: route.name,
    origin,
  });
  return [...conditionUses(arm.when, arm.origin, inRoute), ...routeUses(route, protocol, inRoute)];
}

type Use = (feature: Feature, field: string, origin: Origin) => FeatureUse;

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

function conditionUses(when: Conditions, origin: Origin, of: Use): readonly FeatureUse[] {
  const unusual = when.methods?.some((method) => !usualMethods.includes(method)) === true;
  return [
    ...(when.path === null ? [] : [of(`path.${when.path.kind}`, "match.path", when.path.origin)]),
    ...(when.methods === null ? [] : [of(unusual ? "methods.unusual" : "methods", "match.methods", when.origins?.methods ?? origin)]),
    ...when.headers.map((match) => of(headerFeature(match.match), `match.headers.${match.name}`, match.origin)),
    ...when.query.map((match) => of(queryFeature(match.match), `match.query.${match.name}`, match.origin)),
    ...(when.authority === null ? [] : [of("authority", "match.authority", when.origins?.authority ?? origin)]),
    ...when.claims.map((match) => of("claims", `match.claims.${match.name}`, match.origin)),
    ...(when.callers === null ? [] : [of("callers", "callers", when.origins?.callers ?? origin)]),
  ];
}

function headerFeature(match: ValueMatch): Feature {
  switch (match.kind) {
    case "not":
      return match.match.kind === "present" ? "header.absent" : "header.not";
    case "exact":
      return "header.exact";
    case "present":
      return "header.present";
    default:
      return "header.pattern";
  }
}

function queryFeature(match: ValueMatch): Feature {
  const positive = match.kind === "not" ? match.match : match;
  return positive.kind === "exact" ? "query.exact" : positive.kind === "present" ? "query.present" : "query.regex";
}

function routeUses(route: Route, protocol: Protocol, of: Use): readonly FeatureUse[] {
  const wishes: readonly (readonly [Feature, string, { readonly origin: Origin } | null])[] = [
    ["rewrite.authority", "rewrite.authority", route.rewrite?.authority ?? null],
    ["headers", "headers.request", route.requestHeaders],
    ["headers", "headers.response", route.responseHeaders],
    ["cors", "cors", route.cors],
    ["deadline", "deadline", route.deadlineMs],
    ["idleTimeout", "idleTimeout", route.idleTimeoutMs],
    ["retry.attempts", "retry.attempts", route.retry],
    ["retry.perTryTimeout", "retry.perTryTimeout", route.retry?.value.perTryTimeoutMs == null ? null : route.retry],
    ["retry.methods", "retry.methods", route.retry?.value.methods == null ? null : route.retry],
    ["retry.backoff", "retry.backoff", route.retry],
    ["fault.delay", "fault.delay", route.delay],
    ["fault.abort", "fault.abort", route.abort],
  ];
  return [
    ...actionUses(route, protocol, of),
    ...route.mirrors.map((mirror) => of("mirror", "mirror", mirror.origin)),
    ...(route.rewrite?.path == null ? [] : [of(`rewrite.${route.rewrite.path.kind}`, "rewrite.path", route.rewrite.path.origin)]),
    ...wishes.flatMap(([feature, field, wish]) => (wish === null ? [] : [of(feature, field, wish.origin)])),
  ];
}

function actionUses(route: Route, protocol: Protocol, of: Use): readonly FeatureUse[] {
  const { action } = route;
  switch (action.kind) {
    case "redirect":
      return [of("redirect", "redirect", action.origin)];
    case "respond":
      return [of("respond", "respond", action.origin)];
    case "unroutable":
      return [of("noMatch", "callers", action.origin)];
    case "forward": {
      const many = protocol === "tls" ? "tls.split" : protocol === "tcp" ? "tcp.split" : "split";
      const idle = action.backends.every((backend) => backend.weight === 0);
      return [
        ...(action.backends.length > 1 || many !== "split" ? [of(many, "split", action.origin)] : []),
        ...(idle ? [of("split.zero", "split", action.origin)] : []),
        ...action.backends.flatMap((backend) => (backend.existence === "missing" ? [of("split.missing", "split", backend.origin)] : [])),
      ];
    }
  }
}

function settingUses(service: Service): readonly FeatureUse[] {
  const { balancing } = service;
  const hash = balancing?.value === "ring-hash" || balancing?.value === "maglev";
  const wishes: readonly (readonly [Feature, string, { readonly origin: Origin } | null | undefined])[] = [
    ["external", "external", service.external?.hosts[0]],
    ["retryBudget", "retryBudget", service.retryBudget],
    ["circuitBreaker.limits", "circuitBreaker.limits", service.limits],
    ["circuitBreaker.outlier", "circuitBreaker.outlier", service.outlier],
    [balancing?.value === "ewma" ? "loadBalancing.ewma" : hash ? "loadBalancing.hash" : "loadBalancing", "loadBalancing.policy", balancing],
    ["slowStart", "loadBalancing.slowStart", service.slowStartMs],
    ["affinity", "affinity", service.affinity],
    ["locality", "locality", service.locality],
    ["failover", "failover", service.failover[0]],
    ["rateLimit", "rateLimit", service.rateLimit],
    ["authentication", "authentication", service.jwt],
    [service.mtls?.value === "off" ? "mtls.off" : "mtls", "mtls", service.mtls],
  ];
  const said = wishes.flatMap(([feature, field, wish]) => (wish == null ? [] : [use(feature, field, wish.origin)]));
  return [...said, ...(service.telemetry === null ? [] : telemetryUses(service.telemetry))];
}

function telemetryUses(wish: NonNullable<Service["telemetry"]>): readonly FeatureUse[] {
  return [
    ...(wish.value.accessLog === null ? [] : [use("telemetry.accessLog", "telemetry.accessLog", wish.origin)]),
    ...(wish.value.tracePercent === null ? [] : [use("telemetry.trace", "telemetry.tracePercent", wish.origin)]),
  ];
}

function accessUses(service: Service): readonly FeatureUse[] {
  const { access } = service;
  const rules = [...access.allow, ...access.deny];
  const first = rules[0];
  return [
    ...(access.default === null ? [] : [use("access.default.service", "access.default", access.default.origin)]),
    ...access.allow.flatMap((rule) => ruleUses(rule, `access.allow.${rule.name}`)),
    ...access.deny.flatMap((rule) => [use("access.deny", `access.deny.${rule.name}`, rule.origin), ...ruleUses(rule, `access.deny.${rule.name}`)]),
    ...(access.mode === "audit" && first !== undefined ? [use("access.audit", "access.mode", first.origin)] : []),
  ];
}

function ruleUses(rule: AccessRule, field: string): readonly FeatureUse[] {
  return [
    ...rule.from.flatMap((subject) => subjectUses(subject, field)),
    ...rule.to.flatMap((operation) => operationUses(operation, field)),
    ...headerRuleUses(rule.headers, field),
    ...rule.claims.map((match) => use("access.claim", `${field}.when.claims.${match.name}`, match.origin)),
  ];
}

function subjectUses(subject: Subject, field: string): readonly FeatureUse[] {
  return [
    use("access.identity", `${field}.from`, subject.origin),
    ...(subject.cidrs === null ? [] : [use("access.cidr", `${field}.from.cidr`, subject.origin)]),
  ];
}

function operationUses(operation: Operation, field: string): readonly FeatureUse[] {
  const reads = operation.path as PathMatch | null;
  return [
    ...(operation.methods === null ? [] : [use("access.request", `${field}.to.methods`, operation.origin)]),
    ...(reads === null ? [] : [use("access.request", `${field}.to.path`, reads.origin)]),
    ...headerRuleUses(operation.headers, field),
  ];
}

function headerRuleUses(headers: readonly NamedMatch[], field: string): readonly FeatureUse[] {
  return headers.map((match) => use("access.header", `${field}.headers.${match.name}`, match.origin));
}

function exposeUses(gateway: Gateway, service: Name): readonly FeatureUse[] {
  return gateway.entries.flatMap(({ leads, origin }) => {
    const ours = leads.kind === "service" && leads.service.namespace === service.namespace && leads.service.name === service.name;
    return ours ? [use("expose", `expose.${gateway.id.name}`, origin)] : [];
  });
}
