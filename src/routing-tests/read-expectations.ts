import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { below, entries, found, originOf } from "../dialects/native/place.ts";
import type { Place } from "../dialects/native/place.ts";
import { durationMs } from "../dialects/native/read/scalars.ts";
import type { MeshModel, Request } from "../model/index.ts";
import type * as Written from "../resources/generated/native/routing-test.ts";
import { compareFractions, fraction, one, percentFraction, percentText, plus, zero } from "../support/fraction.ts";
import type { Fraction } from "../support/fraction.ts";
import { findEndpoints } from "./names.ts";
import { routingTestDiagnostics as say } from "./routing-tests.diagnostics.ts";
import type { Expectation, Expected, ExpectedShare } from "./routing-test.ts";

/** Everything that is expected of an answer, in the order in which it is written. */
export interface ReadExpectations {
  readonly expectations: readonly Expectation[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Context {
  readonly request: Request;
  readonly model: MeshModel;
}

/** Reads what is expected of the answer to a request; backends are looked up among the versions of the called service. */
export function readExpectations(written: Written.Expectation, place: Place, request: Request, model: MeshModel): ReadExpectations {
  const read = Object.keys(written).map((key) => readKey(key as keyof Written.Expectation, written, below(place, key), { request, model }));
  return { expectations: read.flatMap(({ expectations }) => expectations), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

function readKey(key: keyof Written.Expectation, written: Written.Expectation, place: Place, context: Context): ReadExpectations {
  const { backends, mirrored } = written;
  if (key === "backends" && backends !== undefined) return readShares("backends", backends, place, context);
  if (key === "mirrored" && mirrored !== undefined) return mirrored === "none" ? plain(place, [{ kind: "mirrored", shares: [] }]) : readShares("mirrored", mirrored, place, context);
  if (key === "retries" && typeof written.retries === "object") return plain(place, retriesOf(written.retries), Object.keys(written.retries));
  if (key === "headers") return plain(place, Object.entries(written.headers ?? {}).map(([name, value]) => ({ kind: "header", name: name.toLowerCase(), value })), Object.keys(written.headers ?? {}));
  if (key === "responseHeaders") return plain(place, Object.entries(written.responseHeaders ?? {}).map(([name, value]) => ({ kind: "responseHeader", name: name.toLowerCase(), value })), Object.keys(written.responseHeaders ?? {}));
  if (key === "rewritten") return plain(place, rewrittenOf(written.rewritten ?? {}), Object.keys(written.rewritten ?? {}));
  if (key === "redirect") return plain(place, redirectOf(written.redirect ?? {}), Object.keys(written.redirect ?? {}));
  if (key === "faults" && typeof written.faults === "object") return plain(place, faultsOf(written.faults), Object.keys(written.faults));
  return plain(place, scalarOf(key, written));
}

/** Expectations at the place itself, or each at one of its keys. */
function plain(place: Place, expected: readonly Expected[], keys?: readonly string[]): ReadExpectations {
  return { expectations: expected.map((one, index) => ({ ...one, origin: () => originOf(keys === undefined ? place : below(place, keys[index] ?? "")) })), diagnostics: [] };
}

function scalarOf(key: keyof Written.Expectation, written: Written.Expectation): readonly Expected[] {
  const { outcome, route, status, refused, rule, deadline, idleTimeout } = written;
  if (key === "outcome" && outcome !== undefined) return [{ kind: key, value: outcome }];
  if (key === "route" && route !== undefined) return [{ kind: key, value: orNone(route) }];
  if (key === "rule" && rule !== undefined) return [{ kind: key, value: orNone(rule) }];
  if (key === "status" && status !== undefined) return [{ kind: key, value: status }];
  if (key === "refused" && refused !== undefined) return [{ kind: key, value: refused }];
  if (key === "deadline" && deadline !== undefined) return [{ kind: key, ms: msOrNone(deadline) }];
  if (key === "idleTimeout" && idleTimeout !== undefined) return [{ kind: key, ms: msOrNone(idleTimeout) }];
  if (key === "retries") return [{ kind: "attempts", value: 0 }];
  return noFaults;
}

const noFaults: readonly Expected[] = [
  { kind: "fault", fault: "delay", share: zero },
  { kind: "fault", fault: "abort", share: zero },
];

function orNone(text: string): string | null {
  return text === "none" ? null : text;
}

function msOrNone(text: string): number | null {
  return text === "none" ? null : durationMs(text);
}

function retriesOf(written: Exclude<Written.RetriesExpected, "none">): readonly Expected[] {
  return Object.keys(written).map((key): Expected => {
    if (key === "attempts") return { kind: "attempts", value: written.attempts ?? 0 };
    if (key === "on") return { kind: "retryOn", words: (written.on ?? []).map(String) };
    return { kind: "perTryTimeout", ms: msOrNone(written.perTryTimeout ?? "none") };
  });
}

function rewrittenOf(written: NonNullable<Written.Expectation["rewritten"]>): readonly Expected[] {
  return Object.entries(written).map(([key, value]): Expected => ({ kind: key === "path" ? "upstreamPath" : "upstreamAuthority", value }));
}

function redirectOf(written: NonNullable<Written.Expectation["redirect"]>): readonly Expected[] {
  return Object.entries(written).map(([, value]): Expected => (typeof value === "number" ? { kind: "redirectStatus", value } : { kind: "redirectLocation", value }));
}

function faultsOf(written: Exclude<Written.FaultsExpected, "none">): readonly Expected[] {
  return Object.entries(written).map(([key, value]): Expected => ({ kind: "fault", fault: key === "delay" ? "delay" : "abort", share: shareOf(value) }));
}

/** A percentage, or a fraction of all calls, as a share of 0 to 1. */
function shareOf(written: Written.PercentOrFraction): Fraction {
  if (typeof written === "number") return percentFraction(written);
  const [num = "0", den = "1"] = written.split("/");
  return fraction(BigInt(num), BigInt(den));
}

function readShares(kind: "backends" | "mirrored", written: Written.Shares, place: Place, context: Context): ReadExpectations {
  const read = entries(place, written).map(([name, value, at]) => readShare(name, shareOf(value), at, context));
  const shares = read.flatMap(({ share }) => share ?? []);
  const sum = shares.reduce((total, { share }) => plus(total, share), zero);
  const over = kind === "backends" && compareFractions(sum, one) > 0;
  const diagnostics = over ? [say["too-many-shares"].report({ ...found(place, "key"), with: { sum: percentText(sum) } })] : [];
  return { expectations: [{ kind, shares, origin: () => originOf(place, "key") }], diagnostics: [...read.flatMap((one) => one.diagnostics), ...diagnostics] };
}

function readShare(name: string, share: Fraction, place: Place, { request, model }: Context): { readonly share: ExpectedShare | null; readonly diagnostics: readonly Diagnostic[] } {
  const endpoints = findEndpoints(name, request.to, place.namespace, model);
  if (endpoints.ok) return { share: { name, share, endpoints: endpoints.value }, diagnostics: [] };
  const called = "gateway" in request.to ? `a service behind ${request.to.gateway.namespace}/${request.to.gateway.name}` : `${request.to.namespace}/${request.to.service}`;
  return { share: null, diagnostics: [say["unknown-backend"].report({ ...found(place, "key"), with: { name, called, near: endpoints.near } })] };
}
