import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { AccessRule, Operation, Service, Subject } from "../../model/index.ts";
import { effectiveDefault, effectiveMtls } from "../access/may-call.ts";
import { ruleRegions } from "../access/rule-regions.ts";
import type { Rule, World } from "../rule.ts";
import { without } from "../space/boxes.ts";
import { gridOf } from "../space/grid.ts";
import type { Box } from "../space/grid.ts";
import { listed, nameOf } from "../words.ts";

/** Findings of this lint. */
export const accessDiagnostics = defineDiagnostics({
  "allows-everybody": {
    code: "MW3040",
    severity: "warning",
    what: (p: { rule: string; service: string }) => `rule \`${p.rule}\` lets everybody do everything with \`${p.service}\``,
    why: "every other allow rule of the service is without effect beside it, and callers outside the mesh are let in too",
    help: "name the callers, `{ anyAuthenticated: true }` at least, or what they may do",
  },
  "allow-covered-by-deny": {
    code: "MW3041",
    severity: "warning",
    what: (p: { rule: string; denies: readonly string[] }) => `rule \`${p.rule}\` allows nothing: ${listed(p.denies)} ${p.denies.length === 1 ? "denies" : "deny"} all of it`,
    why: "deny rules come first",
    help: "narrow the deny rule, or remove this one",
  },
  "identity-not-proved": {
    code: "MW3042",
    severity: "warning",
    what: (p: { rule: string; mtls: "off" | "permissive"; denies: boolean }) =>
      p.mtls === "off" ? `rule \`${p.rule}\` asks for an identity, but mutual TLS is off: no caller has one` : `rule \`${p.rule}\` denies an identity that callers can leave at home`,
    why: ({ mtls, denies }) =>
      mtls === "off" ? (denies ? "the rule denies nobody" : "the rule lets nobody in") : "mutual TLS is permissive here: a call in plain text has no identity, and the rule does not hold for it",
    help: "write `mtls: strict` for the service, its namespace or the mesh",
  },
  "services-open": {
    code: "MW3043",
    severity: "info",
    what: (p: { services: readonly string[]; of: number }) => `${p.services.length} of ${p.of} services let everybody in: ${listed(p.services)}`,
    why: "no rule speaks of them, and no default of the mesh or their namespace is `deny`",
    help: "write `defaults: { access: { default: deny } }` in the MeshPolicy, and allow what is needed",
  },
  "or-instead-of-and": {
    code: "MW3044",
    severity: "warning",
    what: (p: { rule: string }) => `rule \`${p.rule}\` holds where one of its operations does: the path of one does not narrow the methods of the other`,
    why: "each item of a list is a condition of its own; the fields of one item hold together",
    help: "join them into one item: `{ methods: [GET], path: { prefix: /orders } }`",
  },
  "subject-adds-nothing": {
    code: "MW3048",
    severity: "warning",
    what: (p: { rule: string; narrow: string; wide: string }) => `\`${p.narrow}\` adds nothing to rule \`${p.rule}\`: \`${p.wide}\` is in the list as well, and wider`,
    why: "each item of a list is a caller of its own; the fields of one item hold together",
    help: "if both were meant together, write them in one item: `{ serviceAccount: web, namespace: shop }`; else remove one",
  },
});

/** Callers that another item of the same rule lets in as well. */
function sparedSubjects(rule: AccessRule): readonly Diagnostic[] {
  return rule.from.flatMap((subject) => {
    const wider = rule.from.find((other) => other !== subject && covers(other, subject));
    if (wider === undefined) return [];
    const parameters = { rule: rule.name, narrow: subjectText(subject), wide: subjectText(wider) };
    return [accessDiagnostics["subject-adds-nothing"].report({ at: subject.origin, with: parameters, related: [{ origin: wider.origin, note: "the wider item" }] })];
  });
}

function covers({ identity: wide, cidrs }: Subject, { identity }: Subject): boolean {
  if (cidrs !== null || identity.kind === "anyone") return false;
  switch (wide.kind) {
    case "anyone":
      return true;
    case "authenticated":
      return identity.kind !== "authenticated";
    case "namespace":
      return identity.kind === "account" && identity.namespace === wide.namespace;
    case "account":
      return false;
  }
}

function subjectText({ identity }: Subject): string {
  switch (identity.kind) {
    case "anyone":
      return "anyone";
    case "authenticated":
      return "anyAuthenticated";
    case "namespace":
      return `namespace ${identity.namespace}`;
    case "account":
      return `account ${identity.namespace}/${identity.serviceAccount}`;
  }
}

/** Access rules that say something else than they seem to. */
export const access: Rule = {
  service: (service, world) => [
    ...service.access.allow.flatMap((rule) => allowsEverybody(rule, service)),
    ...coveredAllows(service, world),
    ...identities(service, world),
    ...[...service.access.allow, ...service.access.deny].flatMap((rule) => [...orInsteadOfAnd(rule), ...sparedSubjects(rule)]),
  ],
  model: openServices,
};

function allowsEverybody(rule: AccessRule, service: Service): readonly Diagnostic[] {
  const open = rule.from.find(({ identity, cidrs }) => identity.kind === "anyone" && (cidrs === null || cidrs.some((block) => block.endsWith("/0"))));
  const anything = rule.to.length === 0 || rule.to.some((operation) => conditionsOf(operation).length === 0);
  if (open === undefined || !anything || rule.headers.length + rule.claims.length > 0) return [];
  return [accessDiagnostics["allows-everybody"].report({ at: open.origin, with: { rule: rule.name, service: nameOf(service.id) } })];
}

function conditionsOf({ methods, path, headers, ports }: Operation): readonly ("methods" | "path" | "headers" | "ports")[] {
  return [...(methods === null ? [] : ["methods" as const]), ...(path === null ? [] : ["path" as const]), ...(headers.length === 0 ? [] : ["headers" as const]), ...(ports === null ? [] : ["ports" as const])];
}

function coveredAllows({ access: { allow, deny } }: Service, { model }: World): readonly Diagnostic[] {
  const { trustDomain } = model.mesh;
  return allow.flatMap((rule) => {
    const [own, denied] = [ruleRegions(rule, trustDomain), deny.flatMap((one) => ruleRegions(one, trustDomain))];
    if (denied.length === 0) return [];
    const cut = gridOf([...own, ...denied], 80, trustDomain);
    if (!cut.ok) return [];
    const left = cut.grid.boxes.slice(own.length).reduce<readonly Box[] | null>((rest, box) => (rest === null ? null : without(rest, box)), cut.grid.boxes.slice(0, own.length));
    if (left === null || left.length > 0) return [];
    const related = deny.map(({ origin, name }) => ({ origin, note: `deny rule \`${name}\`` }));
    return [accessDiagnostics["allow-covered-by-deny"].report({ at: rule.origin, with: { rule: rule.name, denies: deny.map(({ name }) => name) }, related })];
  });
}

/** Without mutual TLS nobody has an identity; where it is optional, a deny rule for one is evaded by leaving it away. */
function identities(service: Service, world: World): readonly Diagnostic[] {
  const mtls = effectiveMtls(service, world)?.value ?? "permissive";
  if (mtls === "strict" || service.external !== null) return [];
  const asking = ({ from }: AccessRule): boolean => from.every(({ identity }) => identity.kind !== "anyone");
  const open = effectiveDefault(service, world)?.value !== "deny";
  const denies = service.access.deny.filter((rule) => asking(rule) && (mtls === "off" || open));
  const allows = mtls === "off" ? service.access.allow.filter(asking) : [];
  const found = (rule: AccessRule, isDeny: boolean): Diagnostic =>
    accessDiagnostics["identity-not-proved"].report({ at: rule.from[0]?.origin ?? rule.origin, with: { rule: rule.name, mtls, denies: isDeny } });
  return [...denies.map((rule) => found(rule, true)), ...allows.map((rule) => found(rule, false))];
}

/** One item with methods only beside one with a path only. */
function orInsteadOfAnd(rule: AccessRule): readonly Diagnostic[] {
  const only = (field: string) => rule.to.find((operation) => conditionsOf(operation).join() === field);
  const [methods, path] = [only("methods"), only("path")];
  if (rule.to.length !== 2 || methods === undefined || path === undefined) return [];
  return [accessDiagnostics["or-instead-of-and"].report({ at: methods.origin, with: { rule: rule.name }, related: [{ origin: path.origin, note: "the other item" }] })];
}

/** One report for the mesh, and only where somebody uses rules at all. */
function openServices(world: World): readonly Diagnostic[] {
  const inside = world.model.services.filter(({ external }) => external === null);
  const open = inside.filter((service) => service.access.allow.length + service.access.deny.length === 0 && effectiveDefault(service, world)?.value !== "deny");
  const [first] = open;
  const used = inside.some((service) => service.access.allow.length + service.access.deny.length > 0);
  if (first === undefined || !used) return [];
  return [accessDiagnostics["services-open"].report({ at: first.origin, with: { services: open.map(({ id }) => nameOf(id)), of: inside.length } })];
}
