import type { Consent, DeclaredCall, MeshSettings, Service, Wish } from "../../model/index.ts";
import { nameText } from "../../model/name.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import type { GatewayFragment, ServiceFragment, SettingsFragment } from "../fragment.ts";
import { linkAccess } from "./access.ts";
import { inherited, orNone } from "./defaults.ts";
import type { Draft, LinkContext } from "./draft.ts";
import { agreed, claimsOf, contradiction } from "./join.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { linkDestination, portOf, portsOf, serviceExistence, unknownService } from "./references.ts";
import { linkPorts } from "./routes.ts";
import { statementText } from "./same.ts";

/** Links one service: settings joined and defaulted, routes, access, calls and failover resolved. */
export function linkService(draft: Draft, mesh: MeshSettings, gateways: readonly GatewayFragment[], context: LinkContext): Service {
  const origin = draft.fragments[0]?.origin ?? { file: "-", start: 0, end: 0 };
  lookUpItself(draft, origin, context);
  return {
    id: draft.id,
    origin,
    external: one(draft, "external", (fragment) => fragment.external, context),
    ports: linkPorts(draft, context),
    identity: one(draft, "identity", (fragment) => fragment.identity, context),
    versions: draft.versions.map(({ written: _, ...version }) => version),
    calls: draft.calls.map((call) => linkCall(call, context)),
    ...linkSettings(draft, mesh, context),
    failover: linkFailover(draft, context),
    access: linkAccess(draft, gateways, context),
    telemetry: one(draft, "telemetry", (fragment) => fragment.telemetry, context),
    alerts: draft.fragments.flatMap((fragment) => fragment.alerts ?? []),
    weightsOwnedBy: one(draft, "weightsOwnedBy", (fragment) => fragment.weightsOwnedBy, context),
    consents: [...distinctConsents(draft.fragments), ...inheritedConsents(draft.id.namespace, context)],
  };
}

/** The service and the Services behind its versions must be there; routes need a port to be routes of. */
function lookUpItself(draft: Draft, origin: Service["origin"], context: LinkContext): void {
  if (serviceExistence(draft.id, origin, context, false) === "missing") context.report(unknownService(draft.id, origin, context));
  for (const version of draft.versions) {
    if (nameText(version.service) !== nameText(draft.id)) serviceExistence(version.service, version.origin, context, true);
  }
  const sets = draft.fragments.flatMap((fragment) => fragment.routes ?? []);
  const [first] = sets;
  if (first !== undefined && draft.ports.length === 0) {
    context.report(linkDiagnostics["port-not-known"].report({ at: first.origin, with: { service: nameText(draft.id) } }));
  }
  for (const set of draft.ports.length === 0 ? [] : sets) {
    (set.ports ?? []).filter((port) => !draft.ports.some((known) => known.port === port)).forEach((port) => portOf(draft.id, port, set.origin, context));
  }
}

function one<T>(draft: Draft, setting: string, pick: (fragment: ServiceFragment) => T | null | undefined, context: LinkContext): T | null {
  return agreed(claimsOf(draft.fragments, pick), context.report, contradiction(setting, nameText(draft.id)));
}

type Settings = Pick<Service, "retryBudget" | "limits" | "outlier" | "balancing" | "slowStartMs" | "affinity" | "locality" | "rateLimit" | "jwt" | "mtls">;

function linkSettings(draft: Draft, mesh: MeshSettings, context: LinkContext): Settings {
  const written = <K extends Exclude<keyof SettingsFragment, "failover">>(key: K): NonNullable<SettingsFragment[K]> | null =>
    one(draft, policyWords[key], (fragment) => fragment.settings?.[key] ?? null, context);
  const { namespace } = draft.id;
  const jwt = written("jwt") ?? inherited("jwt", namespace, context);
  if (jwt !== null) lookUpProvider(jwt, mesh, context);
  return {
    retryBudget: orNone(written("retryBudget"), inherited("retryBudget", namespace, context)),
    limits: orNone(written("limits"), inherited("limits", namespace, context)),
    outlier: orNone(written("outlier"), inherited("outlier", namespace, context)),
    balancing: written("balancing") ?? inherited("balancing", namespace, context),
    slowStartMs: written("slowStartMs") ?? inherited("slowStartMs", namespace, context),
    affinity: written("affinity") ?? inherited("affinity", namespace, context),
    locality: written("locality") ?? inherited("locality", namespace, context),
    rateLimit: written("rateLimit") ?? inherited("rateLimit", namespace, context),
    jwt,
    mtls: written("mtls") ?? inherited("mtls", namespace, context),
  };
}

/** What the settings are called in policies. */
const policyWords: Readonly<Record<Exclude<keyof SettingsFragment, "failover">, string>> = {
  retryBudget: "retryBudget",
  limits: "circuitBreaker",
  outlier: "circuitBreaker.outlier",
  balancing: "loadBalancing.policy",
  slowStartMs: "loadBalancing.slowStart",
  affinity: "affinity",
  locality: "locality",
  rateLimit: "rateLimit",
  jwt: "authentication.jwt",
  mtls: "mtls",
};

function lookUpProvider(jwt: NonNullable<Service["jwt"]>, mesh: MeshSettings, context: LinkContext): void {
  const known = mesh.jwtProviders.map((provider) => provider.name);
  const { provider } = jwt.value;
  if (known.includes(provider)) return;
  context.report(linkDiagnostics["unknown-jwt-provider"].report({ at: jwt.origin, with: { provider, nearest: nearestWord(provider, known) } }));
}

function linkFailover(draft: Draft, context: LinkContext): Service["failover"] {
  const claims = claimsOf(draft.fragments, (fragment) => (fragment.settings?.failover?.length ? fragment.settings.failover : null));
  const wanted = agreed(claims, context.report, contradiction("failover", nameText(draft.id))) ?? [];
  const port = draft.ports.length === 1 ? (draft.ports[0]?.port ?? null) : null;
  return wanted.map(({ to, origin }): Wish<Service["failover"][number]["value"]> => ({ value: linkDestination(to, { draft, port }, context), origin }));
}

function linkCall(call: DeclaredCall, context: LinkContext): DeclaredCall {
  if (call.to.kind === "host") return call;
  const { service, port } = call.to;
  if (serviceExistence(service, call.origin, context, true) === "missing" || portsOf(service, context) === null) return call;
  return { ...call, to: { kind: "service", service, port: portOf(service, port, call.origin, context) } };
}

function distinctConsents(fragments: readonly ServiceFragment[]): readonly Consent[] {
  const consents = fragments.flatMap((fragment) => fragment.consents ?? []);
  return [...new Map(consents.map((consent) => [statementText(consent), consent])).values()];
}

/** What the MeshPolicies of the mesh and of the namespace consent to, for every service that needs it. */
function inheritedConsents(namespace: string, context: LinkContext): readonly Consent[] {
  const policies = [context.namespaces.get(namespace), context.mesh];
  return policies.flatMap((policy) => policy?.consents ?? []).map((consent) => (consent.kind === "approximate" ? { ...consent, inherited: true as const } : consent));
}
