import { concreteView } from "../model/evaluate.ts";
import { findService } from "../model/find-service.ts";
import type { Arm, Conditions, MeshModel, NamedMatch, PathMatch, Request, ValueMatch } from "../model/index.ts";
import { requestParts } from "../model/request-parts.ts";
import type { RequestParts } from "../model/request-parts.ts";
import { conditionsHold } from "../simulate/decide/conditions.ts";
import { asSent } from "../simulate/decide/view.ts";
import type { Origin } from "../source/origin.ts";
import { sameFraction, zero } from "../support/fraction.ts";
import { goesTo } from "./names.ts";
import type { Expectation, RoutingCase } from "./routing-test.ts";

/** The match entry that a failing test comes closest to, and the conditions that keep the request from it. */
export interface Nearest {
  readonly route: string;
  readonly origin: Origin;
  readonly kept: readonly string[];
}

/**
 * The match entry that the author probably meant: among those that lead where the test expects (all of them where it does
 * not say), the one with the fewest conditions that do not hold. null where the request takes it already, behind gateways,
 * and where there is none.
 */
export function nearestMatch({ request, expectations }: RoutingCase, model: MeshModel): Nearest | null {
  const arms = armsOf(request, model);
  const meant = arms.filter((arm) => expectations.some((expectation) => leadsThere(arm, expectation)));
  const parts = requestParts(request);
  const tried = (meant.length > 0 ? meant : arms).map((arm) => ({ arm, kept: keptFrom(arm.when, request, parts, model) }));
  const best = tried.reduce<(typeof tried)[number] | null>((least, one) => (least === null || one.kept.length < least.kept.length ? one : least), null);
  return best === null || best.kept.length === 0 ? null : { route: best.arm.route.name, origin: best.arm.origin, kept: best.kept };
}

function armsOf({ to }: Request, model: MeshModel): readonly Arm[] {
  if ("gateway" in to) return [];
  const service = findService(model, { namespace: to.namespace, name: to.service });
  const port = service?.ports.find((one) => to.port === undefined || one.port === to.port);
  return port?.arms ?? [];
}

function leadsThere({ route }: Arm, expectation: Expectation): boolean {
  if (expectation.kind === "route") return expectation.value === route.name;
  if (expectation.kind !== "backends" || route.action.kind !== "forward") return false;
  const { backends } = route.action;
  const wanted = expectation.shares.filter(({ share }) => !sameFraction(share, zero));
  return wanted.every(({ endpoints }) => backends.some(({ service, version, labels, port }) => goesTo(endpoints, { ...service, service: service.name, version, labels, port, share: zero, access: { allowed: true, by: null } })));
}

const anything: Conditions = { path: null, methods: null, headers: [], query: [], authority: null, claims: [], callers: null, sni: null };

/** Each condition that does not hold, with what the request has instead. */
function keptFrom(when: Conditions, request: Request, parts: RequestParts, model: MeshModel): readonly string[] {
  const test = asSent(concreteView(request, model.mesh));
  const fails = (only: Partial<Conditions>): boolean => !conditionsHold({ ...anything, ...only }, { kind: "caller" }, test);
  const unless = (fine: boolean, text: string): readonly string[] => (fine ? [] : [text]);
  return [
    ...unless(!fails({ path: when.path }), when.path === null ? "" : `path ${pathText(when.path)}, but it is \`${parts.path ?? "none"}\``),
    ...unless(!fails({ methods: when.methods }), `method ${(when.methods ?? []).join(" or ")}, but it is ${parts.method ?? "none"}`),
    ...when.headers.flatMap((match) => unless(!fails({ headers: [match] }), named("header", match, parts.headers.get(match.name)))),
    ...when.query.flatMap((match) => unless(!fails({ query: [match] }), named("query parameter", match, parts.parameters.get(match.name)))),
    ...unless(!fails({ authority: when.authority }), when.authority === null ? "" : `authority ${matchText(when.authority)}, but it is \`${parts.authority ?? "none"}\``),
    ...unless(!fails({ claims: when.claims }), "claims, which count at gateways only"),
    ...unless(!fails({ callers: when.callers }), `a caller in ${(when.callers ?? []).join(" or ")}, but it is in ${request.from?.namespace ?? "no namespace"}`),
    ...unless(!fails({ sni: when.sni }), `server name ${(when.sni ?? []).join(" or ")}, but it is ${parts.sni ?? "none"}`),
  ];
}

/** ``prefix `/orders` ``. */
export function pathText({ kind, value }: PathMatch): string {
  return `${kind} \`${value}\``;
}

function named(what: string, { name, match }: NamedMatch, found: string | undefined): string {
  return `${what} \`${name}\` ${matchText(match)}, but it is ${found === undefined ? "not there" : `\`${found}\``}`;
}

/** ``exact `beta` ``, `present`. */
export function matchText(match: ValueMatch): string {
  if (match.kind === "not") return `not ${matchText(match.match)}`;
  return match.kind === "present" ? "present" : `${match.kind} \`${match.value}\``;
}
