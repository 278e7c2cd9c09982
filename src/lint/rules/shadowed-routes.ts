import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Arm } from "../../model/index.ts";
import { itemRemoved } from "../edits.ts";
import type { ArmList, Rule, World } from "../rule.ts";
import { regionOf } from "../space/region.ts";
import { requestText } from "../space/request-text.ts";
import { shadowsOf } from "../space/shadow.ts";
import type { ArmFate, Shadows } from "../space/shadow.ts";
import { listed, nameOf } from "../words.ts";

/** Findings of this lint. */
export const shadowDiagnostics = defineDiagnostics({
  "unreachable-route": {
    code: "MW3020",
    severity: "warning",
    what: (p: { what: string; by: readonly string[]; same: boolean; shown: string; before: string }) =>
      p.same ? `${p.what} never gets a call: it has the same match as ${listed(p.by)}` : `${p.what} never gets a call: ${listed(p.by)} ${p.by.length === 1 ? "takes" : "take"} all of them`,
    why: ({ shown, before }) => `\`${shown}\`, for instance, goes to \`${before}\``,
    help: ({ before }) => `put it before \`${before}\`, or remove it`,
  },
  "partly-shadowed-route": {
    code: "MW3021",
    severity: "info",
    what: (p: { route: string; by: string; shown: string }) => `\`${p.by}\` takes a part of what route \`${p.route}\` matches`,
    why: ({ shown, by }) => `\`${shown}\` meets both and goes to \`${by}\`, because it stands first`,
    help: "if that is not meant, change their order or narrow the first one",
  },
  "redundant-match": {
    code: "MW3022",
    severity: "info",
    what: (p: { route: string }) => `this match of route \`${p.route}\` adds nothing: another one of the same route takes all of its calls`,
    help: "remove it",
  },
  "impossible-match": {
    code: "MW3023",
    severity: "warning",
    what: (p: { route: string }) => `no call can meet this match of route \`${p.route}\``,
    why: "its conditions exclude each other, or ask for a path or value that no proxy sees: paths arrive with a leading slash, without `//`, dot segments and needless percent-encoding",
    help: "correct the condition, or remove the match",
  },
  "no-catch-all": {
    code: "MW3024",
    severity: "warning",
    what: (p: { service: string; shown: string }) => `calls to \`${p.service}\` that no route takes get 404, such as \`${p.shown}\``,
    why: "as soon as a service has routes, nothing is passed through any more",
    help: "add a last route without `match`; if 404 is meant, let that route say so: `respond: { status: 404 }`",
  },
  "shadowing-not-decided": {
    code: "MW3025",
    severity: "info",
    what: (p: { service: string; reason: string }) => `whether routes of \`${p.service}\` hide each other could not be decided: ${p.reason}`,
    help: "simpler patterns (no counted repetitions of wide classes) can be compared",
  },
});

/** Routes that cannot be reached, or not by all calls that they match, and calls that no route takes. */
export const shadowedRoutes: Rule = {
  arms: (list, world) => {
    if (list.arms.length === 0 || list.port?.protocol === "tcp") return [];
    const shadows = shadowsOf(list.arms, list.port?.port ?? list.gateway?.entry.port ?? 80);
    const owner = nameOf(list.service?.id ?? list.gateway?.gateway.id ?? { namespace: "", name: "" });
    const at = list.port?.origin ?? list.gateway?.entry.origin ?? list.arms[0]?.origin;
    if (!shadows.ok) return at === undefined ? [] : [shadowDiagnostics["shadowing-not-decided"].report({ at, with: { service: owner, reason: shadows.reason } })];
    return [...fates(list.arms, shadows.fates, world), ...unmatched(list, shadows, world)];
  },
};

function fates(arms: readonly Arm[], found: readonly ArmFate[], world: World): readonly Diagnostic[] {
  const hidden = (arm: Arm): boolean => found[arms.indexOf(arm)]?.kind === "dead" && !isRedundant(arm, found[arms.indexOf(arm)], arms);
  const wholly = new Set(arms.map(({ route }) => route).filter((route) => arms.every((arm) => arm.route.name !== route.name || hidden(arm))).map(({ name }) => name));
  const told = new Set<string>();
  return arms.flatMap((arm, index): readonly Diagnostic[] => {
    const { name } = arm.route;
    const fate = found[index];
    if (fate === undefined || fate.kind === "undecided" || arm.route.action.kind === "unroutable") return [];
    if (fate.kind === "impossible") return [shadowDiagnostics["impossible-match"].report({ at: placeOf(arm), with: { route: name } })];
    if (fate.kind === "alive") return partly(arm, fate, arms);
    if (isRedundant(arm, fate, arms)) return [shadowDiagnostics["redundant-match"].report({ at: placeOf(arm), with: { route: name }, fixes: isAlone(arm, arms) ? itemRemoved(arm.origin, "remove the match", world) : [] })];
    if ((wholly.has(name) && told.has(name)) || isSpare(arm, fate)) return [];
    told.add(name);
    return [dead(arm, fate, arms, wholly.has(name) ? `route \`${name}\`` : `this match of route \`${name}\``)];
  });
}

function isRedundant(arm: Arm, fate: ArmFate | undefined, arms: readonly Arm[]): boolean {
  return fate?.kind === "dead" && fate.by.every((index) => arms[index]?.route.name === arm.route.name);
}

/** Some matches are read as several, of which others may be needed. */
function isAlone({ origin }: Arm, arms: readonly Arm[]): boolean {
  return arms.filter((other) => other.origin.file === origin.file && other.origin.start === origin.start).length === 1;
}

/** A catch-all behind routes that happen to take everything together does no harm and stays right when they change. */
function isSpare(arm: Arm, fate: ArmFate & { kind: "dead" }): boolean {
  return fate.by.length > 1 && regionOf(arm.when).length === 0;
}

function dead(arm: Arm, fate: ArmFate & { kind: "dead" }, arms: readonly Arm[], what: string): Diagnostic {
  const killers = fate.by.flatMap((index) => arms[index] ?? []);
  const by = [...new Set(killers.map(({ route }) => route.name))];
  const before = arms[fate.killer]?.route.name ?? "";
  const related = killers.slice(0, 5).map(({ origin, route }) => ({ origin, note: `a match of \`${route.name}\`` }));
  return shadowDiagnostics["unreachable-route"].report({ at: placeOf(arm), with: { what, by, same: fate.same, shown: requestText(fate.shown), before }, related });
}

function partly(arm: Arm, fate: ArmFate & { kind: "alive" }, arms: readonly Arm[]): readonly Diagnostic[] {
  const earlier = fate.partly === null ? undefined : arms[fate.partly.earlier];
  if (earlier === undefined || fate.partly === null) return [];
  const related = [{ origin: earlier.origin, note: "the one that stands first" }];
  return [shadowDiagnostics["partly-shadowed-route"].report({ at: placeOf(arm), with: { route: arm.route.name, by: earlier.route.name, shown: requestText(fate.partly.shown) }, related })];
}

/** The one condition that there is, else the match. */
function placeOf({ when, origin }: Arm): Arm["origin"] {
  const only = [...(when.path === null ? [] : [when.path]), ...when.headers, ...when.query];
  return only.length === 1 && when.methods === null && when.authority === null ? (only[0]?.origin ?? origin) : origin;
}

/** Gateway API routes have a finding of their own for this, which names their document. */
function unmatched({ arms, service, port }: ArmList, shadows: Shadows & { ok: true }, { settings }: World): readonly Diagnostic[] {
  const [first] = arms;
  if (service === null || port === null || port.protocol === "tls" || first === undefined || shadows.unmatched === null || shadows.unmatched === "undecided") return [];
  const name = nameOf(service.id);
  if (settings.said.some(({ name: said, message }) => said === "gateway-api-narrow-routes" && message.includes(`\`${name}\``))) return [];
  return [shadowDiagnostics["no-catch-all"].report({ at: first.route.origin, with: { service: name, shown: requestText(shadows.unmatched) } })];
}
