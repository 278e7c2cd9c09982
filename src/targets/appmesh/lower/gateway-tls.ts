import type { Gateway, LedgerEntry, Listener } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { filesIn } from "./certificates.ts";
import type { Context, Json } from "./piece.ts";

/**
 * `tls` of a gateway's listener: it ends TLS with a certificate of ACM where the profile names one, else with the files
 * of the listener's Secret, mounted at every proxy. Clients from outside show none: names in a listener's validation
 * crash the controller (`aws/aws-app-mesh-controller-for-k8s:pkg/conversions/virtualgateway_types_conversion.go`).
 */
export function gatewayListenerTls(gateway: Gateway, port: number, context: Context): Json | undefined {
  const listener = gateway.listeners.find((one) => one.port === port);
  if (listener?.protocol !== "https") return undefined;
  const arn = arnOf(context);
  const certificate = arn === "" ? filesIn(mountOf(listener, context)) : { acm: { certificateARN: arn } };
  return { mode: "STRICT", certificate };
}

function arnOf({ profile }: Context): string {
  return profile.settings["gatewayCertificateArn"] ?? "";
}

function mountOf({ tls }: Listener, { profile }: Context): string {
  return `${profile.settings["certificateFolder"] ?? ""}/${tls?.secret?.name ?? ""}`;
}

interface Problem {
  readonly at: Origin;
  readonly why: string;
}

/** Listeners that a virtual gateway cannot have. */
export function listenerTlsFindings(gateway: Gateway, context: Context): readonly Problem[] {
  return gateway.listeners.flatMap((listener) => {
    const why = problemOf(listener, gateway, context);
    return why === null ? [] : [{ at: listener.origin, why }];
  });
}

function problemOf(listener: Listener, { listeners }: Gateway, context: Context): string | null {
  const { port, protocol, tls } = listener;
  if (protocol === "tls" || protocol === "tcp") return "its listeners speak http, http2 and grpc, and nothing else";
  const other = listeners.find((one) => one.port === port && (one.protocol !== protocol || one.tls?.secret?.name !== tls?.secret?.name));
  if (other !== undefined) return `port ${port} has one listener with one certificate`;
  if (protocol === "http") return null;
  if (tls?.mode === "passthrough") return "TLS ends at the gateway: connections are not passed on unread";
  return arnOf(context) === "" && (tls?.secret ?? null) === null ? `the certificate of port ${port} is not named: write a Secret at the listener, or the setting \`gatewayCertificateArn\`` : null;
}

/** What the gateway's proxies are taken to have, for each Secret. */
export function mountNotes(gateway: Gateway, context: Context): readonly LedgerEntry[] {
  const { target, name } = context.profile;
  const listeners = arnOf(context) === "" ? gateway.listeners.filter(({ protocol }) => protocol === "https") : [];
  return listeners.map((listener) => {
    const secret = listener.tls?.secret?.name ?? "";
    const annotation = name === "api" ? "" : ` by annotation \`appmesh.k8s.aws/secretMounts: ${secret}:${mountOf(listener, context)}\``;
    const note = `proxies of the gateway have \`tls.crt\` and \`tls.key\` of \`${secret}\` in \`${mountOf(listener, context)}\`${annotation}; they do not read them again when they change`;
    return { target, kind: "assumed", service: gateway.id, field: `gateways.${gateway.id.name}.tls`, route: null, direction: null, effects: [], bound: null, note, origin: listener.origin, consent: null };
  });
}
