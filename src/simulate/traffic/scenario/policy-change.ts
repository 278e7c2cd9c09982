import type { Action, Arm, MeshModel, Route, Service, Wish } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import type { Origin } from "../../../source/origin.ts";
import { decimalFraction, percentFraction } from "../../../support/fraction.ts";
import type { PolicyChange } from "./scenario.ts";

/** The model after a change of one service's policy. */
export function changedModel(model: MeshModel, change: PolicyChange, origin: Origin): MeshModel {
  return { ...model, services: model.services.map((service) => (nameText(service.id) === change.of ? changedService(service, change, origin) : service)) };
}

function changedService(service: Service, change: PolicyChange, origin: Origin): Service {
  const ports = service.ports.map((port) => ({ ...port, arms: port.arms.map((arm) => changedArm(arm, service, change, origin)) }));
  const { retryBudget: budget } = change;
  if (budget === null) return { ...service, ports };
  if (budget === "none") return { ...service, ports, retryBudget: null };
  const value = { percent: percentFraction(budget.percent), windowMs: budget.windowMs, minPerSecond: decimalFraction(budget.minPerSecond) };
  return { ...service, ports, retryBudget: { value, origin } };
}

function changedArm(arm: Arm, service: Service, change: PolicyChange, origin: Origin): Arm {
  return change.route === null || arm.route.name === change.route ? { ...arm, route: changedRoute(arm.route, service, change, origin) } : arm;
}

function changedRoute(route: Route, service: Service, { split, attempts, deadlineMs }: PolicyChange, origin: Origin): Route {
  return {
    ...route,
    action: split === null ? route.action : splitAgain(route.action, service, split),
    retry: attempts === null || route.retry === null ? route.retry : attempts === 0 ? null : withAttempts(route.retry, attempts),
    deadlineMs: deadlineMs === null ? route.deadlineMs : { value: deadlineMs, origin },
  };
}

function withAttempts(retry: Wish<NonNullable<Route["retry"]>["value"]>, attempts: number): NonNullable<Route["retry"]> {
  return { ...retry, value: { ...retry.value, attempts } };
}

/** The versions with their new weights, at the port that the route's backends have. */
function splitAgain(action: Action, service: Service, split: Readonly<Record<string, number>>): Action {
  if (action.kind !== "forward") return action;
  const port = action.backends[0]?.port ?? service.ports[0]?.port ?? 0;
  const backends = service.versions
    .filter(({ name }) => Object.hasOwn(split, name))
    .map((version) => ({ service: version.service, version: version.name, labels: version.labels, port, owner: service.id, existence: "known" as const, origin: version.origin, weight: split[version.name] ?? 0 }));
  return backends.length === 0 ? action : { ...action, backends };
}

/** Why a change does nothing; null when it does something. */
export function changeProblem(model: MeshModel, change: PolicyChange): { readonly path: readonly string[]; readonly text: string } | null {
  const service = model.services.find(({ id }) => nameText(id) === change.of);
  if (service === undefined) return null;
  if (change.split === null && change.attempts === null && change.deadlineMs === null && change.retryBudget === null) return { path: ["of"], text: "a change of policy needs `split`, `attempts`, `deadline` or `retryBudget`" };
  const routes = service.ports.flatMap(({ arms }) => arms.map(({ route }) => route)).filter(({ name }) => change.route === null || name === change.route);
  if (change.route !== null && routes.length === 0) return { path: ["route"], text: `\`${change.of}\` has no route \`${change.route}\`` };
  const stranger = Object.keys(change.split ?? {}).find((version) => service.versions.every(({ name }) => name !== version));
  if (stranger !== undefined) return { path: ["split", stranger], text: `\`${change.of}\` has no version \`${stranger}\`` };
  if (change.split !== null && routes.every(({ action }) => action.kind !== "forward")) return { path: ["split"], text: "no route that it concerns forwards calls" };
  return change.attempts !== null && routes.every(({ retry }) => retry === null) ? { path: ["attempts"], text: "no route that it concerns has retries whose number could change" } : null;
}
