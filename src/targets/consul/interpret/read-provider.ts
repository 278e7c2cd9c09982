import type { Meta, Provider } from "./config.ts";
import { at, duration, isSet, items, number, refuse, says, text, texts, word } from "./node.ts";
import type { Node } from "./node.ts";

const fault = "consul-invalid-defaults";

/** `jwt-provider` (hashicorp/consul:agent/structs/config_entry_jwt_provider.go). */
export function readProvider(spec: Node, meta: Meta): Provider {
  const keys = at(spec, "jsonWebKeySet");
  if (isSet(at(keys, "local")) === isSet(at(keys, "remote"))) refuse(keys, fault, "must have exactly one of local and remote");
  if (isSet(at(keys, "local"))) readLocalKeys(at(keys, "local"));
  if (isSet(at(keys, "remote"))) readRemoteKeys(at(keys, "remote"));
  for (const location of items(at(spec, "locations"))) readLocation(location);
  const forwarding = at(spec, "forwarding");
  if (isSet(forwarding) && text(at(forwarding, "headerName")) === "") refuse(at(forwarding, "headerName"), fault, "must name the header that gets the payload");
  const issuer = text(at(spec, "issuer"));
  if (issuer === "") refuse(at(spec, "issuer"), "consul-without-effect", "is empty, so that no token is ever of this provider");
  for (const field of ["clockSkewSeconds", "cacheConfig"]) if (says(at(spec, field))) refuse(at(spec, field), "consul-without-effect", "is kept, and no proxy is told");
  return { meta, issuer, audiences: texts(at(spec, "audiences")) };
}

function readLocalKeys(node: Node): void {
  const jwks = text(at(node, "jwks"));
  if ((jwks !== "") === says(at(node, "filename"))) refuse(node, fault, "must have exactly one of jwks and filename");
  if (jwks !== "" && !/^[A-Za-z0-9+/]+={0,2}$/.test(jwks)) refuse(at(node, "jwks"), fault, "must be base64 of a JSON key set");
}

function readRemoteKeys(node: Node): void {
  const uri = text(at(node, "uri"));
  if (uri === "" || !URL.canParse(uri)) refuse(at(node, "uri"), fault, "must be the address of the keys");
  const timeout = number(at(node, "requestTimeoutMs")) ?? 0;
  if (timeout > 0 && timeout < 1000) refuse(at(node, "requestTimeoutMs"), "consul-without-effect", "is cut down to whole seconds, of which it has none");
  const pauses = at(node, "retryPolicy", "retryPolicyBackOff");
  const [base, most] = [duration(at(pauses, "baseInterval")) ?? 0, duration(at(pauses, "maxInterval"))];
  if (most !== null && most < base) refuse(at(pauses, "maxInterval"), fault, "must not be below baseInterval");
  const cluster = at(node, "jwksCluster");
  word(at(cluster, "discoveryType"), ["STATIC", "STRICT_DNS", "LOGICAL_DNS", "EDS", "ORIGINAL_DST"], fault);
  const certificates = at(cluster, "tlsCertificates");
  if (isSet(certificates) && isSet(at(certificates, "trustedCA")) === isSet(at(certificates, "caCertificateProviderInstance"))) refuse(certificates, fault, "must have exactly one of trustedCA and caCertificateProviderInstance");
  const roots = at(certificates, "trustedCA");
  const sources = ["filename", "environmentVariable", "inlineString", "inlineBytes"];
  if (isSet(roots) && sources.filter((field) => says(at(roots, field))).length !== 1) refuse(roots, fault, `must have exactly one of ${sources.join(", ")}`);
}

const places = ["header", "queryParam", "cookie"] as const;

function readLocation(node: Node): void {
  const written = places.filter((place) => isSet(at(node, place)));
  if (written.length !== 1) refuse(node, fault, `must have exactly one of ${places.join(", ")}`);
  for (const place of written) if (text(at(node, place, "name")) === "") refuse(at(node, place, "name"), fault, "must name where the token is");
}
