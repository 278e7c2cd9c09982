import type { JwtProvider, Listener, TargetSelection } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/mesh-policy.ts";
import type { Fragments, GatewayFragment, MeshFragment } from "../../fragment.ts";
import { below, entries, items, originOf, type Place, wish, wishOfFields } from "../place.ts";
import { readConsents } from "./consents.ts";
import { readRetry } from "./retry.ts";
import { durationMs, nameIn } from "./scalars.ts";
import { readSharedSettings, readTelemetry } from "./settings.ts";

/** What a MeshPolicy says. `root` is the place of its document. */
export function readMeshPolicy(root: Place, policy: Policy.MeshPolicy): Pick<Fragments, "mesh" | "gateways"> {
  const place = below(root, "spec");
  const { spec, metadata } = policy;
  const document = `MeshPolicy ${root.namespace}/${metadata.name}`;
  const mesh: MeshFragment = {
    document,
    namespace: spec.scope === "mesh" ? null : root.namespace,
    origin: originOf(below(root, "metadata", "name")),
    scope: readScope(below(place, "defaults"), spec.defaults ?? {}),
    defaults: readDefaults(below(place, "defaults"), spec.defaults ?? {}),
    ...readMeshWide(place, spec),
  };
  return { mesh: [mesh], gateways: readGateways(below(place, "gateways"), spec.gateways, document) };
}

function readScope(place: Place, defaults: Policy.Defaults): MeshFragment["scope"] {
  const { access, mtls, telemetry } = defaults;
  return {
    accessDefault: access === undefined ? null : wish(below(place, "access", "default"), access.default),
    mtls: mtls === undefined ? null : wish(below(place, "mtls"), mtls),
    telemetry: telemetry === undefined ? null : wish(below(place, "telemetry"), readTelemetry(telemetry)),
  };
}

function readDefaults(place: Place, defaults: Policy.Defaults): MeshFragment["defaults"] {
  const { deadline, retry } = defaults;
  return {
    ...readSharedSettings(place, defaults),
    ...(deadline !== undefined && { deadlineMs: wish(below(place, "deadline"), deadline === "none" ? deadline : durationMs(deadline)) }),
    ...(retry !== undefined && { retry: wishOfFields(below(place, "retry"), retry, retry === "none" ? retry : readRetry(retry)) }),
  };
}

function readMeshWide(place: Place, spec: Policy.Spec): Partial<MeshFragment> {
  const { trustDomain, clusterDomain, inventory, jwt, egress, targets } = spec;
  const providers = below(place, "jwt", "providers");
  return {
    ...(trustDomain !== undefined && { trustDomain: wish(below(place, "trustDomain"), trustDomain) }),
    ...(clusterDomain !== undefined && { clusterDomain: wish(below(place, "clusterDomain"), clusterDomain) }),
    ...(inventory !== undefined && { inventory: wish(below(place, "inventory"), inventory) }),
    ...(jwt !== undefined && { jwtProviders: entries(providers, jwt.providers).map(([name, provider, at]) => readProvider(at, name, provider)) }),
    ...(egress !== undefined && { egress: wish(below(place, "egress", "default"), egress.default) }),
    ...(targets !== undefined && {
      targets: entries(below(place, "targets"), { ...targets }).map(([name, target, at]) => readTarget(at, name, target)),
      consents: readConsents(below(place, "targets"), { ...targets }),
    }),
  };
}

function readProvider(place: Place, name: string, provider: Policy.JwtProvider): JwtProvider {
  return {
    name,
    issuer: provider.issuer,
    jwksUri: provider.jwksUri ?? null,
    audiences: provider.audiences ?? [],
    fromHeaders: (provider.fromHeaders ?? []).map((header) => ({ name: header.name.toLowerCase(), prefix: header.prefix ?? null })),
    forward: provider.forward ?? false,
    origin: originOf(place, "key"),
  };
}

function readTarget(place: Place, name: string, target: Policy.Target): TargetSelection {
  const { version, profile, settings } = target;
  const written = entries(below(place, "settings"), settings).map(([key, value, at]) => [key, wish(at, value)] as const);
  return {
    target: name,
    version: version === undefined ? null : wish(below(place, "version"), version),
    profile: profile === undefined ? null : wish(below(place, "profile"), profile),
    settings: Object.fromEntries(written),
  };
}

function readGateways(place: Place, gateways: Policy.Spec["gateways"], document: string): readonly GatewayFragment[] {
  return entries(place, gateways).map(([name, gateway, at]) => ({
    gateway: nameIn(name, place.namespace),
    document,
    origin: originOf(at, "key"),
    declares: {
      serviceAccount: gateway.serviceAccount ?? null,
      selector: gateway.selector ?? null,
      listeners: items(below(at, "listeners"), gateway.listeners).map(([listener, inside]) =>
        readListener(inside, listener, nameIn(name, place.namespace).namespace),
      ),
    },
  }));
}

function readListener(place: Place, listener: Policy.Listener, namespace: string): Listener {
  const { tls } = listener;
  return {
    name: listener.name ?? null,
    port: listener.port,
    protocol: listener.protocol,
    hosts: listener.hosts ?? ["*"],
    tls: tls === undefined ? null : { mode: tls.mode, secret: tls.secret === undefined ? null : nameIn(tls.secret, namespace) },
    namespaces: listener.namespaces ?? null,
    origin: originOf(place),
  };
}
