import { concreteView } from "../../src/model/evaluate.ts";
import { interpretConsul } from "../../src/targets/consul/interpret/index.ts";
import type { Request } from "../../src/model/index.ts";
import type { ConsulMesh } from "./consul-meshes.ts";
import { passes, type EnvoyFilters } from "./envoy-access.ts";
import { intentionWords, randomOf, sampleRequests } from "./requests.ts";

/** A call at the proxy of a service, and who admits it. */
export interface JudgedCall {
  readonly call: string;
  readonly ours: boolean;
  readonly theirs: boolean;
  /** The proxy reads tokens. */
  readonly demanding: boolean;
}

/** Without what routes, every call reaches the service that it dials. */
const kinds: readonly string[] = ["ServiceDefaults", "ServiceIntentions", "JWTProvider", "Mesh", "ProxyDefaults"];
const trustDomain = "11111111-2222-3333-4444-555555555555.consul";
const callers = [{ namespace: "web", serviceAccount: "front" }, { namespace: "web", serviceAccount: "admin" }, { namespace: "shop", serviceAccount: "billing" }, { namespace: "shop", serviceAccount: "web" }];

/** Tokens that a provider of the policies may take, and others. */
const tokens: readonly Readonly<Record<string, string>>[] = ["https://corp.example", "https://other.example"].flatMap((iss) =>
  [{ iss }, { iss, role: "boss" }, { iss, role: "boss", site: "here" }, { iss, role: "clerk", site: "here" }].flatMap((claims) => [claims, { ...claims, aud: "shop" }, { ...claims, aud: "else" }]),
);

/** Calls to every service whose proxy reads HTTP, as our interpreter and the filters of that proxy answer them. */
export function judgedAccess(mesh: ConsulMesh, access: Readonly<Record<string, EnvoyFilters>>): readonly JudgedCall[] {
  const objects = mesh.objects.filter(({ kind }) => kinds.includes(kind));
  const { read } = interpretConsul(objects.map((object) => ({ object })), mesh.world);
  const random = randomOf(mesh.name.length * 104_729 + objects.length);
  return mesh.world.inventory.services.flatMap(({ id, ports }) => {
    const filters = access[id.name];
    if (filters === undefined) return [];
    const words = intentionWords(objects.filter(({ metadata, spec }) => metadata.name === id.name || (spec?.["destination"] as { readonly name?: string } | undefined)?.name === id.name));
    return sampleRequests(words, 30, random).flatMap((sample, index): readonly JudgedCall[] => {
      const caller = callers[index % callers.length] ?? { namespace: "", serviceAccount: "" };
      const claims = index % 5 === 0 ? {} : (tokens[Math.floor(random() * tokens.length)] ?? {});
      const request: Request = { ...sample, from: { ...caller, claims }, to: { namespace: id.namespace, service: id.name, port: ports[0]?.port ?? 80 } };
      if (isOtherwiseNamed(mesh, caller.serviceAccount)) return [];
      const { outcome } = read({ entry: request.to, protocol: "http", view: concreteView(request, mesh.world.mesh) });
      if (outcome === "unsupported") return [];
      const principal = `spiffe://${trustDomain}/ns/default/dc/dc1/svc/${caller.serviceAccount}`;
      const headers = Object.fromEntries(Object.entries(sample.headers).map(([name, value]) => [name.toLowerCase(), value]));
      const call = `${mesh.name} to ${id.name}: ${caller.serviceAccount} ${sample.method} ${sample.path} ${JSON.stringify(sample.headers)} ${JSON.stringify(claims)}`;
      return [{ call, ours: outcome === "forward", theirs: passes(filters, { ...sample, headers, principal, claims }), demanding: filters.jwt !== null }];
    });
  });
}

/** Where pods of the service run as another account, its certificate does not tell the account that we ask about. */
function isOtherwiseNamed({ world }: ConsulMesh, name: string): boolean {
  return world.inventory.workloads.some(({ id, serviceAccount }) => (id.name === name) !== (serviceAccount === name));
}
