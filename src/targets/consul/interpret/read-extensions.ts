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
