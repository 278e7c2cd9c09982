import type { Request } from "../model/index.ts";
import type { Visit } from "./boxes.ts";
import { usualAddress } from "./values.ts";
import type { Values } from "./values.ts";

/** Leaves out of a finding's request, dimension by dimension, what it does not need to be the `same` finding. */
export function simplest<Finding>(finding: Finding, values: Values, visit: (values: Values) => Visit<Finding>, same: (one: Finding, other: Finding) => boolean): Finding {
  let [best, kept] = [finding, values];
  for (const dimension of values.keys()) {
    const fewer = new Map([...kept].filter(([other]) => other !== dimension));
    const { finding: simpler } = visit(fewer);
    if (simpler === null || !same(simpler, finding)) continue;
    [best, kept] = [simpler, fewer];
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
