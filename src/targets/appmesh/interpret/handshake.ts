import type { AccessAnswer } from "../../../model/decision.ts";
import type { MtlsMode } from "../../../model/index.ts";
import type { Ask } from "./ask.ts";
import type { Caller } from "./callers.ts";
import type { Certificate, ClientTls, Listener, ListenerTls, Validation, VirtualNode } from "./config.ts";
import type { Mesh } from "./mesh.ts";

/** What a caller brings to a connection: plain text, or TLS with the name in its certificate where that is known. */
type Speech = { readonly kind: "plain" } | { readonly kind: "tls"; readonly certificate: "none" | "account" | { readonly name: string } };

/** A connection from one caller to the server that answers, each with what is written for it. */
export interface Connection {
  readonly caller: Caller;
  /** The caller's policy for the called virtual service. */
  readonly policy: ClientTls | null;
  readonly target: Listener;
  readonly server: Listener | null;
  readonly node: VirtualNode;
}

const allowed: AccessAnswer = { allowed: true, by: null };

function refused(by: string): AccessAnswer {
  return { allowed: false, by };
}

/** Whether the connection comes about (`awsdocs/aws-app-mesh-user-guide:doc_source/tls.md`). */
export function handshake(ask: Ask, connection: Connection, mesh: Mesh): AccessAnswer {
  const { target, node } = connection;
  const tls = effective(connection.server?.tls ?? null);
  const offered = effective(target.tls);
  const speech = speechOf(connection, offered);
  if (speech === null) return refused(`${node.meta.name}: the caller insists on TLS, which the listener does not speak`);
  if (speech.kind === "plain") return tls?.mode === "STRICT" ? refused(`${node.meta.name}: plain text to a listener that asks for TLS`) : allowed;
  if (tls === null) return refused(`${node.meta.name}: TLS to a listener without it`);
  if (!acceptsServer(ask, connection, tls)) return refused(`${node.meta.name}: the caller does not accept the server's certificate`);
  return acceptsClient(ask, connection.caller, speech.certificate, tls.validation, mesh) ? allowed : refused(`${node.meta.name}: the listener does not accept the caller's certificate`);
}

function effective(tls: ListenerTls | null): ListenerTls | null {
  return tls === null || tls.mode === "DISABLED" ? null : tls;
}

/** null: the caller demands TLS where there is none. */
function speechOf({ caller, policy, target }: Connection, offered: ListenerTls | null): Speech | null {
  if (caller.kind === "unknown") return offered !== null && caller.identified ? { kind: "tls", certificate: "account" } : { kind: "plain" };
  const applies = policy !== null && (policy.ports === null || policy.ports.includes(target.port));
  if (offered === null) return applies && policy.enforce ? null : { kind: "plain" };
  return { kind: "tls", certificate: applies ? certificateOf(policy.certificate) : "none" };
}

function certificateOf(certificate: Certificate | null): "none" | "account" | { readonly name: string } {
  if (certificate === null) return "none";
  return certificate.secret?.startsWith("spiffe://") === true ? { name: certificate.secret } : "account";
}

/** Without a policy a certificate from a file is not checked at all; without names it must carry the discovery name. */
function acceptsServer(ask: Ask, { caller, policy, target }: Connection, tls: ListenerTls): boolean {
  const applies = policy !== null && (policy.ports === null || policy.ports.includes(target.port));
  const secret = tls.certificate?.kind === "sds" ? tls.certificate.secret : null;
  if (caller.kind === "unknown" || !applies || policy.validation === null) return true;
  if (secret === null) {
    ask.note("names in the server's certificate are not known; they are taken to be as the caller expects");
    return true;
  }
  const trusted = signs(policy.validation.trust, secret);
  return trusted && policy.validation.names !== null && policy.validation.names.includes(secret);
}

/** A trust domain signs the names below it; of other trust nothing is known, and it is taken to sign. */
function signs(trust: Certificate, name: string): boolean {
  return trust.secret === null || !trust.secret.startsWith("spiffe://") || name.startsWith(`${trust.secret}/`);
}

function acceptsClient(ask: Ask, caller: Caller, certificate: Exclude<Speech, { kind: "plain" }>["certificate"], validation: Validation | null, mesh: Mesh): boolean {
  if (validation === null) return true;
  if (certificate === "none") return false;
  if (certificate === "account" && caller.kind === "gateway") return byGateway(ask, caller.names, validation);
  if (certificate === "account") return byAccount(ask, validation, mesh);
  return signs(validation.trust, certificate.name) && (validation.names === null || validation.names.includes(certificate.name));
}

/** Pods of several accounts show several names: then nobody knows which. */
function byGateway(ask: Ask, [name, ...more]: readonly string[], { names }: Validation): boolean {
  if (names === null) return true;
  if (name === undefined || more.some((other) => other !== name)) return ask.unsupported("the name in the gateway's certificate is not known");
  ask.note(`the gateway's certificate is taken to carry \`${name}\``);
  return names.includes(name);
}

/** A certificate that carries the account's SPIFFE name. */
function byAccount(ask: Ask, { names }: Validation, { world }: Mesh): boolean {
  ask.note(`the caller's certificate is taken to carry \`spiffe://${world.mesh.trustDomain}/ns/<namespace>/sa/<account>\``);
  if (names === null) return ask.view.test({ dimension: "caller", predicate: { kind: "authenticated" } });
  const spiffe = names.flatMap((name) => (name.startsWith("spiffe://") ? [name.slice("spiffe://".length)] : []));
  return spiffe.some((value) => ask.view.test({ dimension: "caller", predicate: { kind: "spiffe", match: { kind: "exact", value } } }));
}

/** Mutual TLS only where clients must show a certificate. */
export function modeOf(server: Listener | null): MtlsMode {
  const tls = server?.tls ?? null;
  if (tls === null || tls.mode === "DISABLED") return "off";
  return tls.mode === "STRICT" && tls.validation !== null ? "strict" : "permissive";
}
