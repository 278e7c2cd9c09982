import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { Backend, BackendRef } from "../../model/index.ts";
import { rewritten } from "../edits.ts";
import { protocolFamily } from "../protocol-family.ts";
import { takesWrites } from "../retry-risk.ts";
import type { Rule, RoutePlace, World } from "../rule.ts";
import { nameOf, routeOf } from "../words.ts";

/** Findings of this lint. */
export const splitDiagnostics = defineDiagnostics({
  "backend-listed-twice": {
    code: "MW3030",
    severity: "warning",
    what: (p: { route: string; backend: string }) => `${p.route} lists \`${p.backend}\` twice`,
    why: "its share is the sum of both weights, which neither of the two lines says",
    help: "keep one, with the sum of the weights",
  },
  "weight-without-meaning": {
    code: "MW3031",
    severity: "info",
    what: (p: { route: string; weight: number }) => `weight ${p.weight} of ${p.route} means nothing: there is one backend, which gets every call`,
    help: "name the backend alone, or add the one that gets the rest",
  },
  "weights-miss-their-sum": {
    code: "MW3038",
    severity: "info",
    what: (p: { route: string; sum: number; wanted: number }) => `the weights of ${p.route} add up to ${p.sum}, not to ${p.wanted}`,
    why: "weights are shares of their sum: no backend gets the percentage that is written at it",
    help: (p) => `let them add up to ${p.wanted}`,
  },
  "affinity-across-split": {
    code: "MW3032",
    severity: "warning",
    what: (p: { route: string }) => `${p.route} splits calls of callers that \`affinity\` keeps with one endpoint`,
    why: "the version is drawn anew for every call; affinity keeps to an endpoint of that version only, so a session moves between versions",
    help: "route by the header or cookie that says which version a caller belongs to",
  },
  "mirror-of-writes": {
    code: "MW3033",
    severity: "warning",
    what: (p: { route: string; mirror: string }) => `${p.route} sends copies of calls that write to \`${p.mirror}\``,
    why: "the copy writes as well: into the same database, unless the mirrored version has its own",
    help: "mirror a route that matches `methods: [GET, HEAD]` only",
  },
  "backend-of-other-protocol": {
    code: "MW3034",
    severity: "warning",
    what: (p: { backend: string; port: number; speaks: string; expected: string }) => `\`${p.backend}\` speaks ${p.speaks} on port ${p.port}, but calls of this route are ${p.expected}`,
    help: "send the calls to a port of their protocol",
  },
});

/** Splits and mirrors that do something else than they seem to. */
export const splits: Rule = {
  route: (place, world) => {
    const { action, mirrors } = place.route;
    const backends = action.kind === "forward" ? action.backends : [];
    return [...twice(backends, place), ...missed(backends, place, world), ...loneWeight(backends, place, world), ...affinity(backends, place), ...writes(place), ...[...backends, ...mirrors].flatMap((backend) => protocol(backend, place, world))];
  },
};

function keyOf({ service, labels, port }: BackendRef): string {
  return JSON.stringify([nameOf(service), Object.entries(labels).sort(), port]);
}

function twice(backends: readonly Backend[], place: RoutePlace): readonly Diagnostic[] {
  return backends.flatMap((backend, index) => {
    const first = backends.find((other) => keyOf(other) === keyOf(backend));
    if (first === undefined || first === backends[index]) return [];
    const report = { route: routeOf(place), backend: backend.version ?? nameOf(backend.service) };
    return [splitDiagnostics["backend-listed-twice"].report({ at: backend.origin, with: report, related: [{ origin: first.origin, note: "the first time" }] })];
  });
}

/** Equal weights are thirds and the like; what lies within a tenth of 100 was meant as percentages. */
function missed(backends: readonly Backend[], place: RoutePlace, { settings }: World): readonly Diagnostic[] {
  const { weightSum } = settings.options;
  const [first, sum] = [backends[0], backends.reduce((total, { weight }) => total + weight, 0)];
  const wanted = weightSum === 0 ? 100 : weightSum;
  const meant = weightSum !== 0 || (Math.abs(sum - wanted) <= 10 && backends.some(({ weight }) => weight !== first?.weight));
  if (place.route.action.kind !== "forward" || backends.length < 2 || sum === wanted || sum === 0 || !meant || place.service?.weightsOwnedBy != null) return [];
  return [splitDiagnostics["weights-miss-their-sum"].report({ at: place.route.action.origin, with: { route: routeOf(place), sum, wanted } })];
}

/** Weight 1 is what a lone backend has where nothing is written. */
function loneWeight([only, second]: readonly Backend[], place: RoutePlace, world: World): readonly Diagnostic[] {
  if (only === undefined || second !== undefined || only.weight <= 1 || place.service?.weightsOwnedBy != null) return [];
  return [splitDiagnostics["weight-without-meaning"].report({ at: only.origin, with: { route: routeOf(place), weight: only.weight }, fixes: loneFix(only, world) })];
}

/** Where the place is the weight itself, as in a split by names. */
function loneFix({ origin, weight }: Backend, world: World): readonly Fix[] {
  return world.settings.textAt(origin) === `${weight}` ? rewritten(origin, "1", "write 1, the weight of whatever stands alone", world) : [];
}

function affinity(backends: readonly Backend[], place: RoutePlace): readonly Diagnostic[] {
  const wish = place.service?.affinity ?? null;
  const served = backends.filter(({ weight }) => weight > 0);
  if (wish === null || served.length < 2 || place.route.action.kind !== "forward") return [];
  return [splitDiagnostics["affinity-across-split"].report({ at: place.route.action.origin, with: { route: routeOf(place) }, related: [{ origin: wish.origin, note: "the affinity" }] })];
}

function writes(place: RoutePlace): readonly Diagnostic[] {
  if (place.port?.protocol === "grpc" || !takesWrites(place.own)) return [];
  return place.route.mirrors.map((mirror) =>
    splitDiagnostics["mirror-of-writes"].report({ at: mirror.origin, with: { route: routeOf(place), mirror: mirror.version ?? nameOf(mirror.service) } }),
  );
}

function protocol(backend: BackendRef, { port }: RoutePlace, { serviceOf }: World): readonly Diagnostic[] {
  const other = serviceOf(backend.service)?.ports.find((one) => one.port === backend.port);
  if (port === null || other === undefined) return [];
  const [speaks, expected] = [protocolFamily(other.protocol), protocolFamily(port.protocol)];
  if (speaks === expected) return [];
  return [splitDiagnostics["backend-of-other-protocol"].report({ at: backend.origin, with: { backend: nameOf(backend.service), port: backend.port, speaks, expected } })];
}
