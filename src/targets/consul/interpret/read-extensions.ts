import { at, isSet, items, refuse, says, text, whole, word } from "./node.ts";
import type { Node } from "./node.ts";

const fault = "consul-invalid-defaults";

const builtIn = ["builtin/otel-access-logging", "builtin/lua", "builtin/aws/lambda", "builtin/property-override", "builtin/wasm", "builtin/ext-authz"];
const enterprise = ["builtin/fault-injection", "builtin/ext-proc", "builtin/http/localratelimit"];

/** Extensions need a name that is built in, and arguments (hashicorp/consul:agent/envoyextensions/registered_extensions.go). */
export function readExtensions(node: Node): void {
  for (const item of items(node)) {
    const name = text(at(item, "name"));
    const known = builtIn.includes(name) || (node.enterprise && enterprise.includes(name));
    if (!known) refuse(at(item, "name"), enterprise.includes(name) ? "consul-enterprise-only" : fault, `is \`${name}\`, which is not a built-in extension`);
    const { value } = at(item, "arguments");
    if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(at(item, "arguments"), fault, "must be a mapping");
    else if (name === "builtin/lua") readScript(at(item, "arguments"));
    else if (name === "builtin/property-override") readOverrides(at(item, "arguments"));
  }
}

/** An argument, whose name is taken in any case. */
function argument(node: Node, name: string): Node {
  const keys = typeof node.value === "object" && node.value !== null ? Object.keys(node.value) : [];
  return at(node, keys.find((key) => key.toLowerCase() === name.toLowerCase()) ?? name);
}

function oneOf(node: Node, words: readonly string[]): void {
  if (!words.includes(String(node.value))) refuse(node, fault, `must be one of ${words.join(", ")}`);
}

const directions = ["inbound", "outbound"];

/** A script and where it runs (hashicorp/consul:agent/envoyextensions/builtin/lua/lua.go). */
function readScript(node: Node): void {
  if (!says(argument(node, "Script"))) refuse(argument(node, "Script"), fault, "must be the script");
  oneOf(argument(node, "Listener"), directions);
}

/** Fields of Envoy that lists stand before are not reached (hashicorp/consul:agent/envoyextensions/builtin/property-override/structpatcher.go). */
const inLists = ["/circuit_breakers/thresholds/"];

/** Patches of single fields (hashicorp/consul:agent/envoyextensions/builtin/property-override/property_override.go). */
function readOverrides(node: Node): void {
  const patches = items(argument(node, "Patches"));
  if (patches.length === 0) refuse(argument(node, "Patches"), fault, "must have at least one patch");
  for (const patch of patches) {
    const [path, filter, add] = [text(argument(patch, "Path")), argument(patch, "ResourceFilter"), argument(patch, "Op").value === "add"];
    oneOf(argument(patch, "Op"), ["add", "remove"]);
    oneOf(argument(filter, "ResourceType"), ["cluster", "cluster-load-assignment", "route", "listener"]);
    oneOf(argument(filter, "TrafficDirection"), directions);
    if (items(argument(filter, "Services")).length > 0 && argument(filter, "TrafficDirection").value !== "outbound") refuse(argument(filter, "Services"), fault, "needs the direction outbound");
    if (!path.startsWith("/")) refuse(argument(patch, "Path"), fault, "must begin with a `/`");
    if (inLists.some((list) => path.startsWith(list))) refuse(argument(patch, "Path"), fault, "leads through a list, whose members cannot be reached");
    if (add !== isSet(argument(patch, "Value"))) refuse(argument(patch, "Value"), fault, "is needed to add, and for nothing else");
  }
}

/** Paths that are open beside the mesh. */
export function readExposed(node: Node): void {
  for (const path of items(at(node, "paths"))) {
    if (!text(at(path, "path")).startsWith("/")) refuse(at(path, "path"), fault, "must begin with a `/`");
    word(at(path, "protocol"), ["http", "http2"], fault);
  }
}

const kinds = ["pathExact", "pathPrefix", "pathRegex"];

/** Rates of paths: exactly one kind of path and a rate each (hashicorp/consul-k8s:control-plane/api/v1alpha1/servicedefaults_types.go). */
export function readPathRates(node: Node): void {
  const routes = items(at(node, "routes"));
  for (const route of routes) {
    if (kinds.filter((kind) => says(at(route, kind))).length !== 1) refuse(route, fault, `must have exactly one of ${kinds.join(", ")}`);
    whole(at(route, "requestsPerSecond"), 1, fault);
  }
  if (isSet(node) && routes.length === 0 && !says(at(node, "requestsPerSecond"))) refuse(node, fault, "must say some rate");
}
