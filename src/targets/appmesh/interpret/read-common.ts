import type { Certificate, ClientTls, ListenerProtocol, ListenerTls, Ref, Selector, Times, Validation } from "./config.ts";
import { at, duration, flag, isSet, items, keys, labels, member, refuse, text, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";

/** What listeners and routes speak. */
export const protocols: readonly ListenerProtocol[] = ["http", "http2", "grpc", "tcp"];

/** `portMapping`. */
export function readPortMapping(node: Node): { readonly port: number; readonly protocol: ListenerProtocol } {
  keys(node, ["port", "protocol"]);
  const port = whole(at(node, "port"), 1, 65_535);
  const protocol = word(at(node, "protocol"), protocols);
  if (port === null || protocol === null) refuse(node, "appmesh-refused-field", "needs a port and a protocol");
  return { port: port ?? 0, protocol: protocol ?? "http" };
}

/**
 * A reference by `…Ref`, whose namespace is the referring object's unless written, or by `…ARN`, which wins
 * (`aws/aws-app-mesh-controller-for-k8s:pkg/conversions/virtualrouter_types_conversion.go`).
 */
export function readRef(node: Node, name: string, namespace: string): Ref | null {
  const [ref, arn] = [at(node, `${name}Ref`), at(node, `${name}ARN`)];
  if (isSet(ref) && isSet(arn)) refuse(ref, "appmesh-two-references", "stands beside an ARN");
  if (isSet(arn)) return { kind: "arn", awsName: (text(arn) ?? "").split("/").pop() ?? "" };
  if (!isSet(ref)) {
    refuse(node, "appmesh-refused-field", `has neither \`${name}Ref\` nor \`${name}ARN\``);
    return null;
  }
  keys(ref, ["name", "namespace"]);
  return { kind: "ref", namespace: text(at(ref, "namespace")) ?? namespace, name: needed(ref, "name") };
}

/** A label selector; null when absent, which selects nothing. */
export function readSelector(node: Node): Selector | null {
  if (!isSet(node)) return null;
  keys(node, ["matchLabels", "matchExpressions"]);
  const expressions = items(at(node, "matchExpressions")).map((item) => ({
    key: needed(item, "key"),
    operator: word(at(item, "operator"), ["In", "NotIn", "Exists", "DoesNotExist"]) ?? needed(item, "operator"),
    values: texts(at(item, "values")),
  }));
  return { labels: labels(at(node, "matchLabels")), expressions };
}

/** Text that the schema demands. */
function needed(node: Node, key: string): string {
  const value = text(at(node, key));
  if (value === null) refuse(node, "appmesh-refused-field", `needs \`${key}\``);
  return value ?? "";
}

/** `timeout` of a route, or one member of a listener's. */
export function readTimes(node: Node): Times {
  keys(node, ["perRequest", "idle"]);
  return { perRequestMs: duration(at(node, "perRequest")), idleMs: duration(at(node, "idle")) };
}

/** `tls` of a listener (`…:config/crd/bases/appmesh.k8s.aws_virtualnodes.yaml`). */
export function readListenerTls(node: Node): ListenerTls | null {
  if (!isSet(node)) return null;
  keys(node, ["mode", "certificate", "validation"]);
  const mode = word(at(node, "mode"), ["STRICT", "PERMISSIVE", "DISABLED"]);
  if (mode === null) refuse(node, "appmesh-refused-field", "needs a mode");
  return { mode: mode ?? "DISABLED", certificate: readCertificate(at(node, "certificate"), "needed"), validation: readValidation(at(node, "validation"), ["file", "sds"]) };
}

/** `clientPolicy.tls`; null when there is no policy. */
export function readClientTls(policy: Node): ClientTls | null {
  if (!isSet(policy)) return null;
  keys(policy, ["tls"]);
  const node = at(policy, "tls");
  if (!isSet(node)) return null;
  keys(node, ["enforce", "ports", "certificate", "validation"]);
  if (!isSet(at(node, "validation"))) refuse(node, "appmesh-refused-field", "needs `validation`");
  const ports = at(node, "ports");
  return {
    enforce: flag(at(node, "enforce"), true),
    ports: isSet(ports) ? items(ports).flatMap((port) => whole(port, 1, 65_535) ?? []) : null,
    certificate: readCertificate(at(node, "certificate"), "optional"),
    validation: readValidation(at(node, "validation"), ["acm", "file", "sds"]),
  };
}

function readCertificate(node: Node, presence: "needed" | "optional"): Certificate | null {
  if (!isSet(node) && presence === "optional") return null;
  const kind = member(node, presence === "needed" ? ["acm", "file", "sds"] : ["file", "sds"]);
  if (kind === "file") for (const key of ["certificateChain", "privateKey"]) neededPath(at(node, kind), key);
  if (kind === "acm") needed(at(node, kind), "certificateARN");
  return kind === null ? null : { kind, secret: kind === "sds" ? needed(at(node, "sds"), "secretName") : null };
}

/** The path of a file at every proxy. */
function neededPath(node: Node, key: string): void {
  if (text(at(node, key), 255, 1) === null) refuse(node, "appmesh-refused-field", `needs \`${key}\``);
}

function readValidation(node: Node, trusts: readonly Certificate["kind"][]): Validation | null {
  if (!isSet(node)) return null;
  keys(node, ["trust", "subjectAlternativeNames"]);
  const kind = member(at(node, "trust"), trusts) ?? "file";
  if (kind === "file" && isSet(at(node, "trust", kind))) neededPath(at(node, "trust", kind), "certificateChain");
  const names = at(node, "subjectAlternativeNames");
  const listed = at(names, "match", "exact");
  return { trust: { kind, secret: kind === "sds" ? needed(at(node, "trust", "sds"), "secretName") : null }, names: isSet(names) ? items(listed).flatMap((name) => text(name, 254, 1) ?? []) : null };
}
