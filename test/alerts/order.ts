import { alertsFor } from "../../src/alerts/index.ts";
import type { Alerts } from "../../src/alerts/index.ts";
import type { AlertRule } from "../../src/alerts/rules.ts";
import type { Consent, Manifest, MeshModel, Profile, Service } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { arm, at, model, port, retry, route, service, wish } from "../support/build-model.ts";

/** A profile of a target, without settings. */
export function profile(target: string, name = "sidecar", settings: Profile["settings"] = {}): Profile {
  return { target, version: "1", name, settings };
}

/** An alert that a policy writes. */
export function alert(kind: string, abovePercent: number, forMs = 300_000): Service["alerts"][number] {
  return wish({ kind, abovePercent, forMs }, at(abovePercent));
}

/** A service that wishes everything from which alerts follow. */
export function busy(given: Partial<Service> = {}): Service {
  const allow = [{ name: "web", from: [], to: [], headers: [], claims: [], origin: at(50) }];
  return service({
    ports: [port({ arms: [arm(route({ deadlineMs: wish(2000, at(10)), retry: wish(retry(), at(20)) }))] })],
    retryBudget: wish({ percent: fraction(1, 5), windowMs: 10_000, minPerSecond: fraction(5) }, at(30)),
    outlier: wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 10 }, at(40)),
    access: { default: null, allow, deny: [], mode: "enforce" },
    ...given,
  });
}

/** The same with every alert that can be written. */
export const written: Service["alerts"] = [alert("errorRate", 1), alert("retryRate", 10), alert("timeoutRate", 0.5, 90_000), alert("refusedRate", 5, 600_000)];

/** What lowering for Linkerd writes for access rules of `shop/order`, as far as alerts look at it. */
export const server: Manifest = { object: { apiVersion: "policy.linkerd.io/v1beta3", kind: "Server", metadata: { name: "order-8080", namespace: "shop" } }, sources: [] };

/** The alerts of the services on a target. */
export function alertsOf(target: string, services: readonly Service[], given: { readonly profile?: Profile; readonly manifests?: readonly Manifest[]; readonly model?: Partial<MeshModel> } = {}): Alerts {
  const manifests = given.manifests ?? (target === "linkerd" ? [server] : []);
  return alertsFor({ model: model(services, given.model), profile: given.profile ?? profile(target), manifests, shown: ({ file, start }) => `${file}:${start}` });
}

/** All rules of them. */
export function rulesOf({ rules }: Alerts): readonly AlertRule[] {
  return rules.flatMap(({ group }) => group.rules);
}

/** Consent to do without a field on a target. */
export function omitted(target: string, field: string): Consent {
  return { kind: "omitted", target, field, because: "counted elsewhere", origin: at(90) };
}
