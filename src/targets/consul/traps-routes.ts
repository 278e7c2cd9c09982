import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Placed } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, durationOf, isPlainWord, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { endsOf, nameOf, othersOf } from "./trap-world.ts";
import type { Mesh } from "./trap-world.ts";
import { consulTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What ServiceRouters, ServiceSplitters and ServiceResolvers say and do not do. */
export function routeTraps(mesh: Mesh): readonly Diagnostic[] {
  const [routers, splitters] = [mesh.of("ServiceRouter"), mesh.of("ServiceSplitter")];
  return [
    ...routers.flatMap((router) => listOf(at(router.spec, "routes")).flatMap((route) => [...prefix(route), ...values(route), ...retries(route), ...times(route, router, mesh), ...tries(route, router, mesh), ...rewritten(route, router, mesh)])),
    ...splitters.flatMap(({ spec }) => listOf(at(spec, "splits")).flatMap((split) => cut(at(split, "weight")))),
    ...[...routers, ...splitters].flatMap((object) => others(object, mesh)),
    ...mesh.of("ServiceResolver").flatMap((resolver) => behind(resolver, mesh)),
  ];
}

/** Envoy's prefix, by characters (`hashicorp/consul:agent/xds/routes.go`, makeRouteMatchForDiscoveryRoute). */
function prefix(route: Written): readonly Diagnostic[] {
  const node = at(route, "match", "http", "pathPrefix");
  const text = textOf(node);
  return text === null || text.endsWith("/") ? [] : [shared["prefix-of-characters"].report({ at: placeOf(node), with: { prefix: text } })];
}

/** Patterns match whole values (`hashicorp/consul:agent/xds/routes.go`). */
function values(route: Written): readonly Diagnostic[] {
  const regexes = listOf(at(route, "match", "http", "header")).map((header) => at(header, "regex"));
  return regexes.filter((node) => isPlainWord(textOf(node))).map((node) => shared["value-matched-as-a-whole"].report({ at: placeOf(node), with: { pattern: textOf(node) ?? "" } }));
}

const afterTheWork = ["5xx", "gateway-error", "reset", "retriable-4xx", "internal", "deadline-exceeded"];

/** Conditions look at no method, and connections end at the target's proxy (`envoyproxy/envoy:source/common/router/retry_state_impl.cc`). */
function retries(route: Written): readonly Diagnostic[] {
  const to = at(route, "destination");
  const words = listOf(at(to, "retryOn"));
  const codes = listOf(at(to, "retryOnStatusCodes"));
  const connect = at(to, "retryOnConnectFailure");
  const methods = listOf(at(route, "match", "http", "methods")).map((method) => (textOf(method) ?? "").toUpperCase());
  const writes = methods.length === 0 || methods.some((method) => ["POST", "PATCH", "CONNECT"].includes(method));
  const late = [...words.filter((word) => afterTheWork.includes(textOf(word) ?? "")), ...codes.filter((code) => (numberOf(code) ?? 0) >= 500)][0];
  const [first] = [...(connect.value === true ? [connect] : []), ...words.filter((word) => textOf(word) === "connect-failure")];
  const covered = codes.some(({ value }) => value === 503) || words.some((word) => ["5xx", "gateway-error"].includes(textOf(word) ?? ""));
  return [
    ...(writes && late !== undefined ? [shared["unsafe-calls-repeated"].report({ at: placeOf(late), with: { condition: String(late.value) } })] : []),
    ...(first !== undefined && !covered ? [say["dead-servers-not-retried"].report({ at: placeOf(first), with: {} })] : []),
  ];
}

const defaultMs = 15_000;

/** The target's proxy has a clock of its own (`hashicorp/consul:agent/xds/listeners.go`, local_request_timeout_ms). */
function times(route: Written, router: Placed, mesh: Mesh): readonly Diagnostic[] {
  const node = at(route, "destination", "requestTimeout");
  const [text, ms] = [textOf(node), durationOf(node)];
  const endless = text?.startsWith("-") === true;
  if (text === null || (!endless && (ms === null || ms === 0))) return [];
  const limits = targetsOf(at(route, "destination"), router, mesh).map((target) => ({ target, ...limitOf(target, router, mesh) }));
  const server = limits.find((limit) => limit.ms !== null && (endless || limit.ms < (ms ?? 0)));
  return server === undefined ? [] : [shared["deadline-cut-by-server"].report({ at: placeOf(node), with: { deadline: endless ? null : ms, server: `the proxy of \`${server.target}\``, limit: server.ms ?? defaultMs, written: server.written } })];
}

const endedByServer = ["5xx", "gateway-error", "deadline-exceeded"];

/** A try ends when the target's proxy answers 504, which the condition must cover for another one; a clock that is set above the deadline is for others. */
function tries(route: Written, router: Placed, mesh: Mesh): readonly Diagnostic[] {
  const to = at(route, "destination");
  const [count, timeout] = [numberOf(at(to, "numRetries")) ?? 0, durationOf(at(to, "requestTimeout")) ?? 0];
  const covered = listOf(at(to, "retryOn")).some((word) => endedByServer.includes(textOf(word) ?? "")) || listOf(at(to, "retryOnStatusCodes")).some(({ value }) => value === 504);
  if (count < 1 || timeout === 0 || !covered) return [];
  const perTry = Math.min(...targetsOf(to, router, mesh).map((target) => limitOf(target, router, mesh)).map(({ ms, written }) => (written && ms !== null ? ms : 0)));
  return perTry >= timeout || perTry * (count + 1) <= timeout ? [] : [shared["manifest-tries-do-not-fit"].report({ at: placeOf(at(to, "numRetries")), with: { tries: count + 1, perTry, timeout } })];
}

/** Where the calls of a route end. */
function targetsOf(destination: Written, router: Placed, mesh: Mesh): readonly string[] {
  const service = textOf(at(destination, "service")) ?? "";
  return endsOf(mesh, service === "" ? nameOf(router) : service, router);
}

function limitOf(target: string, from: Placed, mesh: Mesh): { readonly ms: number | null; readonly written: boolean } {
  const defaults = mesh.named("ServiceDefaults", target, from);
  const own = defaults === null ? null : numberOf(at(defaults.spec, "localRequestTimeoutMs"));
  if (own !== null && own > 0) return { ms: own, written: true };
  const [proxies] = mesh.of("ProxyDefaults");
  const all = proxies === undefined ? null : numberOf(at(proxies.spec, "config", "local_request_timeout_ms"));
  return all === null ? { ms: defaultMs, written: false } : { ms: all === 0 ? null : all, written: true };
}

/** Access is decided at the target, by the path that it gets (`hashicorp/consul:agent/xds/rbac.go`). */
function rewritten(route: Written, router: Placed, mesh: Mesh): readonly Diagnostic[] {
  const rewrite = at(route, "destination", "prefixRewrite");
  const from = textOf(at(route, "match", "http", "pathPrefix")) ?? textOf(at(route, "match", "http", "pathExact"));
  const to = textOf(rewrite);
  if (from === null || to === null || to === "") return [];
  return targetsOf(at(route, "destination"), router, mesh).flatMap((target) => {
    const intention = mesh.named("ServiceIntentions", target, router);
    const path = intention === null ? undefined : pathsOf(intention).find((each) => each.startsWith(from) && !each.startsWith(to));
    return intention === null || path === undefined ? [] : [say["access-by-path-of-before"].report({ at: placeOf(rewrite), with: { path, other: titleOf(intention.manifest) } })];
  });
}

function pathsOf({ spec }: Placed): readonly string[] {
  const permissions = listOf(at(spec, "sources")).flatMap((source) => listOf(at(source, "permissions")));
  return permissions.flatMap((permission) => ["pathPrefix", "pathExact"].flatMap((field) => textOf(at(permission, "http", field)) ?? []));
}

/** Proxies get whole hundredths, cut off (`hashicorp/consul:agent/xds/routes.go`). */
function cut(weight: Written): readonly Diagnostic[] {
  const value = numberOf(weight);
  if (value === null || Math.abs(value * 100 - Math.round(value * 100)) < 1e-6) return [];
  return [shared["field-without-effect"].report({ at: placeOf(weight), with: { field: "weight", does: "all beyond two decimals is cut off" } })];
}

/** A chain asks the router of the name that was called, and no other (`hashicorp/consul:agent/consul/discoverychain/compile.go`). */
function others(object: Placed, mesh: Mesh): readonly Diagnostic[] {
  return othersOf(object).flatMap((node) => {
    const target = textOf(node) ?? "";
    const router = mesh.named("ServiceRouter", target, object);
    if (router !== null && leadsBack(router, object)) return [];
    if (router !== null) return [say["router-of-target-not-asked"].report({ at: placeOf(node), with: { target, other: titleOf(router.manifest) } })];
    const isVersion = object.manifest.object.kind === "ServiceSplitter" && target.startsWith(`${nameOf(object)}-`) && mesh.named("ServiceSplitter", target, object) === null;
    return isVersion ? [say["target-with-name-of-its-own"].report({ at: placeOf(node), with: { target, service: nameOf(object) } })] : [];
  });
}

/** Whether the router itself leads to the object, which then ends at the service behind the routes on purpose. */
function leadsBack(router: Placed, object: Placed): boolean {
  return othersOf(router).some((node) => textOf(node) === nameOf(object));
}

/** A resolver's time counts where the chain begins with it (`hashicorp/consul:agent/xds/routes.go`). */
function behind(resolver: Placed, mesh: Mesh): readonly Diagnostic[] {
  const node = at(resolver.spec, "requestTimeout");
  const before = ["ServiceRouter", "ServiceSplitter"].map((kind) => mesh.named(kind, nameOf(resolver), resolver)).find((each) => each !== null);
  if (!isSet(node) || before === undefined) return [];
  return [shared["field-without-effect"].report({ at: placeOf(node), with: { field: "requestTimeout", does: `behind ${titleOf(before.manifest)} it is not looked at, and calls end after 15 seconds` } })];
}
