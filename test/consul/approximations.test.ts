import type { Consent, Feature, MeshModel, Service } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { consulCapabilities } from "../../src/targets/consul/capabilities.ts";
import { consul } from "../../src/targets/consul/index.ts";
import { asWritten } from "../../src/targets/delivery.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import { arm, at, backend, forward, mesh, model, name, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { profile } from "./lower/support.ts";

/** Something that Consul says only nearly: the wish, the consent it needs, and the requests and effects in which the difference shows. */
interface Approximation {
  readonly cell: Feature;
  readonly field: string;
  readonly within: string | null;
  readonly wishing: Partial<Service>;
  readonly shows: readonly string[];
}

const routed = (given: Parameters<typeof route>[0], rest = true): Partial<Service> => ({
  ports: [port({ arms: [arm(route({ name: "read", action: forward(backend()), ...given }), { path: path("exact", "/a") }), ...(rest ? [arm(route({ name: "rest" }))] : [])] })],
});
const repeated = (given: Parameters<typeof retry>[0]) => wish(retry({ on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), ...given }));
const elsewhere = backend({ service: name("other"), owner: null, weight: 2 });

const approximations: readonly Approximation[] = [
  { cell: "noMatch", field: "routes.noMatch", within: null, wishing: routed({}, false), shows: ["GET order.shop:8080/, from shop/default outcome respond 404 forward"] },
  { cell: "retry.perTryTimeout", field: "retry.perTryTimeout", within: "1500ms", wishing: routed({ deadlineMs: wish(2000), retry: repeated({ perTryTimeoutMs: 500 }) }), shows: ["GET order.shop:8080/a, from shop/default perTryTimeout 500ms none"] },
  { cell: "retry.backoff", field: "retry.backoff", within: "750ms", wishing: routed({ retry: repeated({ backoffMs: { base: 100, max: 1000 } }) }), shows: ["GET order.shop:8080/a, from shop/default backoff {base: 100, max: 1000} {base: 25, max: 250}"] },
  { cell: "split", field: "split", within: "0.01%", wishing: routed({ action: forward(backend({ weight: 1 }), elsewhere) }), shows: ["GET order.shop:8080/a, from shop/default shares 1/3 shop/order:8080, 2/3 shop/other:8080 3333/10000 shop/order:8080, 6667/10000 shop/other:8080"] },
  { cell: "authentication", field: "authentication", within: null, wishing: { jwt: wish({ provider: "corp", required: true }) }, shows: ['GET order.shop:8080/, from shop/default, claims {"iss":"https://corp.example"} access forward refuse 403'] },
];

const denying = profile("community", "2.0", { defaultIntentionPolicy: "deny" });
const provider = { name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: ["shop"], fromHeaders: [], forward: false, origin: at() };

function modelOf({ wishing, field, within }: Approximation, consented: boolean): MeshModel {
  const consent: Consent = { kind: "approximate", target: "consul", field, within, because: "shown here", origin: at() };
  const order = service({
    versions: [version({ name: "order", service: name("order"), podLabels: { app: "order" }, serviceAccount: "order" })],
    mtls: wish("strict"),
    ports: [port({ fallback: forward(backend()) })],
    consents: consented ? [consent] : [],
    ...wishing,
  });
  return model([order], { mesh: mesh({ jwtProviders: [provider] }) });
}

function differences(given: MeshModel, withEntries: boolean): readonly string[] {
  const here = given.services.some(({ jwt }) => jwt !== null) ? denying : profile();
  const lowered = consul.lower(given, here);
  const ledger = withEntries ? lowered.ledger : lowered.ledger.filter(({ kind }) => kind !== "approximate");
  const { read } = consul.interpret(asWritten(consul, here, lowered.manifests).manifests, { inventory: statedInventory(given), mesh: given.mesh, profile: here });
  return verify(given, decide(given), read, ledger, { target: "consul" }).proofs.flatMap(({ proof }) => {
    if (proof.kind === "proved") return [];
    if (proof.kind === "not-proved") return proof.reasons;
    return proof.differences.map(({ effect, wanted, got }) => `${requestText(proof.request)} ${effect} ${wanted} ${got}`);
  });
}

test("every approximate cell is among them", () => {
  const table = consulCapabilities(profile());
  const cells = (Object.keys(table) as Feature[]).filter((cell) => table[cell].kind === "approximate");
  expect(cells.filter((cell) => !approximations.some((each) => each.cell === cell))).toEqual([]);
});

test.each(approximations)("$cell is never approximated without consent", (one) => {
  expect(consul.lower(modelOf(one, false), one.cell === "authentication" ? denying : profile()).diagnostics.map(({ code }) => code)).toEqual(["MW4002"]);
});

test.each(approximations)("$cell: with consent nothing else differs, and without its entry the difference shows", (one) => {
  const given = modelOf(one, true);
  expect(differences(given, true)).toEqual([]);
  expect(differences(given, false)).toEqual(one.shows);
});
