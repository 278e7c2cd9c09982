import { decimalFraction, fraction } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import type { Labels, StringMatch } from "./config.ts";
import type { Features } from "./features.ts";
import { at, entries, isSet, labels, pattern, refuse, text, texts } from "./node.ts";
import type { Node } from "./node.ts";

/** What readers of all kinds know of the resource. */
export interface Reading {
  readonly namespace: string;
  readonly domain: string;
  readonly features: Features;
}

/**
 * Exact, prefix, regex or presence. The regex `*` means presence (istio/istio:pilot/pkg/networking/core/route/route.go);
 * an empty prefix is refused except for `uri` (istio/istio:pkg/config/validation/virtualservice.go).
 */
export function readStringMatch(node: Node, emptyPrefix: "allowed" | "refused" = "refused"): StringMatch | null {
  if (!isSet(node)) return null;
  const written = entries(node).filter(([, value]) => isSet(value));
  if (written.length > 1) refuse(node, "istio-invalid-match", "has more than one of exact, prefix and regex");
  const [kind, value] = written[0] ?? ["present", null];
  if (value === null) return { kind: "present", value: "" };
  if (kind !== "exact" && kind !== "prefix" && kind !== "regex") return { kind: "present", value: "" };
  return readMatcher(kind, value, emptyPrefix);
}

function readMatcher(kind: "exact" | "prefix" | "regex", node: Node, emptyPrefix: "allowed" | "refused"): StringMatch {
  const value = text(node) ?? "";
  if (kind === "regex" && value === "*") return { kind: "present", value: "" };
  if (kind === "regex") pattern(node);
  if (kind === "prefix" && value === "" && emptyPrefix === "refused") refuse(node, "istio-invalid-match", "is an empty prefix");
  return { kind, value };
}

/** A percentage as a share, in steps of a millionth: numerator trunc(value × 10000) (istio/istio:pilot/pkg/networking/core/route/route.go). */
export function percentShare(percent: number): Fraction {
  const scaled = decimalFraction(percent);
  return fraction((scaled.num * 10_000n) / scaled.den, 1_000_000);
}

/** Visible to every namespace (`*`), or to the listed ones; `.` is the own one. */
export function readExportTo(node: Node, namespace: string): readonly string[] {
  const written = texts(node);
  const names = written.map((name) => (name === "." ? namespace : name));
  if (names.includes("*") && names.length > 1) refuse(node, "istio-invalid-export", "has `*` beside other namespaces");
  if (new Set(names).size < names.length) refuse(node, "istio-invalid-export", "names a namespace twice");
  return names.length === 0 ? ["*"] : names;
}

const hostPattern = /^(?:\*|(?:\*-?)?[a-z0-9-]{1,63}|\*)(?:\.[a-z0-9-]{1,63})*\.?$/i;
const addressPattern = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)$/i;

/** Whether a text is an IP address. */
export function isAddress(host: string): boolean {
  return addressPattern.test(host);
}

/** A host name with at most one wildcard, in its first label (istio/istio:pkg/config/validation/agent/validation.go). */
export function readHost(node: Node): string {
  const host = text(node) ?? "";
  const name = host.replace(/\.$/, "");
  const labelsOf = name.split(".");
  const whole = hostPattern.test(host) && host.length <= 255 && labelsOf.every((label) => label === "*" || !/^-|-$/.test(label.replace(/^\*-?/, "a")));
  const numeric = labelsOf.length > 1 && /^\d+$/.test(labelsOf.at(-1) ?? "") && !isAddress(host);
  if ((!whole || numeric) && !isAddress(host)) refuse(node, "istio-invalid-host", host === "" ? "names no host" : `\`${host}\` is not a host name`);
  return host;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Whether a text may be a header name. */
export function isHeaderName(name: string): boolean {
  return token.test(name) || [":method", ":scheme", ":authority", ":path", ":status"].includes(name);
}

/** `set`, `add` and `remove` of `headers.request` or `headers.response`; `%%` stands for `%`. */
export function readHeaderEdits(node: Node): HeaderEdits {
  return { set: headerValues(at(node, "set")), add: headerValues(at(node, "add")), remove: headerNames(at(node, "remove")) };
}

function headerValues(node: Node): Labels {
  const written = Object.entries(labels(node) ?? {});
  for (const [name] of written) if (!isHeaderName(name)) refuse(at(node, name), "istio-invalid-route", "is no header name");
  return Object.fromEntries(written.map(([name, value]) => [name.toLowerCase(), value.replaceAll("%%", "%")]));
}

function headerNames(node: Node): readonly string[] {
  return texts(node).map((name) => name.toLowerCase());
}
