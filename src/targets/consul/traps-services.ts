import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { remembered } from "../../support/remember.ts";
import type { Placed } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, listOf, nameNodeOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { endsOf, nameOf, othersOf } from "./trap-world.ts";
import type { Mesh } from "./trap-world.ts";
import { consulTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What ServiceDefaults and ServiceIntentions say and do not do. */
export function serviceTraps(mesh: Mesh): readonly Diagnostic[] {
  return [...mesh.of("ServiceDefaults").flatMap((defaults) => [...protocol(defaults, mesh), ...local(defaults), ...upstreams(defaults, mesh)]), ...mesh.of("ServiceIntentions").flatMap((intention) => [...(mesh.byDefault === "deny" ? [] : byDefault(intention)), ...past(intention, mesh), ...tokens(intention, mesh)])];
}

function effect(node: Written, does: string): Diagnostic {
  return shared["field-without-effect"].report({ at: placeOf(node), with: { field: String(node.path.at(-1)), does } });
}

/** An object of the service's own stands alone (`hashicorp/consul:agent/configentry/merge_service_config.go`). */
function protocol({ spec, manifest }: Placed, mesh: Mesh): readonly Diagnostic[] {
  const [proxies] = mesh.of("ProxyDefaults");
  const all = proxies === undefined ? null : textOf(at(proxies.spec, "config", "protocol"));
  if (isSet(at(spec, "protocol")) || all === null || !["http", "http2", "grpc"].includes(all)) return [];
  return [say["protocol-lost"].report({ at: placeOf(nameNodeOf(manifest)), with: { name: manifest.object.metadata.name, protocol: all } })];
}

function local({ spec }: Placed): readonly Diagnostic[] {
  const node = at(spec, "localRequestTimeoutMs");
  return node.value === 0 ? [effect(node, "0 counts as not written: calls end after 15 seconds")] : [];
}

function upstreams(defaults: Placed, mesh: Mesh): readonly Diagnostic[] {
  const config = at(defaults.spec, "upstreamConfig");
  const overrides = listOf(at(config, "overrides"));
  return [
    ...[at(config, "defaults"), ...overrides].flatMap((each) => ejection(at(each, "passiveHealthCheck"))),
    ...overrides.flatMap((override) => [...raw(override, defaults, mesh), ...dialed(override, overrides, defaults, mesh)]),
  ];
}

function ejection(check: Written): readonly Diagnostic[] {
  return isSet(check) && !isSet(at(check, "maxEjectionPercent")) ? [shared["ejects-hardly-any"].report({ at: placeOf(check), with: {} })] : [];
}

/** A cluster of one's own stands only where nothing is routed (`hashicorp/consul:agent/xds/clusters.go`). */
function raw(override: Written, from: Placed, mesh: Mesh): readonly Diagnostic[] {
  const name = textOf(at(override, "name")) ?? "";
  const routed = ["ServiceRouter", "ServiceSplitter", "ServiceResolver"].some((kind) => mesh.named(kind, name, from) !== null);
  return routed ? ["envoyClusterJSON", "envoyListenerJSON"].map((field) => at(override, field)).filter(isSet).map((node) => effect(node, `\`${name}\` has routes, splits or subsets, and then it is left out`)) : [];
}

/** The first router or splitter that leads to a name which is not its own. */
const leadingTo = remembered((mesh: Mesh): ReadonlyMap<string, Placed> => {
  const led = [...mesh.of("ServiceRouter"), ...mesh.of("ServiceSplitter")].flatMap((object) => othersOf(object).map((other) => [textOf(other) ?? "", object] as const));
  return new Map(led.toReversed());
});

/** Settings of a caller are for the name that it calls, and for its own calls only. */
function dialed(override: Written, all: readonly Written[], from: Placed, mesh: Mesh): readonly Diagnostic[] {
  const node = at(override, "name");
  const name = textOf(node) ?? "";
  if (name === nameOf(from)) return [effect(node, "it is for calls of the service to itself; what its callers may do stands in their own objects")];
  const leading = leadingTo(mesh).get(name);
  const covered = leading === undefined || all.some((each) => textOf(at(each, "name")) === nameOf(leading));
  return covered ? [] : [say["limits-past-name"].report({ at: placeOf(node), with: { target: name, service: nameOf(leading) } })];
}

/** Sources that no rule names fall to the default (`hashicorp/consul:agent/structs/config_entry_intentions.go`). */
function byDefault(intention: Placed): readonly Diagnostic[] {
  const sources = at(intention.spec, "sources");
  const names = listOf(sources).map((source) => textOf(at(source, "name")));
  const allows = listOf(sources).some((source) => textOf(at(source, "action")) === "allow" || isSet(at(source, "permissions")));
  return !allows || names.includes("*") || nameOf(intention) === "*" ? [] : [say["default-decides"].report({ at: placeOf(at(intention.spec, "destination", "name")), with: { name: nameOf(intention) } })];
}

/** `hashicorp/consul:agent/xds/rbac.go`: rules stand at the listener of the service that is reached. */
function past(intention: Placed, mesh: Mesh): readonly Diagnostic[] {
  const ends = endsOf(mesh, nameOf(intention), intention);
  if (ends.includes(nameOf(intention)) || listOf(at(intention.spec, "sources")).length === 0) return [];
  return [say["intention-past-target"].report({ at: placeOf(at(intention.spec, "destination", "name")), with: { name: nameOf(intention), targets: ends.map((end) => `\`${end}\``).join(" and ") } })];
}

/** Connections carry no tokens; and where the default allows, proxies are told of denials only (`hashicorp/consul:agent/xds/rbac.go`). */
function tokens(intention: Placed, mesh: Mesh): readonly Diagnostic[] {
  const defaults = mesh.named("ServiceDefaults", nameOf(intention), intention);
  const plain = defaults !== null && (textOf(at(defaults.spec, "protocol")) ?? "tcp") === "tcp";
  const jwt = at(intention.spec, "jwt");
  if (plain) return isSet(jwt) ? [effect(jwt, `\`${nameOf(intention)}\` speaks TCP, where no token can be read`)] : [];
  const [first] = [jwt, ...listOf(at(intention.spec, "sources")).flatMap((source) => listOf(at(source, "permissions")).map((permission) => at(permission, "jwt")))].filter(isSet);
  return first === undefined || mesh.byDefault === "deny" ? [] : [say["tokens-not-asked"].report({ at: placeOf(first), with: {} })];
}
