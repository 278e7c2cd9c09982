import type { Consent, Feature, Service } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { appmeshCapabilities } from "../../src/targets/appmesh/capabilities.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { verify } from "../../src/verify/index.ts";
import type { Difference } from "../../src/verify/difference.ts";
import { arm, at, backend, forward, model, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { profile } from "./lower/support.ts";

interface Approximation {
  readonly cell: Feature;
  readonly field: string;
  /** As wide as it must be; null where no number says the error. */
  readonly within: string | null;
  readonly tooNarrow: string | null;
  readonly wishing: Service;
  /** What a request shows where nobody consents: the effect, what the policy says, what App Mesh does. */
  readonly shows: readonly [effect: string, wanted: string, got: string];
}

const versions = ["v1", "v2"].map((own) => version({ name: own, labels: { version: own }, podLabels: { app: "order", version: own } }));
const thirds = forward(backend({ labels: { version: "v1" }, weight: 201 }), backend({ labels: { version: "v2" }, weight: 100 }));

function routed(given: Parameters<typeof route>[0]): Service {
  return service({ ports: [port({ arms: [arm(route({ name: "all", ...given }))] })] });
}

const repeats = (on: readonly string[], backoffMs = { base: 25, max: 250 }): Service => routed({ retry: wish({ ...retry({ attempts: 2, on, events: retryEventsOf(on), methods: null }), backoffMs }) });

const approximations: readonly Approximation[] = [
  {
    cell: "circuitBreaker.limits",
    field: "circuitBreaker.limits",
    within: null,
    tooNarrow: null,
    wishing: service({ limits: wish({ maxConnections: 10, maxPendingRequests: 5, maxRequests: null }) }),
    shows: ["settings.limits", "maxConnections 10", "none"],
  },
  { cell: "split", field: "split", within: "1%", tooNarrow: "0.01%", wishing: service({ versions, ports: [port({ arms: [arm(route({ action: thirds }))] })] }), shows: ["shares", "201/301", "67/100"] },
  { cell: "retry.backoff", field: "retry.backoff", within: "750ms", tooNarrow: "100ms", wishing: repeats(["connect-failure"], { base: 100, max: 1000 }), shows: ["backoff", "100", "25"] },
  {
    cell: "access.identity",
    field: "access.namespaces",
    within: null,
    tooNarrow: null,
    wishing: service({ access: { default: null, allow: [{ name: "mine", from: [{ identity: { kind: "namespace", namespace: "shop" }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" } }),
    shows: ["access", "forward", "refuse"],
  },
  { cell: "retry.attempts", field: "retry.on", within: null, tooNarrow: null, wishing: repeats(["reset"]), shows: ["retries", "", "s503"] },
];

function lowered(wishing: Service, field: string, within?: string | null) {
  const consents: readonly Consent[] = within === undefined ? [] : [{ kind: "approximate", target: "appmesh", field, within, because: "shown here", origin: at() }];
  const mesh = model([{ ...wishing, consents }]);
  return { mesh, ...appmesh.lower(mesh, profile()) };
}

test.each(approximations)("$cell is never approximated without consent that is wide enough", ({ field, within, tooNarrow, wishing }) => {
  const codes = (wide?: string | null): readonly string[] => lowered(wishing, field, wide).diagnostics.map(({ code }) => code).filter((code) => code !== "MW4500");
  expect(codes()).toEqual(["MW4002"]);
  expect(codes(within)).toEqual([]);
  if (tooNarrow !== null) expect(codes(tooNarrow)).toEqual(["MW4003"]);
});

test.each(approximations)("$cell differs, and its ledger entry is all that differs", ({ field, within, wishing, shows: [effect, wanted, got] }) => {
  const { mesh, manifests, ledger } = lowered(wishing, field, within);
  const { read } = appmesh.interpret(manifests.map(({ object }) => ({ object })), { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: profile() });
  const differences = (entries: typeof ledger): readonly Difference[] => {
    const { proofs } = verify(mesh, decide(mesh), read, entries, { target: "appmesh" });
    expect(proofs.map(({ proof }) => proof.kind)).not.toContain("not-proved");
    return proofs.flatMap(({ proof }): readonly Difference[] => (proof.kind === "refuted" ? proof.differences : []));
  };
  expect(differences(ledger)).toEqual([]);
  const seen = differences(ledger.filter(({ kind }) => kind !== "approximate"));
  expect(new Set(seen.map((each) => each.effect))).toEqual(new Set([effect]));
  expect(seen[0]?.wanted).toContain(wanted);
  expect(seen[0]?.got).toContain(got);
});

test("every cell that the table calls approximate is shown here", () => {
  const table = appmeshCapabilities(profile());
  const approximate = (Object.keys(table) as Feature[]).filter((feature) => table[feature].kind === "approximate");
  expect(approximate.filter((feature) => !approximations.some(({ cell }) => cell === feature))).toEqual([]);
});

test("a namespace is said exactly where the inventory is complete: no account is missing from the list", () => {
  const [wishing] = approximations.filter(({ cell }) => cell === "access.identity").map((one) => one.wishing);
  const known = model(wishing === undefined ? [] : [wishing]);
  const result = appmesh.lower({ ...known, inventory: { ...known.inventory, completeness: "complete" } }, profile());
  expect(result.diagnostics.map(({ code }) => code)).toEqual(["MW4500"]);
  expect(result.ledger.filter(({ field }) => field === "access.allow.mine.from").map(({ kind }) => kind)).toContain("assumed");
  expect(JSON.stringify(result.manifests)).toContain("spiffe://cluster.local/ns/shop/sa/order");
});
