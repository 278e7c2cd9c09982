import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, Conditions, Route } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { matchBlocks } from "./conditions.ts";
import type { Place } from "./conditions.ts";
import { httpBody } from "./http-body.ts";
import type { Spot } from "./http-body.ts";
import { formsFor } from "./path-forms.ts";
import type { Context, Json } from "./piece.ts";
import { withFaultlessPreflights } from "./preflights.ts";

/** Entries of `http[]` in their order of evaluation. */
export interface Entries {
  readonly entries: readonly Json[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One block and what it leads to, before neighbours with the same body are joined. */
interface Row {
  readonly name: string;
  readonly block: Json;
  readonly body: Json;
}

/** The arms of one port in order; arms that can never hold at the place are left out. */
export function httpEntries(arms: readonly Arm[], place: Place, spot: Spot, context: Context): Entries {
  const rows: Row[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const group of sameRouteGroups(withFaultlessPreflights(arms))) {
    for (const retried of phases(group)) {
      for (const arm of group) {
        const made = armRows(arm, retried, place, spot, context);
        rows.push(...made.rows);
        diagnostics.push(...made.diagnostics);
      }
    }
  }
  return { entries: joinNeighbours(rows), diagnostics: onceEach(diagnostics) };
}

/** Neighbouring arms of one route: their order among each other does not matter, since they lead to the same. */
function sameRouteGroups(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const groups: Arm[][] = [];
  for (const arm of arms) {
    const last = groups.at(-1);
    if (last?.[0]?.route === arm.route) last.push(arm);
    else groups.push([arm]);
  }
  return groups;
}

/** Istio retries any method: limited ones need an entry with retries before the one without. */
function phases(group: readonly Arm[]): readonly ("all" | "limited" | "rest")[] {
  const methods = group[0]?.route.retry?.value.methods ?? null;
  return methods === null ? ["all"] : ["limited", "rest"];
}

function armRows(arm: Arm, phase: "all" | "limited" | "rest", place: Place, spot: Spot, context: Context): { readonly rows: readonly Row[]; readonly diagnostics: readonly Diagnostic[] } {
  const when = conditionsIn(arm, phase);
  if (when === null) return { rows: [], diagnostics: [] };
  const matched = matchBlocks(when, place, arm.origin);
  if (matched.blocks === null) return { rows: [], diagnostics: matched.diagnostics };
  const { blocks } = matched;
  const made = formsFor(when.path, editOf(arm.route)).map((form) => {
    const body = httpBody(arm.route, form, phase !== "rest", spot, context);
    const rows = blocks.map((block) => ({ name: arm.route.name, block: blockOf(form.uri, block, spot.port), body: body.fields }));
    return { rows, diagnostics: body.diagnostics };
  });
  const rows = made.flatMap((each) => each.rows);
  return { rows, diagnostics: [...matched.diagnostics, ...made.flatMap((each) => each.diagnostics), ...longPatterns(arm, rows)] };
}

function blockOf(uri: Json | null, block: Json, port: number): Json {
  return { ...(uri !== null && { uri }), ...block, port };
}

/** Redirects to a whole path need no form of their own: they replace it under every match. */
function editOf(route: Route): NonNullable<Route["rewrite"]>["path"] {
  if (route.action.kind === "forward") return route.rewrite?.path ?? null;
  return route.action.kind === "redirect" && route.action.path?.kind === "prefix" ? route.action.path : null;
}

/** The conditions of the arm in a phase; null when nothing is left of its methods, or the other phase has them all. */
function conditionsIn(arm: Arm, phase: "all" | "limited" | "rest"): Conditions | null {
  const limit = arm.route.retry?.value.methods ?? null;
  if (phase === "all" || limit === null) return arm.when;
  const { methods } = arm.when;
  if (phase === "rest") return methods !== null && methods.every((method) => limit.includes(method)) ? null : arm.when;
  const common = methods === null ? limit : methods.filter((method) => limit.includes(method));
  return common.length === 0 ? null : { ...arm.when, methods: common };
}

function joinNeighbours(rows: readonly Row[]): readonly Json[] {
  const groups: { readonly key: string; readonly first: Row; readonly blocks: Json[] }[] = [];
  for (const row of rows) {
    const key = JSON.stringify([row.name, row.body]);
    const last = groups.at(-1);
    if (last?.key === key) last.blocks.push(row.block);
    else groups.push({ key, first: row, blocks: [row.block] });
  }
  return groups.map(({ first, blocks }) => ({ name: first.name, match: onceBlocks(blocks), ...first.body }));
}

function onceBlocks(blocks: readonly Json[]): readonly Json[] {
  const keys = blocks.map((block) => JSON.stringify(block));
  return blocks.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
}

const longestPattern = 1024;

function longPatterns(arm: Arm, rows: readonly Row[]): readonly Diagnostic[] {
  return rows.flatMap(({ block }) =>
    patternsIn(block, []).flatMap(({ text, path }) => {
      const bytes = new TextEncoder().encode(text).length;
      if (bytes <= longestPattern) return [];
      const at = path[0] === "uri" ? (arm.when.path?.origin ?? arm.origin) : originOfName(arm.when, path[1] ?? "") ?? arm.origin;
      return [istioDiagnostics["pattern-too-long"].report({ at, with: { field: path.join("."), bytes } })];
    }),
  );
}

function originOfName(when: Conditions, name: string): Arm["origin"] | null {
  return [...when.headers, ...when.query].find((each) => each.name === name)?.origin ?? null;
}

function patternsIn(value: unknown, path: readonly string[]): readonly { readonly text: string; readonly path: readonly string[] }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "regex" ? [{ text: String(inner), path }] : patternsIn(inner, [...path, key])));
}

/** Findings of an arm come up once for each of its forms. */
function onceEach(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = (each: Diagnostic): string => `${each.code} ${each.origin.file} ${each.origin.start} ${each.message}`;
  return diagnostics.filter((each, index) => diagnostics.findIndex((other) => key(other) === key(each)) === index);
}
