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

/** `forward`, `redirect 302 https://…`, `unroutable 404`: the outcome with its status and its reason. */
export function outcomeText(decision: RenderedDecision): string {
  const status = decision.redirect?.status ?? decision.status;
  const detail = decision.redirect?.location ?? decision.reason;
  return [decision.outcome, ...(status === null ? [] : [`${status}`]), ...(detail === null ? [] : [detail])].join(" ");
}

/** `95% (19/20) shop/order-v1:8080 (v1) [version=v1]`; one that refuses the caller says so. */
export function backendText({ namespace, service, version, port, share, labels, access }: RenderedBackend | RenderedMirror): string {
  const marks = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const where = `${namespace}/${service}:${port}${version === null ? "" : ` (${version})`}${marks.length === 0 ? "" : ` [${marks.join(",")}]`}`;
  return `${percentText(share)} ${where}${access.allowed ? "" : `, ${accessText(access)}`}`;
}

/** A share without a backend, `5% (1/20) answered 500`, as the row it stands in. A status of null is a closed connection. */
export function shareRow(label: string, share: string, status: number | null): readonly (readonly [string, string])[] {
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

/** `2 on gateway-error, 500ms a try`, or `none`. */
export function retriesText({ retries, perTryTimeoutMs }: RenderedDecision): string {
  const perTry = perTryTimeoutMs === null ? "" : `, ${durationText(perTryTimeoutMs)} a try`;
  return retries === null ? "none" : `${retries.attempts} on ${retries.on.join(", ")}${perTry}`;
}

function timeRows(decision: RenderedDecision): readonly (readonly [string, string])[] {
  const { deadlineMs, idleTimeoutMs } = decision;
  if (decision.outcome !== "forward") return [];
  return [
    ["deadline", deadlineMs === null ? "none" : durationText(deadlineMs)],
    ["retries", retriesText(decision)],
    ...(idleTimeoutMs === null ? [] : [["idle", durationText(idleTimeoutMs)] as const]),
  ];
}

/** A fault with its share and what it does. */
export function faultText(fault: object): string {
  return Object.entries(fault).map(([key, value]) => (key === "kind" ? `${value}` : `${key} ${value}`)).join(", ");
}

/** `allowed by shop/order allow[0]`. */
export function accessText({ allowed, by }: { readonly allowed: boolean; readonly by: string | null }): string {
  return `${allowed ? "allowed" : "refused"}${by === null ? "" : ` by ${by}`}`;
}

/** `policies/order.yaml:23:7`. */
export function placeText({ file, line, column }: RenderedPlace): string {
  return `${file}:${line}:${column}`;
}
