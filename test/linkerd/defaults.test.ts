import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { fraction } from "../../src/support/fraction.ts";
import type { Consent, KubernetesObject } from "../../src/model/index.ts";
import { unsaidSettings } from "../../src/model/vendor-default.ts";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import { arm, at, port, retry, route, service, wish } from "../support/build-model.ts";
import { lowered, profile } from "./lower/support.ts";

const defaults = linkerd.defaults(profile());

test("there is a default for every setting, in the order of settings", () => {
  const places = defaults.map(({ setting }) => unsaidSettings.indexOf(setting));
  expect([...new Set(defaults.map(({ setting }) => setting))]).toEqual([...unsaidSettings]);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

const consents = ["circuitBreaker.outlier", "retry.attempts", "retry.backoff"].map((field): Consent => ({ kind: "approximate", target: "linkerd", field, within: field === "retry.backoff" ? "250ms" : null, because: "near enough", origin: at() }));
const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });
const again = wish(retry({ on: ["5xx"], events: retryEventsOf(["5xx"]) }));

/** Policies that ask for what a default is about, and are silent about the default itself. */
const silent: readonly KubernetesObject[] = [
  lowered([service({ outlier, consents: consents.slice(0, 1) })]),
  lowered([service({ ports: [port({ arms: [arm(route({ retry: wish(retry({ on: ["refused-stream"], events: { must: ["f"], may: [] } })) }))] })] })]),
  lowered([service({ rateLimit: wish({ requests: 9, perMs: 1000, scope: "instance" }) })]),
  lowered([service({ retryBudget: wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(0) }), consents: consents.slice(1), ports: [port({ arms: [arm(route({ retry: again }))] })] })], {}, profile({ retryBudget: "profile" })),
].flatMap(({ manifests }) => manifests.map(({ object }) => object));

/** `Server.spec.accessPolicy`; a key in brackets holds dots. */
function stands(object: KubernetesObject, written: string): boolean {
  const [kind = "", ...steps] = written.split(/\.(?![^[]*\])|\[|\]/).filter((step) => step !== "");
  const found = steps.reduce<unknown>((value, step) => (typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[step] : undefined), object);
  return object.kind === kind && found !== undefined;
}

test.each(defaults.flatMap(({ written }) => (written === null ? [] : [written])))("%s stands in the manifests of policies that are silent", (written) => {
  expect(silent.some((object) => stands(object, written))).toBe(true);
});

test("[linkerd 21.2#53] the default of the installation is told, and ports without a Server keep it", () => {
  const denying = linkerd.defaults(profile({ defaultInboundPolicy: "deny" })).find(({ setting, where }) => setting === "access" && where === "a port without Server");
  expect(denying?.does).toBe("nobody is let in");
  const assumed = lowered([service()], {}, profile({ defaultInboundPolicy: "deny" })).ledger.filter(({ kind, field }) => kind === "assumed" && field === "access.default");
  expect(assumed.map(({ note }) => note)).toEqual(["ports without a Server are under the default inbound policy `deny`"]);
});
