import type { AccessRule, Conditions, NamedMatch, Operation, Route, Subject } from "../../model/index.ts";
import { matchText, pathText } from "../../routing-tests/nearest.ts";
import { durationText } from "../../support/duration.ts";
import { percentText } from "../../support/fraction.ts";

/** `GET or HEAD, path prefix …, header … present`; words in backticks are the user's. */
export function conditionsText(when: Conditions): string {
  const parts = [
    ...(when.methods === null ? [] : [when.methods.join(" or ")]),
    ...(when.path === null ? [] : [`path ${pathText(when.path)}`]),
    ...when.headers.map((one) => namedText("header", one)),
    ...when.query.map((one) => namedText("query parameter", one)),
    ...(when.authority === null ? [] : [`authority ${matchText(when.authority)}`]),
    ...when.claims.map((one) => namedText("claim", one)),
    ...(when.callers === null ? [] : [`callers in ${quoted(when.callers)}`]),
    ...(when.sni === null ? [] : [`server name ${quoted(when.sni)}`]),
  ];
  return parts.length === 0 ? "every request" : parts.join(", ");
}

/** What a route does besides forwarding: deadline, retries, faults and the like. */
export function routeFacts({ deadlineMs, idleTimeoutMs, retry, mirrors, rewrite, delay, abort, cors, requestHeaders, responseHeaders }: Route): readonly string[] {
  const tries = retry === null ? [] : [`${retry.value.attempts} retries on ${retry.value.on.join(", ")}${retry.value.perTryTimeoutMs === null ? "" : `, ${durationText(retry.value.perTryTimeoutMs)} a try`}`];
  return [
    ...(deadlineMs === null ? ["no deadline"] : [`deadline ${durationText(deadlineMs.value)}`]),
    ...tries,
    ...(idleTimeoutMs === null ? [] : [`idle timeout ${durationText(idleTimeoutMs.value)}`]),
    ...mirrors.map(({ share, version, service }) => `copies ${percentText(share)} to \`${version ?? service.name}\``),
    ...(rewrite === null ? [] : ["rewrites the request"]),
    ...(requestHeaders === null ? [] : ["changes request headers"]),
    ...(responseHeaders === null ? [] : ["changes response headers"]),
    ...(cors === null ? [] : ["cross-origin rules"]),
    ...(delay === null ? [] : [`delays ${percentText(delay.value.share)} by ${durationText(delay.value.durationMs)}`]),
    ...(abort === null ? [] : [`answers ${percentText(abort.value.share)} with ${abort.value.status}`]),
  ];
}

/** ``from service account `shop/web`; GET, path prefix `/orders` ``. */
export function ruleText({ from, to, headers, claims }: AccessRule): string {
  const requests = to.length === 0 ? "every request" : to.map(operationText).join(" or ");
  const more = [...headers.map((one) => namedText("header", one)), ...claims.map((one) => namedText("claim", one))];
  return [`from ${from.map(subjectText).join(" or ")}`, requests, ...more].join("; ");
}

function subjectText({ identity, cidrs }: Subject): string {
  const where = cidrs === null ? "" : ` at ${quoted(cidrs)}`;
  switch (identity.kind) {
    case "anyone":
      return `anyone${where}`;
    case "authenticated":
      return `any known caller${where}`;
    case "namespace":
      return `namespace \`${identity.namespace}\`${where}`;
    case "account":
      return `account \`${identity.namespace}/${identity.serviceAccount}\`${where}`;
  }
}

function operationText({ methods, path, headers, ports }: Operation): string {
  const parts = [...(methods === null ? [] : [methods.join(", ")]), ...(path === null ? [] : [`path ${pathText(path)}`]), ...headers.map((one) => namedText("header", one)), ...(ports === null ? [] : [`port ${ports.join(", ")}`])];
  return parts.length === 0 ? "every request" : parts.join(", ");
}

function namedText(what: string, { name, match }: NamedMatch): string {
  return `${what} \`${name}\` ${matchText(match)}`;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(" or ");
}
