import type { Caller, Protocol, Request } from "../model/index.ts";
import { nearestWord } from "../support/nearest-word.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";
import { callerWorld, readCaller, readDestination } from "../simulate/request-names.ts";
import type { NameWorld } from "../simulate/request-names.ts";

/** Reads requests, one JSON object a line; empty lines are left out. The first wrong line refuses all of them. */
export function readRequestLines(text: string, file: string, world: NameWorld): Asked<readonly Request[]> {
  const requests: Request[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const request = readRequestLine(line, world);
    if (!request.ok) return refuse(`${file}:${index + 1}: ${request.problem}`);
    requests.push(request.value);
  }
  return { ok: true, value: requests };
}

function readRequestLine(line: string, world: NameWorld): Asked<Request> {
  const value = parsed(line);
  if (value === null) return refuse("this is not JSON");
  if (!isObject(value)) return refuse("a request has to be a JSON object");
  const to = readTo(value["to"], world);
  if (!to.ok) return to;
  const from = readFrom(value["from"], callerWorld(to.value.to, world));
  if (!from.ok) return from;
  const wrong = misspelt(value) ?? wrongField(value);
  if (wrong !== null) return refuse(wrong);
  return { ok: true, value: { ...to.value, ...plainFields(value), from: from.value } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Read<T> = (value: unknown) => value is T;

const isText: Read<string> = (value): value is string => typeof value === "string";
const isPort: Read<number> = (value): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;
const isTexts: Read<Readonly<Record<string, string>>> = (value): value is Readonly<Record<string, string>> => isObject(value) && Object.values(value).every(isText);
const isClaims = (value: unknown): boolean => isObject(value) && Object.values(value).every((claim) => isText(claim) || (Array.isArray(claim) && claim.every(isText)));

const protocols: readonly Protocol[] = ["http", "http2", "grpc", "tls", "tcp"];

/** Fields of a request that are taken as they stand: what each has to be. */
const fields: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  id: [(value) => isText(value) || typeof value === "number", "text"],
  protocol: [(value) => protocols.some((one) => one === value), `one of ${protocols.join(", ")}`],
  method: [isText, "text"],
  scheme: [(value) => value === "http" || value === "https", "`http` or `https`"],
  authority: [isText, "text"],
  path: [isText, "text"],
  headers: [isTexts, "an object of texts"],
};

/** Foreign fields are left alone; one that is nearly a field of ours would change the question in silence. */
function misspelt(value: Readonly<Record<string, unknown>>): string | null {
  const known = [...Object.keys(fields), "from", "to"];
  for (const name of Object.keys(value).filter((each) => each.length > 2 && !known.includes(each))) {
    const near = nearestWord(name, known);
    if (near !== null) return `\`${name}\` is not a field of a request; did you mean \`${near}\`?`;
  }
  return null;
}

function wrongField(value: Readonly<Record<string, unknown>>): string | null {
  const wrong = Object.entries(fields).find(([name, [fits]]) => given(value[name]) && !fits(value[name]));
  return wrong === undefined ? null : `\`${wrong[0]}\` has to be ${wrong[1][1]}`;
}

function plainFields(value: Readonly<Record<string, unknown>>): Partial<Request> {
  const kept = Object.keys(fields).filter((name) => given(value[name]));
  return Object.fromEntries(kept.map((name) => [name, name === "id" ? String(value[name]) : value[name]]));
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function readFrom(value: unknown, world: NameWorld): Asked<Caller | null> {
  if (!given(value)) return { ok: true, value: null };
  if (isText(value)) return readCaller(value, world);
  if (!isObject(value) || !isText(value["namespace"])) return refuse("`from` has to be null or an object with a `namespace`");
  const checks: readonly (readonly [string, (field: unknown) => boolean, string])[] = [
    ["serviceAccount", isText, "text"],
    ["service", isText, "text"],
    ["trustDomain", isText, "text"],
    ["labels", isTexts, "an object of texts"],
    ["ip", isText, "text"],
    ["claims", isClaims, "an object of texts or lists of texts"],
  ];
  const wrong = checks.find(([name, fits]) => given(value[name]) && !fits(value[name]));
  if (wrong !== undefined) return refuse(`\`from.${wrong[0]}\` has to be ${wrong[2]}`);
  const kept = checks.filter(([name]) => given(value[name])).map(([name]) => [name, value[name]]);
  return { ok: true, value: { ...Object.fromEntries(kept), namespace: value["namespace"] } as Caller };
}

function readTo(value: unknown, world: NameWorld): Asked<Pick<Request, "to" | "authority">> {
  if (isText(value)) return readDestination(value, world);
  if (!isObject(value)) return refuse("`to` has to name a service or a gateway");
  if (given(value["port"]) && !isPort(value["port"])) return refuse("`to.port` has to be a port number");
  return given(value["gateway"]) ? readGateway(value) : readService(value);
}

function readGateway({ gateway, port, sni }: Readonly<Record<string, unknown>>): Asked<Pick<Request, "to">> {
  if (!isObject(gateway) || !isText(gateway["namespace"]) || !isText(gateway["name"])) return refuse("`to.gateway` has to have a `namespace` and a `name`");
  if (!isPort(port)) return refuse("`to.port` has to be the port of the gateway");
  if (given(sni) && !isText(sni)) return refuse("`to.sni` has to be text");
  return { ok: true, value: { to: { gateway: { namespace: gateway["namespace"], name: gateway["name"] }, port, ...(isText(sni) && { sni }) } } };
}

function readService({ namespace, service, port }: Readonly<Record<string, unknown>>): Asked<Pick<Request, "to">> {
  if (!isText(namespace) || !isText(service)) return refuse("`to` has to have a `namespace` and a `service`");
  return { ok: true, value: { to: { namespace, service, ...(isPort(port) && { port }) } } };
}
