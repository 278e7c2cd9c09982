import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { AccessRule, NamedMatch, Operation, Service, Subject } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { pathValues, textValues } from "./access-values.ts";
import type { Values } from "./access-values.ts";
import { compact } from "./piece.ts";
import type { Context, Json } from "./piece.ts";
import { enforcedPorts } from "./workloads.ts";

/** Rules of an AuthorizationPolicy. */
export interface IstioRules {
  readonly rules: readonly Json[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The rules of one kind in order; operations with headers become rules of their own, since `when` holds for a whole rule. */
export function accessRules(rules: readonly AccessRule[], service: Service, field: string, context: Context): IstioRules {
  const made = rules.map((rule) => oneRule(rule, service, `${field}.${rule.name}`, context));
  return { rules: made.flatMap((each) => each.rules), diagnostics: made.flatMap((each) => each.diagnostics) };
}

function oneRule(rule: AccessRule, service: Service, field: string, context: Context): IstioRules {
  if (rule.from.length === 0) return { rules: [], diagnostics: [] };
  const from = rule.from.some(isAnyone) ? undefined : rule.from.map((subject) => ({ source: sourceOf(subject) }));
  const plain = rule.to.filter((operation) => operation.headers.length === 0);
  const special = rule.to.filter((operation) => operation.headers.length > 0);
  const groups: readonly (readonly Operation[])[] = rule.to.length === 0 ? [[]] : [...(plain.length === 0 ? [] : [plain]), ...special.map((operation) => [operation])];
  const made = groups.map((group) => ruleFor(rule, group, from, service, field, context));
  return { rules: made.flatMap((each) => each.rules), diagnostics: made.flatMap((each) => each.diagnostics) };
}

function isAnyone(subject: Subject): boolean {
  return subject.identity.kind === "anyone" && subject.cidrs === null;
}

function ruleFor(rule: AccessRule, group: readonly Operation[], from: readonly Json[] | undefined, service: Service, field: string, context: Context): IstioRules {
  const headers = [...rule.headers, ...group.flatMap((operation) => operation.headers)].map((match) => condition(`request.headers[${match.name}]`, match, `header \`${match.name}\``));
  const claims = rule.claims.map((match) => condition(`request.auth.claims[${match.name}]`, match, `claim \`${match.name}\``));
  const when = [...headers, ...claims];
  const everything: Operation = { methods: null, path: null, headers: [], ports: null, origin: rule.origin };
  const operations = group.length === 0 && when.length > 0 ? [everything] : group;
  const to = operations.map((operation) => operationOf(operation, when.length > 0, service, field, context));
  const unlimited = to.some((each) => Object.keys(each.fields).length === 0);
  const fields = compact({
    from,
    to: to.length === 0 || unlimited ? undefined : to.map((each) => ({ operation: each.fields })),
    when: when.length === 0 ? undefined : when.map((each) => each.fields),
  });
  return { rules: [fields], diagnostics: [...to, ...when].flatMap((each) => each.diagnostics) };
}

/**
 * `cluster.local` stands for the mesh's trust domain and its aliases whatever it is called
 * (`istio/istio:pilot/pkg/security/trustdomain/bundle.go`). Fields of one source are all of.
 */
function sourceOf(subject: Subject): Json {
  const { identity, cidrs } = subject;
  const ipBlocks = cidrs ?? undefined;
  switch (identity.kind) {
    case "anyone":
      return compact({ ipBlocks });
    case "authenticated":
      return compact({ principals: ["*"], ipBlocks });
    case "namespace":
      return compact({ namespaces: [identity.namespace], ipBlocks });
    case "account":
      return compact({ principals: [`cluster.local/ns/${identity.namespace}/sa/${identity.serviceAccount}`], ipBlocks });
  }
}

interface Part {
  readonly fields: Json;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Every operation that reads requests names its ports: on ports that are not HTTP a deny rule would lose the condition
 * and widen (`istio/istio:pilot/pkg/security/authz/model/model.go`).
 */
function operationOf(operation: Operation, reads: boolean, service: Service, field: string, context: Context): Part {
  const http = reads || operation.methods !== null || operation.path !== null;
  const wanted = operation.ports ?? (http ? httpPorts(service) : null);
  const ports = wanted === null ? null : enforcedPorts(service, wanted, field, operation.origin, context);
  const paths = operation.path === null ? null : pathValues(operation.path);
  const path = operation.path;
  const problems = paths === null || path === null || "values" in paths ? [] : [pattern("path", path.value, paths.problem, path.origin)];
  const fields = compact({
    methods: operation.methods ?? undefined,
    paths: paths !== null && "values" in paths ? paths.values : undefined,
    ports: ports === null ? undefined : ports.ports.map(String),
  });
  return { fields, diagnostics: [...problems, ...(ports?.diagnostics ?? [])] };
}

/** Ports whose requests the proxy reads. */
export function httpPorts(service: Service): readonly number[] {
  return service.ports.filter((port) => port.protocol !== "tcp" && port.protocol !== "tls").map((port) => port.port);
}

function condition(key: string, { match, origin }: NamedMatch, what: string): Part {
  const positive = match.kind === "not" ? match.match : match;
  const found: Values = textValues(positive);
  if ("problem" in found) return { fields: { key }, diagnostics: [pattern(what, "value" in positive ? positive.value : "present", found.problem, origin)] };
  return { fields: { key, [match.kind === "not" ? "notValues" : "values"]: found.values }, diagnostics: [] };
}

function pattern(field: string, value: string, why: string, at: Diagnostic["origin"]): Diagnostic {
  return istioDiagnostics["access-pattern"].report({ at, with: { field, value, why } });
}
