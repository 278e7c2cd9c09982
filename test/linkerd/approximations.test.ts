import { fraction } from "../../src/support/fraction.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { features } from "../../src/model/capability.ts";
import type { Consent, Decision, Feature, Retry, Service } from "../../src/model/index.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { concreteView } from "../../src/model/evaluate.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import { arm, at, backend, forward, model, name, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { codes, lowered, profile } from "./lower/support.ts";

function consent(field: string, within: string | null = null): Consent {
  return { kind: "approximate", target: "linkerd", field, within, because: "tested", origin: at() };
}

function again(on: readonly string[], given: Partial<Retry> = {}): ReturnType<typeof wish<Retry>> {
  return wish(retry({ on, events: retryEventsOf(on), ...given }));
}

const standIn = service({ id: name("backup"), versions: [version({ name: "backup", service: name("backup"), podLabels: { app: "backup" } })], ports: [port({ fallback: forward(backend({ service: name("backup"), owner: name("backup") })) })] });
const routes = (given: Parameters<typeof route>[0]): Partial<Service> => ({ ports: [port({ arms: [arm(route(given))] })] });
const budget = wish({ percent: fraction(2, 5), windowMs: 2000, minPerSecond: fraction(10) });
const setting = (decision: Decision, field: "outlier" | "balancing" | "failover"): unknown => decision.backends[0]?.settings[field];

interface Exhibit {
  readonly what: string;
  readonly cell: Feature;
  readonly wishes: Partial<Service>;
  readonly consents: readonly Consent[];
  readonly settings?: Readonly<Record<string, string>>;
  /** The part of the answers in which the difference shows. */
  readonly shows: (decision: Decision) => unknown;
}

/** For each cell that is not exact, a policy and a request by which the difference can be seen. */
const exhibits: readonly Exhibit[] = [
  { what: "the query is lost where a redirect has a path", cell: "redirect", wishes: routes({ action: { kind: "redirect", status: 301, scheme: null, host: "a.example", port: null, path: { kind: "full", value: "/x", origin: at() }, origin: at() } }), consents: [consent("redirect")], shows: ({ redirect }) => redirect?.keepsQuery },
  { what: "all endpoints may be ejected, and errors are not counted in intervals", cell: "circuitBreaker.outlier", wishes: { outlier: wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 }) }, consents: [consent("circuitBreaker.outlier")], shows: (decision) => setting(decision, "outlier") },
  { what: "latency counts beside the calls under way", cell: "loadBalancing", wishes: { balancing: wish("least-request") }, consents: [consent("loadBalancing.policy")], shows: (decision) => setting(decision, "balancing") },
  { what: "the service that stands in gets calls all the time", cell: "failover", wishes: { failover: [wish(backend({ service: name("backup"), owner: name("backup") }))] }, consents: [consent("failover", "0.001%")], shows: ({ backends }) => backends.length },
  { what: "the budget is left out", cell: "retryBudget", wishes: { retryBudget: budget, ...routes({ retry: again(["503"]) }) }, consents: [consent("retryBudget")], shows: ({ retryBudget }) => retryBudget },
  { what: "the budget of a ServiceProfile has the floor on top, and another ratio", cell: "retryBudget", wishes: { retryBudget: budget, ...routes({ retry: again(["503"]) }) }, consents: [consent("retryBudget"), consent("retry.attempts"), consent("retry.backoff", "250ms")], settings: { retryBudget: "profile" }, shows: ({ retryBudget }) => retryBudget },
  { what: "a ServiceProfile counts no tries", cell: "retry.attempts", wishes: { retryBudget: budget, ...routes({ retry: again(["503"]) }) }, consents: [consent("retryBudget"), consent("retry.attempts"), consent("retry.backoff", "250ms")], settings: { retryBudget: "profile" }, shows: ({ retries }) => retries?.attempts },
  { what: "pauses have their own curve", cell: "retry.backoff", wishes: routes({ retry: again(["503"], { backoffMs: { base: 100, max: 1000 } }) }), consents: [consent("retry.backoff", "750ms")], shows: ({ retries }) => retries?.backoffMs },
  { what: "answers 502 and 504 are repeated where connections that fail are", cell: "retry.attempts", wishes: routes({ retry: again(["connect-failure"]) }), consents: [consent("retry.on")], shows: ({ retries }) => retries?.events.must.includes("s502") },
];

function answers(exhibit: Exhibit): readonly Decision[] {
  const mesh = model([standIn, service({ ...exhibit.wishes, consents: exhibit.consents })]);
  const on = profile(exhibit.settings);
  const result = linkerd.lower(mesh, on);
  expect(result.diagnostics).toEqual([]);
  const { read } = linkerd.interpret(result.manifests.map(({ object }) => ({ object })), { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: on });
  const request = { from: { namespace: "web", serviceAccount: "front" }, to: { namespace: "shop", service: "order", port: 8080 }, path: "/a?q=1" };
  const question = { entry: request.to, protocol: "http" as const, view: concreteView(request, mesh.mesh) };
  return [decide(mesh)(question), read(question)];
}

test.each(exhibits)("$cell: $what", (exhibit) => {
  const [wanted, got] = answers(exhibit).map(exhibit.shows);
  expect(wanted).not.toEqual(got);
});

test.each(exhibits)("$cell: without consent it is refused that $what", ({ wishes, settings, consents }) => {
  for (const left of consents) {
    const given = service({ ...wishes, consents: consents.filter((each) => each !== left) });
    expect(codes(lowered([standIn, given], {}, profile(settings)))).toContain("MW4002");
  }
});

test("every approximate cell has its exhibit", () => {
  const table = linkerd.capabilities(profile());
  const cells = features.filter((feature) => table[feature].kind === "approximate");
  const shown = new Set<Feature>(exhibits.map(({ cell }) => cell));
  expect(cells.filter((feature) => !shown.has(feature))).toEqual([]);
});

test("what is exact needs no consent: a path of its own prefix", () => {
  expect(codes(lowered([service({ ports: [port({ arms: [arm(route(), { path: path("prefix", "/a") })] })], consents: [consent("redirect")] })]))).toEqual(["MW4004"]);
});
