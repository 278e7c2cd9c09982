import type { Atom, RequestView, TextPredicate } from "../../../model/predicate.ts";
import { headerDimension } from "../../../model/evaluate.ts";
import type { Ask } from "./ask.ts";
import type { FieldValues, OperationField, SourceField } from "./config.ts";
import { quoted } from "./names.ts";
import { isPathTemplate, templatePattern } from "./path-template.ts";

/** Where a policy is enforced and what it may look at there. */
export interface Enforcement {
  readonly ask: Ask;
  /** The request as the enforcing proxy sees it. */
  readonly view: RequestView;
  /** Namespace of the policy. */
  readonly namespace: string;
  /** The port that the connection came to at the enforcing proxy; null when it is not known. */
  readonly port: number | null;
  readonly trustDomains: readonly string[];
}

type TextDimension = Exclude<Atom["dimension"], "caller" | "peer">;

/** Whether a field holds: one of its values (if it has any) and none of those negated. */
export function fieldHolds(at: Enforcement, field: SourceField | OperationField, { values, not }: FieldValues): boolean {
  const one = (value: string): boolean => tests[field](at, value);
  return (values.length === 0 || values.some(one)) && !not.some(one);
}

const tests: Readonly<Record<SourceField | OperationField, (at: Enforcement, value: string) => boolean>> = {
  principals: principalHolds,
  namespaces: namespaceHolds,
  serviceAccounts: accountHolds,
  ipBlocks: (at, block) => at.view.test({ dimension: "peer", predicate: { kind: "cidr", block } }),
  remoteIpBlocks: ({ ask }) => ask.unsupported("`remoteIpBlocks` looks at an address that other proxies forward"),
  requestPrincipals: requestPrincipalHolds,
  hosts: (at, value) => value === "*" || text(at, "authority", { ...pattern(value), ignoreCase: true } as TextPredicate),
  methods: (at, value) => value === "*" || text(at, "method", pattern(value)),
  paths: (at, value) => text(at, "path", isPathTemplate(value) ? { kind: "regex", value: templatePattern(value) } : pattern(value)),
  ports: portHolds,
};

function text(at: Enforcement, dimension: TextDimension, predicate: TextPredicate): boolean {
  return at.view.test({ dimension, predicate } as Atom);
}

/** `*` not empty, `*x` suffix, `x*` prefix, else equal (istio/istio:pilot/pkg/security/authz/matcher/string.go). */
function pattern(value: string): TextPredicate {
  if (value === "*") return { kind: "regex", value: "(?s:.+)" };
  if (value.startsWith("*")) return { kind: "suffix", value: value.slice(1) };
  if (value.endsWith("*")) return { kind: "prefix", value: value.slice(0, -1) };
  return { kind: "exact", value };
}

function spiffe(at: Enforcement, match: TextPredicate): boolean {
  return at.view.test({ dimension: "caller", predicate: { kind: "spiffe", match } });
}

/** A principal of the mesh's own trust domain, or of `cluster.local`, stands for all of the mesh's domains (istio/istio:pilot/pkg/security/trustdomain/bundle.go). */
function principalHolds(at: Enforcement, value: string): boolean {
  if (value === "*") return at.view.test({ dimension: "caller", predicate: { kind: "authenticated" } });
  const [domain = "", ns, namespace = "", sa, serviceAccount = "", ...more] = value.split("/");
  const complete = ns === "ns" && sa === "sa" && more.length === 0 && !value.includes("*");
  const own = at.trustDomains.includes(domain) || domain === "cluster.local";
  if (!complete) return expanded(at, value, own && value.split("/").length === 5).some((one) => spiffe(at, pattern(one)));
  const domains = own ? at.trustDomains : [domain];
  return domains.some((trustDomain) => at.view.test({ dimension: "caller", predicate: { kind: "account", namespace, serviceAccount, trustDomain } }));
}

function expanded(at: Enforcement, value: string, own: boolean): readonly string[] {
  return own ? at.trustDomains.map((domain) => `${domain}${value.slice(value.indexOf("/"))}`) : [value];
}

function namespaceHolds(at: Enforcement, value: string): boolean {
  if (!value.includes("*")) return spiffe(at, { kind: "contains", value: `/ns/${value}/` });
  return spiffe(at, { kind: "regex", value: `.*/ns/${value.split("*").map(quoted).join(".*")}/.*` });
}

function accountHolds(at: Enforcement, value: string): boolean {
  const slash = value.indexOf("/");
  const [namespace, account] = slash < 0 ? [at.namespace, value] : [value.slice(0, slash), value.slice(slash + 1)];
  return spiffe(at, { kind: "regex", value: `.+/ns/${quoted(namespace)}/(?:.+/|)sa/${quoted(account)}(?:/.+)?` });
}

/** `iss/sub`, split at the last slash of the value (istio/istio:pilot/pkg/security/authz/model/generator.go). */
function requestPrincipalHolds(at: Enforcement, value: string): boolean {
  if (value === "*") return text(at, "claim:iss", { kind: "present" }) && text(at, "claim:sub", { kind: "present" });
  const slash = value.lastIndexOf("/");
  const [issuer, subject] = slash < 0 ? ["", value] : [value.slice(0, slash), value.slice(slash + 1)];
  const issuers: TextPredicate = value.startsWith("*") ? pattern(issuer === "" ? "*" : issuer) : { kind: "exact", value: issuer };
  const subjects = value.startsWith("*") ? ({ kind: "exact", value: subject } as const) : pattern(subject);
  return text(at, "claim:iss", issuers) && text(at, "claim:sub", subjects.kind === "regex" ? { kind: "present" } : subjects);
}

function portHolds(at: Enforcement, value: string): boolean {
  if (at.port === null) return at.ask.unsupported("a policy names ports, and the container port is not known");
  return at.port === Number(value);
}

/** Whether one value of a `when` condition holds. */
function conditionHolds(at: Enforcement, key: string, value: string): boolean {
  const simple = conditions[key];
  if (simple !== undefined) return simple(at, value);
  const header = /^request\.headers\[(.+)\]$/.exec(key);
  if (header !== null) return headerHolds(at, header[1] ?? "", value);
  const claim = /^request\.auth\.claims((?:\[[^\]]+\])+)$/.exec(key);
  if (claim !== null) return claimHolds(at, (claim[1] ?? "").slice(1, -1).replaceAll("][", "."), value);
  return at.ask.unsupported(`the condition \`${key}\` is not modelled`);
}

const conditions: Readonly<Record<string, ((at: Enforcement, value: string) => boolean) | undefined>> = {
  "source.ip": (at, value) => tests.ipBlocks(at, value),
  "source.namespace": namespaceHolds,
  "source.principal": principalHolds,
  "source.serviceAccount": accountHolds,
  "source.trustDomain": (at, value) => spiffe(at, { kind: "regex", value: `${value.split("*").map(quoted).join(".*")}/.*` }),
  "request.auth.principal": requestPrincipalHolds,
  "request.auth.audiences": (at, value) => text(at, "claim:aud", pattern(value)),
  "request.auth.presenter": (at, value) => text(at, "claim:azp", pattern(value)),
  "destination.port": portHolds,
  "connection.sni": (at, value) => text(at, "sni", pattern(value)),
};

function headerHolds(at: Enforcement, name: string, value: string): boolean {
  if (name.toLowerCase() === ":path") return at.ask.unsupported("a condition on `:path` also sees the query");
  return text(at, headerDimension(name), value === "*" ? { kind: "present" } : pattern(value));
}

/** `scope` and `permission` are lists separated by blanks. */
function claimHolds(at: Enforcement, name: string, value: string): boolean {
  if (name !== "scope" && name !== "permission") return text(at, `claim:${name}`, pattern(value));
  const word = value.startsWith("*") ? `[^ ]*${quoted(value.slice(1))}` : value.endsWith("*") ? `${quoted(value.slice(0, -1))}[^ ]*` : quoted(value);
  return text(at, `claim:${name}`, { kind: "regex", value: `(?:.* )?${value === "*" ? "[^ ]+" : word}(?: .*)?` });
}

/** Whether a `when` entry holds. */
export function whenHolds(at: Enforcement, { key, values, not }: FieldValues & { readonly key: string }): boolean {
  const one = (value: string): boolean => conditionHolds(at, key, value);
  return (values.length === 0 || values.some(one)) && !not.some(one);
}
