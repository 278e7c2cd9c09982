import type { DeclaredCall, Route, Service, ServicePort, UnsaidSetting } from "../../model/index.ts";
import type { Fraction } from "../../support/fraction.ts";
import { overlaps } from "../space/boxes.ts";
import { gridOf } from "../space/grid.ts";
import { anyOf, exactly, methodClauses, regionOf } from "../space/region.ts";
import type { World } from "../rule.ts";
import { longestTries } from "../tries.ts";
import { defaultsOfCall, latestEnd, meshDefaults, mostTries } from "../vendor.ts";
import type { MeshDefault } from "../vendor.ts";

/** What one call along an edge may cost when everything fails. */
export interface EdgeCost {
  /** The route of the callee that costs most; null: it has none for this call. */
  readonly route: Route | null;
  /** Longest time that the caller may wait for it, in milliseconds; null: nothing bounds it. */
  readonly longestMs: number | null;
  /** Tries that the mesh makes of one call of the caller's application. */
  readonly tries: number;
  /** Calls that the application's own library makes of one. */
  readonly clientTries: number;
  /** Share of retries that the callee's budget allows; null: no budget. */
  readonly budget: Fraction | null;
  /** What the chosen meshes do by themselves, since nothing says otherwise: tries and deadlines that are counted above. */
  readonly defaults: readonly MeshDefault[];
  /** What they would do if the manifests did not say otherwise. */
  readonly overruled: readonly MeshDefault[];
}

/** The dearest route that a declared call may take: most tries, then longest. */
export function edgeCost(callee: Service | null, call: DeclaredCall, world: World): EdgeCost {
  const clientTries = (call.client?.retries ?? 0) + 1;
  const port = callee === null ? null : portOf(callee, call);
  const routes = port === null ? [] : routesFor(port, call);
  const dearest = [...routes].sort((a, b) => triesOf(b) - triesOf(a) || compareTimes(longest(b), longest(a)))[0] ?? null;
  const silent = silences(routes, port !== null);
  const defaults = silent.flatMap((setting) => defaultsOfCall(setting, call, callee, world));
  const overruled = callee === null ? [] : silent.flatMap((setting) => meshDefaults(setting, callee, world)).filter(({ rule }) => rule.written !== null && (rule.amount ?? 0) > 0);
  const slowest = routes.map(longest).sort((a, b) => compareTimes(b, a))[0] ?? latestEnd(defaults.filter(({ rule }) => rule.setting === "deadline"), callee, world);
  const bound = call.client?.timeoutMs ?? null;
  const once = bound === null ? slowest : Math.min(bound, slowest ?? bound);
  return {
    route: dearest,
    longestMs: once === null ? null : once * clientTries,
    tries: Math.max(dearest === null ? 1 : triesOf(dearest), 1 + mostTries(defaults.filter(({ rule }) => rule.setting === "retry.attempts"))),
    clientTries,
    budget: callee?.retryBudget?.value.percent ?? null,
    defaults,
    overruled,
  };
}

/** What the routes of a call leave to the mesh; everything where there is no policy. */
function silences(routes: readonly Route[], isPolicy: boolean): readonly UnsaidSetting[] {
  if (!isPolicy || routes.length === 0) return ["deadline", "retry.attempts"];
  return [
    ...(routes.some(({ deadlineMs }) => deadlineMs === null) ? ["deadline" as const] : []),
    ...(routes.some(({ retry }) => retry === null) ? ["retry.attempts" as const] : []),
  ];
}

function portOf({ ports }: Service, { to }: DeclaredCall): ServicePort | null {
  const wanted = to.kind === "service" ? to.port : null;
  return ports.find(({ port }) => port === wanted) ?? (wanted === null && ports.length === 1 ? (ports[0] ?? null) : null);
}

/** Forwarding routes that the declared request can meet; all of them where it says neither method nor path. */
function routesFor({ arms, port }: ServicePort, { request }: DeclaredCall): readonly Route[] {
  const forwarding = arms.filter(({ route }) => route.action.kind === "forward");
  if (request === null) return [...new Set(forwarding.map(({ route }) => route))];
  const asked = [...methodClauses(request?.method == null ? null : [request.method]), ...(request?.path == null ? [] : [anyOf("path", [exactly(request.path)])])];
  const cut = gridOf([asked, ...forwarding.map(({ when }) => regionOf(when))], port);
  const met = cut.ok ? forwarding.filter((_, index) => overlaps(cut.grid.boxes[0] ?? [], cut.grid.boxes[index + 1] ?? [])) : forwarding;
  return [...new Set(met.map(({ route }) => route))];
}

function triesOf({ retry }: Route): number {
  return (retry?.value.attempts ?? 0) + 1;
}

/** The deadline, else what the tries may take. */
function longest({ deadlineMs, retry }: Route): number | null {
  return deadlineMs?.value ?? (retry === null ? null : longestTries(retry.value));
}

/** No bound is longer than any. */
function compareTimes(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return a === null ? 1 : b === null ? -1 : a - b;
}
