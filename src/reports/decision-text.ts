import type { RenderedBackend, RenderedDecision, RenderedMirror, RenderedPlace } from "../model/render.ts";
import { durationText } from "../support/duration.ts";
import { printable } from "./printable.ts";

/**
 * A decision for people: the outcome with the place that decided it, where calls go in percent and exactly, how long they may
 * take, who lets them in, and the steps that led there. Text of policies and requests is made printable.
 */
export function decisionText(question: string, decision: RenderedDecision): string {
  const rows: readonly (readonly [string, string])[] = [
    ["outcome", outcomeText(decision)],
    ...(decision.route === null ? [] : [["route", decision.route] as const]),
    ...decision.backends.map((backend, index) => [index === 0 ? "backends" : "", backendText(backend)] as const),
    ...shareRow("failed", decision.failed.share, decision.failed.status),
    ...shareRow("refused", decision.refused.share, decision.outcome === "refuse" ? decision.status : decision.refused.status),
    ...decision.mirrors.map((mirror, index) => [index === 0 ? "mirrors" : "", backendText(mirror)] as const),
    ...upstreamRows(decision),
    ...timeRows(decision),
    ...decision.faults.map((fault) => ["fault", faultText(fault)] as const),
    ...(decision.access === null ? [] : [["access", accessText(decision.access)] as const]),
    ...decision.notes.map((note) => ["note", note] as const),
    ...decision.outside.map((finding) => ["outside", finding] as const),
    ...decision.trace.map(({ step, at }, index) => [index === 0 ? "trace" : "", `${step}${at === null ? "" : `  ${placeText(at)}`}`] as const),
  ];
  return `${printable(question)}\n${rows.map(([label, text]) => `  ${label.padEnd(9)} ${printable(text)}\n`).join("")}`;
}

function outcomeText(decision: RenderedDecision): string {
  const status = decision.redirect?.status ?? decision.status;
  const detail = decision.redirect?.location ?? decision.reason;
  return [decision.outcome, ...(status === null ? [] : [`${status}`]), ...(detail === null ? [] : [detail])].join(" ");
}

function backendText({ namespace, service, version, port, share, labels, access }: RenderedBackend | RenderedMirror): string {
  const marks = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const where = `${namespace}/${service}:${port}${version === null ? "" : ` (${version})`}${marks.length === 0 ? "" : ` [${marks.join(",")}]`}`;
  return `${percentText(share)} ${where}${access.allowed ? "" : `, ${accessText(access)}`}`;
}

/** A status of null is a closed connection. */
function shareRow(label: string, share: string, status: number | null): readonly (readonly [string, string])[] {
  return share === "0" ? [] : [[label, `${percentText(share)} ${status === null ? "cut off" : `answered ${status}`}`]];
}

/** `95% (19/20)`; a share that is no round percentage gets two decimals. */
function percentText(share: string): string {
  const [num = "0", den = "1"] = share.split("/");
  const hundredths = (BigInt(num) * 10_000n) / BigInt(den);
  const exact = (BigInt(num) * 10_000n) % BigInt(den) === 0n;
  const text = `${hundredths / 100n}.${`${hundredths % 100n}`.padStart(2, "0")}`.replace(/\.?0+$/, "");
  return `${exact ? "" : "about "}${text}% (${share})`;
}

function upstreamRows({ upstream }: RenderedDecision): readonly (readonly [string, string])[] {
  if (upstream === null || upstream.path === null) return [];
  return [["upstream", `${upstream.authority ?? ""}${upstream.path}`]];
}

function timeRows(decision: RenderedDecision): readonly (readonly [string, string])[] {
  const { deadlineMs, retries, perTryTimeoutMs, idleTimeoutMs } = decision;
  if (decision.outcome !== "forward") return [];
  const perTry = perTryTimeoutMs === null ? "" : `, ${durationText(perTryTimeoutMs)} a try`;
  return [
    ["deadline", deadlineMs === null ? "none" : durationText(deadlineMs)],
    ["retries", retries === null ? "none" : `${retries.attempts} on ${retries.on.join(", ")}${perTry}`],
    ...(idleTimeoutMs === null ? [] : [["idle", durationText(idleTimeoutMs)] as const]),
  ];
}

function faultText(fault: object): string {
  return Object.entries(fault).map(([key, value]) => (key === "kind" ? `${value}` : `${key} ${value}`)).join(", ");
}

function accessText({ allowed, by }: { readonly allowed: boolean; readonly by: string | null }): string {
  return `${allowed ? "allowed" : "refused"}${by === null ? "" : ` by ${by}`}`;
}

function placeText({ file, line, column }: RenderedPlace): string {
  return `${file}:${line}:${column}`;
}
