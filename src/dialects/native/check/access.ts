import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { enumeration } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, found, items, type Place } from "../place.ts";
import { blockFindings } from "./blocks.ts";
import { headerFindings, namedFindings, pathFindings } from "./matchers.ts";
import { duplicateNames } from "./names.ts";

/** Findings about who may call. `place` is the mapping `access`. */
export function accessFindings(place: Place, access: Policy.Access | undefined, hasToken: boolean): readonly Diagnostic[] {
  if (access === undefined) return [];
  const lists = (["allow", "deny"] as const).map((list) => items(below(place, list), access[list]));
  const named = lists.flat().map(([rule, at]) => [rule.name, below(at, "name")] as const);
  const idle = access.default === "allow" && access.allow !== undefined;
  return [
    ...(idle ? [say["default-allow-beside-allow-rules"].report({ ...found(below(place, "default")), with: {} })] : []),
    ...duplicateNames("rule", named),
    ...lists.flat().flatMap(([rule, at]) => ruleFindings(at, rule, hasToken)),
  ];
}

function ruleFindings(place: Place, rule: Policy.AccessRule, hasToken: boolean): readonly Diagnostic[] {
  const when = below(place, "when");
  const claims = below(when, "claims");
  const tokenless = rule.when?.claims !== undefined && !hasToken;
  return [
    ...items(below(place, "from"), rule.from).flatMap(([subject, at]) => subjectFindings(at, subject)),
    ...items(below(place, "to"), rule.to).flatMap(([operation, at]) => operationFindings(at, operation)),
    ...headerFindings(below(when, "headers"), rule.when?.headers),
    ...namedFindings(claims, rule.when?.claims),
    ...(tokenless ? [say["claims-without-token"].report({ ...found(claims, "key"), with: {} })] : []),
  ];
}

function operationFindings(place: Place, operation: Policy.Operation): readonly Diagnostic[] {
  return [...pathFindings(below(place, "path"), operation.path), ...headerFindings(below(place, "headers"), operation.headers)];
}

function subjectFindings(place: Place, subject: Policy.Subject): readonly Diagnostic[] {
  const kinds = (["service", "serviceAccount", "gateway", "anyAuthenticated", "anyone"] as const).filter((key) => subject[key] !== undefined);
  const beside = subject.namespace !== undefined && kinds[0] !== "serviceAccount" && kinds.length > 0 ? (["namespace"] as const) : [];
  const clashing = [...kinds, ...beside];
  const second = clashing[1];
  return [
    ...(second === undefined ? [] : [clash(below(place, second), clashing)]),
    ...blockFindings(below(place, "cidr"), subject.cidr),
  ];
}

function clash(place: Place, fields: readonly string[]): Diagnostic {
  return say["subject-clash"].report({ ...found(place, "key"), with: { fields: enumeration(fields.map((field) => `\`${field}\``)) } });
}
