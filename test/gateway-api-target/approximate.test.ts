import { features } from "../../src/model/capability.ts";
import { concreteView } from "../../src/model/evaluate.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { Decision, Retry, Service } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { arm, at, backend, forward, model, name, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { codes, lowered, profile, proved } from "./support.ts";

const on = profile("experimental");
const v1 = backend({ service: name("order-v1"), version: "v1" });
const consents = (...fields: readonly string[]) => fields.map((field) => ({ kind: "approximate" as const, target: "gateway-api", field, within: null, because: "tested", origin: at() }));
const order = (given: Partial<Retry>, ...fields: readonly string[]): Service =>
  service({ versions: [version({ name: "v1", service: name("order-v1") })], ports: [port({ arms: [arm(route({ action: forward(v1), retry: wish(retry(given)) }))] })], consents: consents(...fields) });
const words = (...on_: readonly string[]): Partial<Retry> => ({ on: on_, events: retryEventsOf(on_) });

/** What the policy means, and what the manifests do. */
function both(wishing: Service): readonly [Decision, Decision] {
  const mesh = model([wishing]);
  const { manifests } = gatewayApi.lower(mesh, on);
  const { read } = gatewayApi.interpret(manifests.map(({ object }) => ({ object })), { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: on });
  const request = { from: { namespace: "shop" }, to: { namespace: "shop", service: "order", port: 8080 }, method: "GET", path: "/" };
  const question = { entry: request.to, protocol: "http" as const, view: concreteView(request, mesh.mesh) };
  return [decide(mesh)(question), read(question)];
}

test("the cells that are approximate are these", () => {
  const approximate = (channel: string) => features.filter((feature) => gatewayApi.capabilities(profile(channel))[feature].kind === "approximate");
  expect([approximate("standard"), approximate("experimental")]).toEqual([[], ["retry.backoff"]]);
});

test("retry.backoff: the longest pause is the implementation's own, and only with consent", () => {
  const [wanted, got] = both(order(words("reset"), "retry.backoff"));
  expect([wanted.retries?.backoffMs, got.retries?.backoffMs]).toEqual([{ base: 25, max: 250 }, null]);
  expect(codes(lowered([order(words("reset"))], {}, on))).toEqual(["MW4002"]);
  expect(proved([order(words("reset"), "retry.backoff")], {}, on)).toEqual([]);
});

test.each([
  ["more: lost connections are always repeated", words("connect-failure"), ["more"], "l"],
  ["more and fewer: refused streams are not asked for, lost connections are repeated", words("refused-stream"), ["fewer", "more"], "l"],
] as const)("retry.on %s, and only with consent", (_name, given, directions, event) => {
  const [wanted, got] = both(order(given, "retry.backoff", "retry.on"));
  expect([wanted.retries?.events.must.includes(event), got.retries?.events.must.includes(event)]).toEqual([false, true]);
  expect(codes(lowered([order(given, "retry.backoff")], {}, on))).toEqual(directions.map(() => "MW4002"));
  const { ledger } = lowered([order(given, "retry.backoff", "retry.on")], {}, on);
  expect(ledger.filter(({ kind, field }) => kind === "approximate" && field === "route.main.retry.on").map(({ direction }) => direction)).toEqual(directions);
  expect(proved([order(given, "retry.backoff", "retry.on")], {}, on)).toEqual([]);
});

test("retry.on fewer: a status of a gRPC answer is no HTTP status, and only with consent", () => {
  const given = words("unavailable", "reset");
  const wishing = order(given, "retry.backoff", "retry.on");
  const { ledger } = lowered([wishing], {}, on);
  expect(ledger.filter(({ field }) => field === "route.main.retry.on").map(({ direction, note }) => [direction, note])).toEqual([["fewer", expect.stringContaining("not repeated")]]);
  expect(codes(lowered([order(given, "retry.backoff")], {}, on))).toEqual(["MW4002"]);
  expect(proved([wishing], {}, on)).toEqual([]);
});
