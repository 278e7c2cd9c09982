import type { MtlsMode } from "../../../model/index.ts";
import type { JwtRule, Meta, PeerAuthentication, RequestAuthentication } from "./config.ts";
import { at, entries, isSet, items, labels, refuse, text, texts, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readAttachment } from "./read-authorization.ts";

const modes: Readonly<Record<string, MtlsMode | null>> = { UNSET: null, DISABLE: "off", PERMISSIVE: "permissive", STRICT: "strict" };

function readMode(node: Node): MtlsMode | null {
  const mode = word(at(node, "mode"), ["UNSET", "DISABLE", "PERMISSIVE", "STRICT"]);
  return mode === null ? null : (modes[mode] ?? null);
}

/** Reads a PeerAuthentication; named ports need a selector (istio/istio:pkg/config/validation/validation.go). */
export function readPeerAuthentication(spec: Node, meta: Meta): PeerAuthentication {
  const selector = labels(at(spec, "selector", "matchLabels"));
  const ports = entries(at(spec, "portLevelMtls"));
  const chosen = selector !== null && Object.keys(selector).length > 0;
  if (isSet(at(spec, "portLevelMtls")) && !chosen) refuse(at(spec, "portLevelMtls"), "istio-invalid-authentication", "needs a selector");
  if (isSet(at(spec, "portLevelMtls")) && ports.length === 0) refuse(at(spec, "portLevelMtls"), "istio-invalid-authentication", "is empty");
  const strange = ports.find(([port]) => !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535);
  if (strange !== undefined) refuse(strange[1], "istio-invalid-authentication", `\`${strange[0]}\` is no port`);
  return {
    meta,
    selector: chosen ? selector : null,
    mode: readMode(at(spec, "mtls")),
    ports: new Map(ports.map(([port, value]) => [Number(port), readMode(value)])),
  };
}

/** Reads a RequestAuthentication (istio/istio:pkg/config/validation/validation.go). */
export function readRequestAuthentication(spec: Node, meta: Meta): RequestAuthentication {
  const rules = items(at(spec, "jwtRules")).map(readJwtRule);
  return { meta, attachment: readAttachment(spec, "istio-invalid-authentication"), rules };
}

function readJwtRule(node: Node): JwtRule {
  const [issuer, uri] = [text(at(node, "issuer")) || null, text(at(node, "jwksUri")) || null];
  if (issuer === null && uri === null) refuse(node, "istio-invalid-authentication", "has neither issuer nor jwksUri");
  if (uri !== null && isSet(at(node, "jwks"))) refuse(at(node, "jwks"), "istio-invalid-authentication", "cannot stand beside jwksUri");
  if (uri !== null && (!/^https?:\/\//.test(uri) || uri.length > 2048)) refuse(at(node, "jwksUri"), "istio-invalid-authentication", "is no http or https address");
  const audiences = texts(at(node, "audiences"));
  if (audiences.includes("")) refuse(at(node, "audiences"), "istio-invalid-authentication", "has an empty value");
  for (const output of items(at(node, "outputClaimToHeaders"))) {
    if (!/^[-_A-Za-z0-9]+$/.test(text(at(output, "header")) ?? "")) refuse(at(output, "header"), "istio-invalid-authentication", "is no name of a header");
  }
  return { issuer, audiences };
}
