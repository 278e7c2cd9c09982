import type { Decision, ManifestInput, Question, ServiceEntryPoint } from "../../../model/index.ts";
import type { Interpreted, World } from "../../target.ts";
import { reachable } from "./access.ts";
import { admit } from "./admit.ts";
import { answer, newAsk, notModelled } from "./ask.ts";
import type { Ask } from "./ask.ts";
import { chainOf, protocolOf } from "./chain.ts";
import type { Chain, ChainRoute } from "./chain.ts";
import { keyText, metaText } from "./config.ts";
import type { ServiceKey } from "./config.ts";
import { sharedClusters } from "./clusters.ts";
import { forward } from "./forward.ts";
import type { Dialled } from "./forward.ts";
import { matchHolds } from "./matching.ts";
import { keyOf, meshOf, namespaceOf, servicesOf } from "./world.ts";
import type { Mesh } from "./world.ts";

/**
 * Prepares a reader of Consul's objects that decides requests as its servers and Envoy would. Profiles are `community`
 * and `enterprise`; settings are those of the target. Whatever is not modelled is answered `unsupported`. Never throws for
 * what manifests or requests contain.
 */
export function interpretConsul(manifests: readonly ManifestInput[], world: World): Interpreted {
  const { config, diagnostics } = admit(manifests, world.profile);
  const chains = new Map<string, Chain | { readonly problem: string }>();
  const chainFor = (key: ServiceKey): Chain | { readonly problem: string } => {
    const known = chains.get(keyText(key)) ?? chainOf(config, key);
    chains.set(keyText(key), known);
    return known;
  };
  const known = [...config.defaults, ...config.routers, ...config.splitters, ...config.resolvers].map(({ key }) => key);
  const mesh = meshOf(config, world, (registered) => sharedClusters([...known, ...registered], chainFor));
  return { read: (question) => decide(mesh, chainFor, question), diagnostics };
}

type ChainFor = (key: ServiceKey) => Chain | { readonly problem: string };

function decide(mesh: Mesh, chainFor: ChainFor, question: Question): Decision {
  const ask = newAsk(question);
  if ("gateway" in question.entry) return notModelled(ask, "gateways of Consul are not modelled");
  return decideInMesh(ask, mesh, chainFor, question.entry);
}

/** A call that a proxy of the mesh sends: the chain of the dialled name decides. */
function decideInMesh(ask: Ask, mesh: Mesh, chainFor: ChainFor, entry: ServiceEntryPoint): Decision {
  const key = keyOf(mesh, { namespace: entry.namespace, name: entry.service });
  if (namespaceOf(mesh, key, entry.namespace) === "several") return notModelled(ask, `services of several namespaces are one \`${key.name}\` to Consul`);
  const port = portOf(mesh, key, entry);
  if (port === null) return notModelled(ask, "the question names no port, and the service has several");
  const { protocol } = ask.question;
  const raw = protocol === "tcp" || protocol === "tls";
  const http = protocolOf(mesh.config, key) !== "tcp";
  if (raw && http) return notModelled(ask, `\`${keyText(key)}\` speaks ${protocolOf(mesh.config, key)}, not ${protocol}`);
  const chain = chainFor(key);
  if ("problem" in chain) return broken(ask, chain.problem);
  if (!reachable(ask, mesh, key, ask.view)) return unreachable(ask, key);
  return routed(ask, mesh, chain, { key, namespace: entry.namespace, port, http });
}

/** A chain that does not compile has no listener. */
function broken(ask: Ask, problem: string): Decision {
  ask.step(`the chain does not compile: ${problem}`);
  return answer(ask, "unroutable", { status: null });
}

function unreachable(ask: Ask, key: ServiceKey): Decision {
  const by = `no intention lets the caller reach ${keyText(key)}`;
  ask.step(`${by}, so that its proxy does not know the service`);
  return answer(ask, "refuse", { status: null, access: { allowed: false, by } });
}

function portOf(mesh: Mesh, key: ServiceKey, entry: ServiceEntryPoint): number | null {
  if (entry.port !== undefined) return entry.port;
  const ports = servicesOf(mesh, key).flatMap((service) => service.ports.map(({ port }) => port));
  return ports.length > 1 ? null : (ports[0] ?? 80);
}

/** The first route that holds; the one that Consul appends holds for every path that begins with a slash. */
function routed(ask: Ask, mesh: Mesh, chain: Chain, dialled: Dialled): Decision {
  const { broken: refused } = mesh.config;
  const about = [chain.router, chain.splitter].find((entry) => entry !== null && refused.includes(entry.meta));
  if (about != null) return notModelled(ask, "the proxies refuse the routes and keep those before");
  const found = chain.routes.find((route) => !dialled.http || holds(ask, chain, route));
  if (found === undefined) return answer(ask, "unroutable", { status: 404 });
  if (found.route !== null && chain.router !== null) ask.step(`ServiceRouter ${metaText(chain.router.meta)} route ${String(found.route.path.at(-1))} matched`, chain.router.meta, found.route.path);
  else ask.step(`the default route of ${keyText(dialled.key)}`);
  return forward(ask, mesh, dialled, found);
}

function holds(ask: Ask, chain: Chain, { route }: ChainRoute): boolean {
  if (route !== null) return matchHolds(ask.view, route.match);
  return chain.router === null || ask.view.test({ dimension: "path", predicate: { kind: "prefix", value: "/" } });
}
