import { isIP } from "node:net";
import type { Attachment, AuthorizationPolicy, AuthorizationRule, FieldValues, Meta, OperationField, SourceField } from "./config.ts";
import { at, isSet, items, labels, refuse, text, texts, word } from "./node.ts";
import type { Node } from "./node.ts";
import { pathTemplateProblem } from "./path-template.ts";

/** Reads an AuthorizationPolicy (istio/istio:pkg/config/validation/validation.go). */
export function readAuthorizationPolicy(spec: Node, meta: Meta): AuthorizationPolicy {
  const action = word(at(spec, "action"), ["ALLOW", "DENY", "AUDIT", "CUSTOM"]) ?? "ALLOW";
  const rules = items(at(spec, "rules"));
  if ((action === "DENY" || action === "CUSTOM") && rules.length === 0) refuse(spec, "istio-invalid-authorization", `has action ${action} without rules`);
  const provider = text(at(spec, "provider", "name")) ?? "";
  if (action === "CUSTOM" && provider === "") refuse(spec, "istio-invalid-authorization", "has action CUSTOM without a provider");
  if (action !== "CUSTOM" && isSet(at(spec, "provider"))) refuse(at(spec, "provider"), "istio-invalid-authorization", `is only for CUSTOM, not ${action}`);
  if (action === "CUSTOM") for (const rule of rules) refuseIdentities(rule);
  return {
    meta,
    attachment: readAttachment(spec, "istio-invalid-authorization"),
    action,
    rules: rules.map(readRule),
    dryRun: meta.annotations["istio.io/dry-run"] === "true",
  };
}

const identities = ["principals", "namespaces", "serviceAccounts", "trustDomains", "requestPrincipals"].flatMap((field) => [field, `not${field.charAt(0).toUpperCase()}${field.slice(1)}`]);

/** Rules with an action of their own are asked before identities and tokens are known. */
function refuseIdentities(rule: Node): void {
  for (const from of items(at(rule, "from"))) {
    for (const field of identities) if (isSet(at(from, "source", field))) refuse(at(from, "source", field), "istio-invalid-authorization", "cannot stand in a rule of CUSTOM");
  }
  for (const condition of items(at(rule, "when"))) {
    if (/^(?:source\.(?:namespace|principal|serviceAccount|trustDomain)$|request\.auth\.)/.test(text(at(condition, "key")) ?? "")) refuse(at(condition, "key"), "istio-invalid-authorization", "cannot stand in a rule of CUSTOM");
  }
}

const attachable: Readonly<Record<string, readonly string[]>> = { "": ["Service"], core: ["Service"], "gateway.networking.k8s.io": ["Gateway", "GatewayClass"], "networking.istio.io": ["ServiceEntry"] };

function refuseTarget(ref: Node, fault: "istio-invalid-authorization" | "istio-invalid-authentication"): void {
  const [group, kind] = [text(at(ref, "group")) ?? "", text(at(ref, "kind")) ?? ""];
  if (attachable[group]?.includes(kind) !== true) refuse(at(ref, "kind"), fault, `\`${kind}\` is none that policies are attached to: Service, Gateway, GatewayClass, ServiceEntry`);
}

/** `selector`, `targetRef` or `targetRefs`; at most one of them. */
export function readAttachment(spec: Node, fault: "istio-invalid-authorization" | "istio-invalid-authentication"): Attachment {
  const stated = ["selector", "targetRef", "targetRefs"].filter((field) => isSet(at(spec, field)));
  if (stated.length > 1) refuse(at(spec, stated[1] ?? ""), fault, `cannot stand beside ${stated[0]}`);
  const selector = labels(at(spec, "selector", "matchLabels"));
  const wild = Object.entries(selector ?? {}).find(([key, value]) => key === "" || value.includes("*") || key.includes("*"));
  if (wild !== undefined) refuse(at(spec, "selector", "matchLabels"), fault, "has an empty key or a `*`");
  const refs = isSet(at(spec, "targetRef")) ? [at(spec, "targetRef")] : items(at(spec, "targetRefs"));
  for (const ref of refs) refuseTarget(ref, fault);
  const targets = refs.map((ref) => ({ kind: text(at(ref, "kind")) ?? "", name: text(at(ref, "name")) ?? "" }));
  return { selector: isSet(at(spec, "selector")) ? (selector ?? {}) : null, targets };
}

function readRule(node: Node): AuthorizationRule {
  return {
    from: readList(node, "from").map((item) => readSource(at(item, "source"))),
    to: readList(node, "to").map((item) => readOperation(at(item, "operation"))),
    when: items(at(node, "when")).map(readCondition),
  };
}

function readList(node: Node, field: "from" | "to"): readonly Node[] {
  const list = items(at(node, field));
  if (isSet(at(node, field)) && list.length === 0) refuse(at(node, field), "istio-invalid-authorization", "is an empty list");
  return list;
}

const sources: readonly SourceField[] = ["principals", "namespaces", "serviceAccounts", "ipBlocks", "remoteIpBlocks", "requestPrincipals"];
const operations: readonly OperationField[] = ["hosts", "methods", "paths", "ports"];

function readSource(node: Node): AuthorizationRule["from"][number] {
  const source = readFields(node, sources);
  const accounts = source.serviceAccounts !== undefined;
  if (accounts && (source.principals !== undefined || source.namespaces !== undefined)) refuse(at(node, "serviceAccounts"), "istio-invalid-authorization", "cannot stand beside principals or namespaces");
  const wild = [...(source.serviceAccounts?.values ?? []), ...(source.serviceAccounts?.not ?? [])].find((account) => account.includes("*") || account.length > 320 || account.split("/").length > 2);
  if (wild !== undefined) refuse(at(node, "serviceAccounts"), "istio-invalid-authorization", `has \`${wild}\`, which is neither an account nor a namespace, a \`/\` and an account`);
  for (const value of [...(source.ipBlocks?.values ?? []), ...(source.ipBlocks?.not ?? []), ...(source.remoteIpBlocks?.values ?? [])]) {
    if (isIP(value.split("/")[0] ?? "") === 0) refuse(node, "istio-invalid-authorization", `has \`${value}\`, which is no address block`);
  }
  return source;
}

function readOperation(node: Node): AuthorizationRule["to"][number] {
  const operation = readFields(node, operations);
  for (const port of [...(operation.ports?.values ?? []), ...(operation.ports?.not ?? [])]) {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) refuse(node, "istio-invalid-authorization", `has \`${port}\`, which is no port`);
  }
  for (const path of [...(operation.paths?.values ?? []), ...(operation.paths?.not ?? [])]) {
    const problem = pathTemplateProblem(path);
    if (problem !== null) refuse(at(node, "paths"), "istio-invalid-authorization", `has \`${path}\`, ${problem}`);
  }
  return operation;
}

function readFields<F extends string>(node: Node, fields: readonly F[]): Readonly<Partial<Record<F, FieldValues>>> {
  const read = fields.flatMap((field): (readonly [F, FieldValues])[] => {
    const negated = `not${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const found = { values: readValues(at(node, field)), not: readValues(at(node, negated)) };
    return found.values.length + found.not.length > 0 ? [[field, found]] : [];
  });
  if (read.length === 0) refuse(node, "istio-invalid-authorization", "says nothing");
  return Object.fromEntries(read) as Partial<Record<F, FieldValues>>;
}

function readValues(node: Node): readonly string[] {
  const values = texts(node);
  if (values.includes("")) refuse(node, "istio-invalid-authorization", "has an empty value");
  return values;
}

const knownKeys = [
  "source.ip",
  "remote.ip",
  "destination.ip",
  "source.namespace",
  "source.principal",
  "source.serviceAccount",
  "source.trustDomain",
  "request.auth.principal",
  "request.auth.audiences",
  "request.auth.presenter",
  "destination.port",
  "connection.sni",
];
const keyedPattern = /^(?:request\.headers\[[^\]]+\]|request\.auth\.claims(?:\[[^\]]+\])+|experimental\.envoy\.filters\..+)$/;

function readCondition(node: Node): AuthorizationRule["when"][number] {
  const key = text(at(node, "key")) ?? "";
  if (!knownKeys.includes(key) && !keyedPattern.test(key)) refuse(at(node, "key"), "istio-invalid-authorization", `\`${key}\` is no known key`);
  const found = { key, values: readValues(at(node, "values")), not: readValues(at(node, "notValues")) };
  if (found.values.length + found.not.length === 0) refuse(node, "istio-invalid-authorization", "has neither values nor notValues");
  return found;
}
