import type { BackendShare, MeshModel, MirrorShare, Name, Request, Version } from "../model/index.ts";
import { findListed, findService } from "../model/find-service.ts";
import { sameName } from "../model/name.ts";
import { nearestWord } from "../support/nearest-word.ts";
import type { Endpoints } from "./routing-test.ts";

/** The endpoints that a test names, or the word that was perhaps meant. */
export type FoundEndpoints = { readonly ok: true; readonly value: Endpoints } | { readonly ok: false; readonly near: string | null };

/**
 * What a share is about: a version of the called service (behind a gateway: of any), else a service by `name`,
 * `namespace/name` or with `:port`, of the input.
 */
export function findEndpoints(text: string, to: Request["to"], namespace: string, model: MeshModel): FoundEndpoints {
  const version = versionsBehind(to, model).find(({ name }) => name === text);
  if (version !== undefined) return { ok: true, value: { service: version.service, labels: version.labels, port: null } };
  const [, home, name = "", port] = /^(?:([^/\s:]+)\/)?([^/\s:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const service = { namespace: home ?? namespace, name };
  if (isServiceName(service, model)) return { ok: true, value: { service, labels: null, port: port === undefined ? null : Number(port) } };
  return { ok: false, near: nearestWord(text, [...versionsBehind(to, model), ...serviceNames(model)].map((one) => one.name)) };
}

function versionsBehind(to: Request["to"], model: MeshModel): readonly Version[] {
  if ("gateway" in to) return model.services.flatMap(({ versions }) => versions);
  return findService(model, { namespace: to.namespace, name: to.service })?.versions ?? [];
}

/** Whether policies or inventory speak of a Service of this name. */
export function isServiceName(name: Name, model: MeshModel): boolean {
  return findService(model, name) !== null || findListed(model.inventory, name) !== null || serviceNames(model).some((one) => sameName(one, name));
}

/** Every Service that policies or inventory speak of: logical ones, and those behind versions. */
export function serviceNames(model: MeshModel): readonly Name[] {
  const spoken = model.services.flatMap(({ id, versions }) => [id, ...versions.map(({ service }) => service)]);
  return [...spoken, ...model.inventory.services.map(({ id }) => id)];
}

/** Whether a share of an answer goes to the endpoints. */
export function goesTo({ service, labels, port }: Endpoints, share: BackendShare | MirrorShare): boolean {
  const named = sameName({ namespace: share.namespace, name: share.service }, service);
  return named && (port === null || port === share.port) && (labels === null || sameLabels(labels, share.labels));
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([key, value]) => Object.hasOwn(b, key) && b[key] === value);
}
