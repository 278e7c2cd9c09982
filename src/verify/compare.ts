import type { Cors, Decision, FaultAnswer } from "../model/index.ts";
import { compareRedirects, compareResponseHeaders, compareUpstream } from "./compare-edits.ts";
import { compareRetries } from "./compare-retries.ts";
import { compareSettings } from "./compare-settings.ts";
import { compareMirrors, compareShares, reachesSomething } from "./compare-shares.ts";
import { one, sameFraction } from "../support/fraction.ts";
import { canonical, different, sameData, sameDuration } from "./difference.ts";
import type { Comparing, Difference } from "./difference.ts";

/**
 * In what effects the target's answer is not the policy's. Equality is on effects: outcome, where calls go and what they
 * become on the way, time, retries, faults, settings of backends. Names of routes and versions, reasons, traces and the
 * statuses of refusals are no effects.
 */
export function compareDecisions(wanted: Decision, got: Decision, comparing: Comparing): readonly Difference[] {
  const [left, right] = [outcomeOf(wanted), outcomeOf(got)];
  if (left === "forward" && right === "respond" && failsWith(wanted) === got.status) return faultDifferences(wanted, got);
  if (left !== right) return [outcomeDifference(left, right, wanted, got)];
  switch (left) {
    case "forward":
      return [...faultDifferences(wanted, got), ...forwardDifferences(wanted, got, comparing)];
    case "redirect":
      return [...faultDifferences(wanted, got), ...compareRedirects(wanted.redirect, got.redirect, comparing), ...answerDifferences(wanted, got)];
    case "respond":
      return [...sameData("outcome", wanted.status, got.status), ...faultDifferences(withoutCertainAbort(wanted), withoutCertainAbort(got)), ...answerDifferences(wanted, got)];
    case "unroutable":
      return sameData("outcome", wanted.status, got.status);
    case "refuse":
    case "unsupported":
      return [];
  }
}

/**
 * A forwarded call that every backend refuses is a refused call. A proxy that has no route answers 404 by itself, which
 * nobody can tell from an answer 404 that a route orders.
 */
function outcomeOf(decision: Decision): Decision["outcome"] {
  if (decision.outcome === "unroutable" && decision.status !== null) return "respond";
  return decision.outcome === "forward" && !reachesSomething(decision) ? "refuse" : decision.outcome;
}

/** The status of a forwarded call that has nowhere to go: nobody can tell it from an answer of the proxy. */
function failsWith({ failed }: Decision): number | null {
  return sameFraction(failed.share, one) ? failed.status : null;
}

function outcomeDifference(left: Decision["outcome"], right: Decision["outcome"], wanted: Decision, got: Decision): Difference {
  const words = (outcome: Decision["outcome"], { status }: Decision): string => (status === null ? outcome : `${outcome} ${status}`);
  if (left === "refuse") return different("access", words(left, wanted), words(right, got), "looser");
  if (right === "refuse") return different(left === "forward" ? "access" : "outcome", words(left, wanted), words(right, got), "stricter");
  return different("outcome", words(left, wanted), words(right, got));
}

function forwardDifferences(wanted: Decision, got: Decision, comparing: Comparing): readonly Difference[] {
  return [
    ...compareShares(wanted, got),
    ...compareMirrors(wanted.mirrors, got.mirrors),
    ...compareUpstream(wanted.upstream, got.upstream, comparing),
    ...answerDifferences(wanted, got),
    ...sameDuration("deadline", wanted.deadlineMs, got.deadlineMs),
    ...sameDuration("perTryTimeout", wanted.perTryTimeoutMs, got.perTryTimeoutMs),
    ...sameDuration("idleTimeout", wanted.idleTimeoutMs, got.idleTimeoutMs),
    ...compareRetries(wanted, got),
    ...compareSettings(wanted.backends, got.backends),
  ];
}

/** What is done to answers, wherever they come from. */
function answerDifferences(wanted: Decision, got: Decision): readonly Difference[] {
  return [...compareResponseHeaders(wanted.responseHeaders, got.responseHeaders), ...sameData("cors", plainCors(wanted.cors), plainCors(got.cors))];
}

function faultDifferences(wanted: Decision, got: Decision): readonly Difference[] {
  return sameData("faults", plainFaults(wanted.faults), plainFaults(got.faults));
}

/** An answer that is given to every call is no other for being called an abort. */
function withoutCertainAbort(decision: Decision): Decision {
  const faults = decision.faults.filter((fault) => fault.kind !== "abort" || fault.status !== decision.status || !sameFraction(fault.share, one));
  return { ...decision, faults };
}

function plainFaults(faults: readonly FaultAnswer[]): readonly string[] {
  return faults.filter(({ share }) => share.num !== 0n).map(canonical).sort();
}

/** Without the order of lists that are sets. */
function plainCors(cors: Cors | null): unknown {
  if (cors === null) return null;
  const sorted = (names: readonly string[], fold: (name: string) => string): readonly string[] => [...new Set(names.map(fold))].sort();
  const lower = (name: string): string => name.toLowerCase();
  return {
    ...cors,
    allowOrigins: cors.allowOrigins.map(canonical).sort(),
    allowMethods: sorted(cors.allowMethods, (name) => name),
    allowHeaders: sorted(cors.allowHeaders, lower),
    exposeHeaders: sorted(cors.exposeHeaders, lower),
  };
}
