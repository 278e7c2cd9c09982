import type { Intentions, Meta, Permission, ServiceKey, Source, TokenNeed } from "./config.ts";
import { at, enterpriseText, isSet, items, refuse, text, texts, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readMatchers, readMethods, readPath } from "./read-matches.ts";

const fault = "consul-invalid-intention";

/** `service-intentions` (hashicorp/consul:agent/structs/config_entry_intentions.go). */
export function readIntentions(spec: Node, meta: Meta, own: ServiceKey): Intentions {
  const destination = readName(at(spec, "destination"), own.namespace);
  const sources = items(at(spec, "sources")).map((item) => readSource(item, destination));
  if (sources.length === 0) refuse(at(spec, "sources"), fault, "must name at least one source");
  const texts = sources.map(({ key, peer }) => `${key.namespace} ${key.name} ${peer}`);
  const twin = texts.findIndex((each, index) => texts.indexOf(each) < index);
  if (twin >= 0) refuse(at(spec, "sources", twin), fault, "is a source that is named before");
  return { meta, destination, sources, tokens: readTokens(at(spec, "jwt")) };
}

function readName(node: Node, namespace: string): ServiceKey {
  const name = text(at(node, "name"));
  const written = enterpriseText(at(node, "namespace"));
  if (name === "") refuse(at(node, "name"), fault, "must name a service, or `*`");
  if (name.includes("*") && name !== "*") refuse(at(node, "name"), fault, "has `*` beside other text");
  return { name, namespace: written === "" ? namespace : written };
}

function readSource(node: Node, destination: ServiceKey): Source {
  const key = readName(node, destination.namespace);
  const action = word(at(node, "action"), ["allow", "deny"], fault);
  const listed = items(at(node, "permissions"));
  enterpriseText(at(node, "partition"));
  enterpriseText(at(node, "samenessGroup"));
  if ((action !== null) === listed.length > 0) refuse(node, fault, "action and permissions are mutually exclusive and only one of them can be specified");
  if (listed.length > 0 && destination.name === "*") refuse(at(node, "permissions"), fault, "are not possible for every destination at once");
  if (["peer", "partition", "samenessGroup"].filter((field) => text(at(node, field)) !== "").length > 1) refuse(node, fault, "names more than one of peer, partition and samenessGroup");
  if (text(at(node, "peer")).includes("*")) refuse(at(node, "peer"), fault, "must be one peer");
  if (text(at(node, "description")).length > 512) refuse(at(node, "description"), fault, "is longer than 512 characters");
  return { key, peer: text(at(node, "peer")), action, permissions: listed.map(readPermission), path: node.path };
}

function readPermission(node: Node): Permission {
  const http = at(node, "http");
  const path = readPath(http, fault);
  const headers = readMatchers(at(http, "header"), "intention", fault);
  const methods = readMethods(at(http, "methods"), false, fault);
  if (path === null && headers.length === 0 && methods.length === 0) refuse(http, fault, "must say something of requests");
  const action = word(at(node, "action"), ["allow", "deny"], fault);
  if (action === null) refuse(at(node, "action"), fault, "must be allow or deny");
  return { action: action ?? "deny", http: { path, headers, methods }, tokens: readTokens(at(node, "jwt")) };
}

function readTokens(node: Node): TokenNeed | null {
  if (!isSet(node)) return null;
  const providers = items(at(node, "providers")).map((provider) => ({
    name: text(at(provider, "name")),
    path: at(provider, "name").path,
    claims: items(at(provider, "verifyClaims")).map((claim) => ({ path: texts(at(claim, "path")), value: text(at(claim, "value")) })),
  }));
  return { providers };
}
