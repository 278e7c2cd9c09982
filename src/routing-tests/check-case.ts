import type { BackendShare, Decision, MeshModel, MirrorShare } from "../model/index.ts";
import { renderDecision } from "../model/render.ts";
import type { RenderedDecision } from "../model/render.ts";
import type { Origin } from "../source/origin.ts";
import { durationText } from "../support/duration.ts";
import { one, percentText, plus, sameFraction, zero } from "../support/fraction.ts";
import type { Fraction } from "../support/fraction.ts";
import { once } from "../support/remember.ts";
import { ruleNamed } from "./rule-name.ts";
import { goesTo } from "./names.ts";
import type { ExpectedShare, Expectation, RoutingCase } from "./routing-test.ts";

/** One expectation that the answer does not meet, in words. */
export interface Unmet {
  readonly kind: Expectation["kind"];
  readonly expected: string;
  readonly actual: string;
  readonly origin: Origin;
}

/** What of a test the answer does not meet; nothing is checked that is not written. */
export function unmetBy(decision: Decision, { request, expectations }: RoutingCase, model: MeshModel): readonly Unmet[] {
  const answer: Answer = { decision, rendered: once(() => renderDecision(decision, request, () => null)), model };
  return expectations.flatMap((expectation) => {
    const [expected, actual] = sides(expectation, answer);
    return expected === actual ? [] : [{ kind: expectation.kind, expected, actual, origin: expectation.origin() }];
  });
}

interface Answer {
  readonly decision: Decision;
  /** What comes of the decision for this very request; few expectations look at that. */
  readonly rendered: () => RenderedDecision;
  readonly model: MeshModel;
}

/** What is expected and what is, in the same words: equal texts for equal meanings. */
function sides(expectation: Expectation, { decision, rendered, model }: Answer): readonly [string, string] {
  switch (expectation.kind) {
    case "outcome":
      return [expectation.value, decision.outcome];
    case "route":
      return [`route ${expectation.value ?? "none"}`, `route ${decision.route ?? "none"}`];
    case "backends":
      return shareSides(expectation.shares, decision.backends);
    case "mirrored":
      return shareSides(expectation.shares, decision.mirrors);
    case "status":
      return [`status ${expectation.value}`, decision.status === null ? `no status (${decision.outcome})` : `status ${decision.status}`];
    case "refused":
      return [expectation.value ? "refused" : "let in", refusalText(decision)];
    case "rule":
      return [`rule ${expectation.value ?? "none"}`, `rule ${ruleNamed(accessOf(decision), model) ?? "none"}`];
    case "deadline":
      return [`deadline ${msText(expectation.ms)}`, `deadline ${msText(decision.deadlineMs)}`];
    case "idleTimeout":
      return [`idle timeout ${msText(expectation.ms)}`, `idle timeout ${msText(decision.idleTimeoutMs)}`];
    case "attempts":
      return [attemptsText(expectation.value), attemptsText(decision.retries?.attempts ?? 0)];
    case "retryOn":
      return [`retried on ${wordsText(expectation.words)}`, `retried on ${wordsText(decision.retries?.on ?? [])}`];
    case "perTryTimeout":
      return [`per-try timeout ${msText(expectation.ms)}`, `per-try timeout ${msText(decision.perTryTimeoutMs)}`];
    case "upstreamPath":
      return [expectation.value, rendered().upstream?.path ?? "nothing is forwarded"];
    case "upstreamAuthority":
      return [expectation.value, rendered().upstream?.authority ?? "nothing is forwarded"];
    case "redirectStatus":
      return [`redirect with ${expectation.value}`, statusText(rendered().redirect)];
    case "redirectLocation":
      return [expectation.value, rendered().redirect?.location ?? "no redirect"];
    case "header":
      return [headerText(expectation.name, expectation.value), headerText(expectation.name, rendered().upstream?.headers[expectation.name] ?? "")];
    case "responseHeader":
      return [headerText(expectation.name, expectation.value), headerText(expectation.name, setByMesh(decision, expectation.name))];
    case "fault":
      return [`${expectation.fault} for ${percentText(expectation.share)}`, `${expectation.fault} for ${percentText(faultShare(decision, expectation.fault))}`];
  }
}

function statusText(redirect: RenderedDecision["redirect"]): string {
  return redirect === null ? "no redirect" : `redirect with ${redirect.status}`;
}

/** Shares by the author's names; what no name covers is named by its Service. */
function shareSides(expected: readonly ExpectedShare[], shares: readonly (BackendShare | MirrorShare)[]): readonly [string, string] {
  const wanted = expected.map(({ name, share }): Named => [name, share]);
  const got = expected.map(({ name, endpoints }): Named => [name, sumOf(shares.filter((one) => goesTo(endpoints, one)))]);
  const others = shares.filter((one) => !expected.some(({ endpoints }) => goesTo(endpoints, one)));
  return [sharesText(wanted), sharesText([...got, ...others.map((one): Named => [endpointText(one), one.share])])];
}

type Named = readonly [string, Fraction];

function sumOf(shares: readonly { readonly share: Fraction }[]): Fraction {
  return shares.reduce((sum, { share }) => plus(sum, share), zero);
}

function sharesText(named: readonly Named[]): string {
  const some = named.filter(([, share]) => !sameFraction(share, zero)).map(([name, share]) => `${name} ${percentText(share)}`);
  return some.length === 0 ? "nobody" : some.join(", ");
}

function endpointText({ namespace, service, version, port }: BackendShare | MirrorShare): string {
  return `${namespace}/${service}:${port}${version === null || version === service ? "" : ` (${version})`}`;
}

function refusalText({ outcome, refused }: Decision): string {
  if (outcome === "refuse" || sameFraction(refused.share, one)) return "refused";
  return sameFraction(refused.share, zero) ? "let in" : `${percentText(refused.share)} of the calls refused`;
}

/** What the routing proxy was told, or what all backends answer alike. */
function accessOf({ access, backends }: Decision): string | null {
  if (access !== null) return access.by;
  const answers = new Set(backends.map((backend) => backend.access.by));
  return answers.size === 1 ? ([...answers][0] ?? null) : null;
}

function faultShare({ faults }: Decision, kind: "delay" | "abort"): Fraction {
  return faults.find((fault) => fault.kind === kind)?.share ?? zero;
}

function setByMesh({ responseHeaders }: Decision, name: string): string {
  return responseHeaders.set[name] ?? responseHeaders.add[name] ?? "";
}

function headerText(name: string, value: string): string {
  return value === "" ? `no header ${name}` : `${name}: ${value}`;
}

function attemptsText(attempts: number): string {
  return attempts === 0 ? "no retry" : attempts === 1 ? "1 retry" : `${attempts} retries`;
}

function msText(ms: number | null): string {
  return ms === null ? "none" : durationText(ms);
}

function wordsText(words: readonly string[]): string {
  return words.length === 0 ? "nothing" : [...words].sort().join(", ");
}
