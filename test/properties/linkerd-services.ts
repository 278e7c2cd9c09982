import fc from "fast-check";
import { fraction } from "../../src/support/fraction.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { Access, Arm, Backend, Consent, PathMatch, Retry, Service } from "../../src/model/index.ts";
import { arm, at, backend, forward, name, named, path, port, route, service, version, wish } from "../support/build-model.ts";
import { sometimes } from "./sometimes.ts";

function consent(field: string, within: string | null = null): Consent {
  return { kind: "approximate", target: "linkerd", field, within, because: "generated", origin: at() };
}

function versionsOf(own: string): readonly [Service["versions"], readonly Backend[]] {
  const blue = version({ name: "blue", service: name(`${own}-blue`), podLabels: { app: own, color: "blue" } });
  const green = version({ name: "green", service: name(own), labels: { color: "green" }, podLabels: { app: own, color: "green" } });
  const to = { owner: name(own) };
  return [[blue, green], [backend({ ...to, service: name(`${own}-blue`), version: "blue" }), backend({ ...to, service: name(own), version: "green", labels: { color: "green" } })]];
}

function splits(backends: readonly Backend[]): fc.Arbitrary<readonly Backend[]> {
  return fc.tuple(...backends.map(() => fc.constantFrom(1, 3, 20))).chain((weights) => fc.subarray(backends.map((each, index) => ({ ...each, weight: weights[index] ?? 1 })), { minLength: 1 }));
}

const [dbVersions, dbBackends] = versionsOf("db");
const serverNames = fc.uniqueArray(fc.constantFrom("db", "db.shop", "*.shop.svc", "*.svc.cluster.local", "DB.shop.svc", "other.example"), { minLength: 1, maxLength: 2 });

/** A service of connections: TCP with a split, or TLS by server names. */
export const connections: fc.Arbitrary<Service> = fc
  .record({ protocol: fc.constantFrom("tcp" as const, "tls" as const), arms: fc.array(fc.tuple(sometimes(serverNames, 1), splits(dbBackends)), { maxLength: 3 }) })
  .map(({ protocol, arms }) => {
    const list = arms.map(([sni, to], index) => arm(route({ name: `db-${index}`, action: forward(...to) }), { sni: protocol === "tls" ? sni : null }));
    return service({ id: name("db"), versions: dbVersions, ports: [port({ protocol, arms: list, fallback: forward(backend({ service: name("db"), owner: name("db") })) })] });
  });

const [rpcVersions, rpcBackends] = versionsOf("rpc");
const calls: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a.Orders/Get", "/a.Orders/Put", "/a.Users/Get").map((value) => path("exact", value)),
  fc.constantFrom("/a.Orders", "/a.Users/").map((value) => path("prefix", value)),
  fc.constantFrom("/{service}/Get").map((value) => path("template", value)),
);

const rpcRetries: fc.Arbitrary<Retry> = fc
  .record({ on: fc.constantFrom<readonly string[]>(["unavailable"], ["unavailable", "deadline-exceeded", "connect-failure"], ["internal", "try-timeout"]), methods: fc.constantFrom(null, ["Get"], ["POST"]), attempts: fc.integer({ min: 1, max: 3 }) })
  .map((given) => ({ ...given, perTryTimeoutMs: given.on.includes("try-timeout") ? 100 : null, events: retryEventsOf(given.on), backoffMs: { base: 25, max: 250 } }));

/** A service of gRPC, repeated by gRPC statuses. */
export const remoteCalls: fc.Arbitrary<Service> = fc
  .array(fc.record({ call: calls, header: sometimes(fc.constantFrom("a", "b"), 2), to: splits(rpcBackends), retry: sometimes(rpcRetries, 1), deadlineMs: sometimes(fc.constantFrom(1000, 2500), 2) }), { maxLength: 3 })
  .map((list): readonly Arm[] =>
    list.map(({ call, header, to, retry, deadlineMs }, index) =>
      arm(route({ name: `rpc-${index}`, action: forward(...to), retry: retry === null ? null : wish(retry), deadlineMs: deadlineMs === null ? null : wish(deadlineMs) }), { path: call, headers: header === null ? [] : [named("x-a", { kind: "exact", value: header })] }),
    ),
  )
  .chain((arms) => fc.boolean().map((open) => (open ? [...arms, arm(route({ name: "rest", action: forward(...rpcBackends) }))] : arms)))
  .map((arms) => service({ id: name("rpc"), versions: rpcVersions, ports: [port({ protocol: "grpc", arms, fallback: forward(backend({ service: name("rpc"), owner: name("rpc") })) })] }));

/** A service that stands in for another, with the same access rules. */
export function backup(access: Access): Service {
  return service({ id: name("backup"), access, versions: [version({ name: "backup", service: name("backup"), podLabels: { app: "backup" } })], ports: [port({ fallback: forward(backend({ service: name("backup"), owner: name("backup") })) })] });
}

/** The wish for the service that stands in, and its consent. */
export const standIn: Pick<Service, "failover"> & { readonly consent: Consent } = { failover: [wish(backend({ service: name("backup"), owner: name("backup") }))], consent: consent("failover", "0.01%") };

const budgets = fc.record({ percent: fc.constantFrom(fraction(1, 4), fraction(1, 3), fraction(2, 5)), windowMs: fc.constantFrom(1000, 10_000), minPerSecond: fc.constantFrom(fraction(0), fraction(10)) });
const [jobVersions, jobBackends] = versionsOf("jobs");
const jobRetries: fc.Arbitrary<Retry> = fc
  .record({ on: fc.constantFrom(["5xx"], ["503"], ["gateway-error", "connect-failure"]), methods: fc.constantFrom(null, ["GET"], ["GET", "PUT"]), attempts: fc.integer({ min: 1, max: 3 }) })
  .map((given) => ({ ...given, perTryTimeoutMs: null, events: retryEventsOf(given.on), backoffMs: { base: 25, max: 250 } }));

/** A service with a retry budget that a ServiceProfile can keep. */
export const budgeted: fc.Arbitrary<Service> = fc
  .record({
    to: splits(jobBackends),
    budget: budgets,
    arms: fc.array(fc.record({ path: fc.constantFrom(path("exact", "/a"), path("prefix", "/a"), path("prefix", "/b/"), path("template", "/b/{id}"), path("regex", "/c|/d")), methods: fc.constantFrom(null, ["GET"], ["POST", "GET"]), retry: sometimes(jobRetries, 1), deadlineMs: sometimes(fc.constantFrom(1500, 60_000), 1) }), { maxLength: 3 }),
    last: sometimes(jobRetries, 1),
  })
  .map(({ to, budget, arms, last }) => {
    const made = (own: string, retry: Retry | null, deadlineMs: number | null) => route({ name: own, action: forward(...to), retry: retry === null ? null : wish(retry), deadlineMs: deadlineMs === null ? null : wish(deadlineMs) });
    const list = [...arms.map((each, index) => arm(made(`job-${index}`, each.retry, each.deadlineMs), { path: each.path, methods: each.methods })), arm(made("rest", last, null))];
    const repeats = last !== null || arms.some(({ retry }) => retry !== null);
    const exact = budget.minPerSecond.num === 0n && budget.percent.num === 1n;
    const consents = repeats ? [consent("retry.attempts"), consent("retry.backoff", "250ms"), ...(exact ? [] : [consent("retryBudget")])] : [];
    return service({ id: name("jobs"), versions: jobVersions, retryBudget: wish(budget), consents, ports: [port({ arms: list, fallback: forward(backend({ service: name("jobs"), owner: name("jobs") })) })] });
  });
