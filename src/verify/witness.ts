import type { Request } from "../model/index.ts";
import type { Visit } from "./boxes.ts";
import type { Refutation } from "./visit.ts";
import { usualAddress } from "./values.ts";
import type { Values } from "./values.ts";

/** Leaves out of a refuting request, dimension by dimension, what the difference does not need. */
export function simplest(refutation: Refutation, values: Values, visit: (values: Values) => Visit<Refutation>): Refutation {
  let [best, kept] = [refutation, values];
  for (const dimension of values.keys()) {
    const fewer = new Map([...kept].filter(([other]) => other !== dimension));
    const { finding } = visit(fewer);
    if (finding === null || finding.differences[0]?.effect !== refutation.differences[0]?.effect) continue;
    [best, kept] = [finding, fewer];
  }
  return best;
}

/** A request in one line, such as `GET order.shop:8080/orders x-cohort: beta, from shop/web`. */
export function requestText(request: Request): string {
  const { from, method, authority, path } = request;
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => ` ${name}: ${value}`);
  const caller = from === null ? "nobody" : `${from.namespace}/${from.serviceAccount ?? "(no identity)"}`;
  const target = method === undefined ? (authority ?? targetText(request)) : `${method} ${authority ?? targetText(request)}${path ?? ""}`;
  const extras = { ip: from?.ip === usualAddress ? undefined : from?.ip, claims: from?.claims, trustDomain: from?.trustDomain, service: from?.service, labels: from?.labels };
  const known = Object.entries(extras).filter(([, value]) => value !== undefined);
  return `${target}${headers.join(",")}, from ${caller}${known.map(([name, value]) => `, ${name} ${JSON.stringify(value)}`).join("")}`;
}

function targetText({ to }: Request): string {
  return "gateway" in to ? `${to.gateway.namespace}/${to.gateway.name}:${to.port}` : `${to.namespace}/${to.service}:${to.port ?? "any"}`;
}
