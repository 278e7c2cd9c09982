import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { enumeration, quoted } from "../../../resources/wording.ts";
import { nearestWord } from "../../../support/nearest-word.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, entries, found, items, originOf, type Place } from "../place.ts";
import { mirrorEntries, splitShares } from "../read/route-body.ts";
import { dateFindings } from "./dates.ts";
import { entryFindings, headerNameFindings, listedHeaderFindings, literalPathFindings, regexFindings } from "./matchers.ts";
import { retryFindings } from "./retries.ts";

/** What the findings of a route need to know of its policy. */
export interface RouteContext {
  readonly spec: Policy.Spec;
  /** Logical name of the service. */
  readonly service: string;
}

/** Findings of one route. */
export function routeFindings(place: Place, route: Policy.Route, context: RouteContext): readonly Diagnostic[] {
  return [
    ...actionFindings(place, route, context),
    ...splitFindings(place, route),
    ...destinationFindings(place, route, context),
    ...items(below(place, "match"), route.match).flatMap(([entry, at]) => entryFindings(at, entry)),
    ...claimFindings(place, route, context),
    ...prefixEditFindings(place, route),
    ...headerEditFindings(below(place, "headers"), route.headers),
    ...corsFindings(below(place, "cors"), route.cors),
    ...retryFindings(place, route, context.spec),
    ...dateFindings(below(place, "fault", "until"), route.fault?.until),
  ];
}

const actions = ["to", "split", "redirect", "respond"] as const;
const onlyForwarded = ["mirror", "rewrite", "deadline", "idleTimeout", "retry"] as const;

function actionFindings(place: Place, route: Policy.Route, { spec }: RouteContext): readonly Diagnostic[] {
  const written = actions.filter((action) => route[action] !== undefined);
  const name = quoted(route.name, false);
  const [action, second] = written;
  if (action === undefined && spec.versions === undefined) return [];
  if (action === undefined) {
    const help = "`to: v1` forwards; `to` with the service's own name forwards to all of it";
    return [say["route-action-unclear"].report({ ...found(below(place, "name")), with: { route: name, what: "none", help } })];
  }
  if (second !== undefined) {
    const what = enumeration(written.map((key) => `\`${key}\``));
    return [say["route-action-unclear"].report({ ...found(below(place, second), "key"), with: { route: name, what, help: "keep one of them" } })];
  }
  if (action === "to" || action === "split") return [];
  const idle = onlyForwarded.filter((field) => route[field] !== undefined);
  return idle.map((field) => say["field-without-effect"].report({ ...found(below(place, field), "key"), with: { field: `\`${field}\``, route: name, action } }));
}

function splitFindings(place: Place, route: Policy.Route): readonly Diagnostic[] {
  if (route.split === undefined) return [];
  const at = below(place, "split");
  if (splitShares(at, route.split).some(({ weight }) => weight > 0)) return [];
  return [say["split-of-nothing"].report({ ...found(at), with: { route: quoted(route.name, false) } })];
}

function destinationFindings(place: Place, route: Policy.Route, context: RouteContext): readonly Diagnostic[] {
  const split = below(place, "split");
  const shares = route.split === undefined ? [] : splitShares(split, route.split);
  const part = Array.isArray(route.split) ? "value" : "key";
  return [
    ...(route.to === undefined ? [] : unknownVersion(below(place, "to"), route.to, "value", context)),
    ...shares.flatMap(({ to, toAt }) => unknownVersion(toAt, to, part, context)),
    ...mirrorEntries(below(place, "mirror"), route.mirror).flatMap(([{ to }, at]) => unknownVersion(below(at, "to"), to, "value", context)),
  ];
}

function unknownVersion(place: Place, name: string, part: "key" | "value", { spec, service }: RouteContext): readonly Diagnostic[] {
  const versions = Object.keys(spec.versions ?? {});
  if (name.includes("/") || name === service || versions.includes(name)) return [];
  const what = `${quoted(service, false)} has no version ${quoted(name, false)}`;
  const help = versionHelp(name, versions, service);
  const related = spec.versions === undefined ? [] : [{ origin: originOf({ ...place, path: ["spec", "versions"] }, "key"), note: "versions are declared here" }];
  return [say["unknown-version"].report({ ...found(place, part), with: { what, help }, related })];
}

function versionHelp(name: string, versions: readonly string[], service: string): string {
  if (versions.length === 0) return `no versions are declared; write \`${service}\` for the service itself, or \`namespace/name\` for another one`;
  const meant = versions.length > 5 ? nearestWord(name, versions) : null;
  if (meant !== null) return `did you mean ${quoted(meant, false)}?`;
  return `its versions are ${enumeration(versions.map((version) => quoted(version, false)))}; another service is written \`namespace/name\``;
}

function claimFindings(place: Place, route: Policy.Route, { spec }: RouteContext): readonly Diagnostic[] {
  const name = quoted(route.name, false);
  return items(below(place, "match"), route.match).flatMap(([entry, at]) => {
    if (entry.claims === undefined) return [];
    const claims = found(below(at, "claims"), "key");
    if (spec.expose === undefined) return [say["claims-without-gateway"].report({ ...claims, with: { route: name } })];
    return spec.authentication === undefined ? [say["claims-without-token"].report({ ...claims, with: {} })] : [];
  });
}

function prefixEditFindings(place: Place, route: Policy.Route): readonly Diagnostic[] {
  const edits = (["rewrite", "redirect"] as const).map((field) => ({ at: below(place, field, "path"), edit: route[field]?.path }));
  const everyPrefixed = route.match?.every((entry) => entry.path?.prefix !== undefined) ?? false;
  return edits.flatMap(({ at, edit }) => [
    ...literalPathFindings(below(at, "prefix"), edit?.prefix),
    ...literalPathFindings(below(at, "full"), edit?.full),
    ...(edit?.prefix === undefined || everyPrefixed
      ? []
      : [say["prefix-edit-without-prefix"].report({ ...found(below(at, "prefix"), "key"), with: { route: quoted(route.name, false) } })]),
  ]);
}

function headerEditFindings(place: Place, headers: Policy.Route["headers"]): readonly Diagnostic[] {
  return (["request", "response"] as const).flatMap((way) => {
    const at = below(place, way);
    const edits = headers?.[way];
    const named = (["set", "add"] as const).flatMap((kind) => entries(below(at, kind), edits?.[kind]).map(([name, , inside]) => [name, inside] as const));
    return headerNameFindings([...named, ...items(below(at, "remove"), edits?.remove)], "change");
  });
}

function corsFindings(place: Place, cors: Policy.Cors | undefined): readonly Diagnostic[] {
  if (cors === undefined) return [];
  const patterns = items(below(place, "allowOrigins"), cors.allowOrigins).flatMap(([origin, at]) =>
    typeof origin === "string" ? [] : regexFindings(below(at, "regex"), origin.regex),
  );
  const open = cors.allowCredentials === true && cors.allowOrigins.includes("*");
  return [
    ...patterns,
    ...listedHeaderFindings(below(place, "allowHeaders"), cors.allowHeaders),
    ...listedHeaderFindings(below(place, "exposeHeaders"), cors.exposeHeaders),
    ...(open ? [say["cors-credentials-for-all"].report({ ...found(below(place, "allowCredentials")), with: {} })] : []),
  ];
}
