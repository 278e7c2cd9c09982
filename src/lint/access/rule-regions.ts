import type { AccessRule, Operation, Subject, TextPredicate } from "../../model/index.ts";
import { anyOf, claimClause, exactly, headerClause, methodClauses, pathClauses } from "../space/region.ts";
import type { Region } from "../space/region.ts";

/** The requests that a rule speaks of: one region for each subject and operation. */
export function ruleRegions(rule: AccessRule, trustDomain: string): readonly Region[] {
  const shared = [...rule.headers.map(headerClause), ...rule.claims.map(claimClause)];
  const operations = rule.to.length === 0 ? [[]] : rule.to.map(operationRegion);
  return rule.from.flatMap((subject) => operations.map((operation) => [...subjectRegion(subject, trustDomain), ...operation, ...shared]));
}

function operationRegion({ methods, path, headers, ports }: Operation): Region {
  const onPorts = ports === null ? [] : [anyOf("port", ports.map((port) => exactly(`${port}`)))];
  return [...methodClauses(methods), ...pathClauses(path), ...headers.map(headerClause), ...onPorts];
}

/** Blocks of addresses are not compared with each other: a list of them is one aspect that holds or does not. */
function subjectRegion({ identity, cidrs }: Subject, trustDomain: string): Region {
  const blocks = cidrs === null ? [] : [anyOf(`cidr:${[...cidrs].sort().join()}`, [{ kind: "present" }])];
  return [...blocks, ...identityClauses(identity, trustDomain)];
}

function identityClauses(identity: Subject["identity"], trustDomain: string): Region {
  const asked = identityQuestion(identity, trustDomain);
  return asked === null ? [] : [anyOf("identity", [asked])];
}

function identityQuestion(identity: Subject["identity"], trustDomain: string): TextPredicate | null {
  switch (identity.kind) {
    case "anyone":
      return null;
    case "authenticated":
      return { kind: "present" };
    case "namespace":
      return { kind: "prefix", value: `${trustDomain}/ns/${identity.namespace}/sa/` };
    case "account":
      return exactly(identityText(identity, trustDomain));
  }
}

/** The identity as certificates say it, without `spiffe://`. */
export function identityText({ namespace, serviceAccount }: { readonly namespace: string; readonly serviceAccount: string }, trustDomain: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
