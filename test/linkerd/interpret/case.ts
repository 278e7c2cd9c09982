import { parse } from "yaml";
import { concreteView } from "../../../src/model/evaluate.ts";
import { applyPathEdit } from "../../../src/model/path-edit.ts";
import type { BackendShare, Inventory, KubernetesObject, Request } from "../../../src/model/index.ts";
import { fractionText } from "../../../src/support/fraction.ts";
import { linkerd } from "../../../src/targets/linkerd/index.ts";
import type { World } from "../../../src/targets/target.ts";

interface ShortObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly created?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface ShortWorld {
  readonly settings?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
  readonly services?: readonly { readonly name: string; readonly port: number; readonly targetPort?: number | string; readonly appProtocol?: string; readonly selector?: Readonly<Record<string, string>>; readonly type?: Inventory["services"][number]["type"] }[];
  readonly workloads?: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly ports?: Readonly<Record<string, number>>; readonly probes?: Inventory["workloads"][number]["probes"] }[];
}

/** One question to the reader of manifests, with the public source of its answer. */
export interface Case {
  readonly name: string;
  readonly cites: string;
  readonly world?: ShortWorld;
  readonly manifests?: readonly ShortObject[];
  readonly request: Omit<Request, "to" | "from"> & { readonly to?: string; readonly from?: Request["from"] };
  readonly expect: Readonly<Record<string, unknown>>;
}

interface CaseFile {
  readonly world?: ShortWorld;
  readonly manifests?: readonly ShortObject[];
  readonly cases: readonly Case[];
}

const nowhere = { file: "case", start: 0, end: 0 };

/** Cases of a file with what they share put in. */
export function casesOf(text: string): readonly Case[] {
  const file = parse(text, { merge: true, maxAliasCount: -1 }) as CaseFile;
  return file.cases.map((one) => ({ ...one, world: { ...file.world, ...one.world }, manifests: [...(file.manifests ?? []), ...(one.manifests ?? [])] }));
}

const versions: Readonly<Record<string, string>> = { Service: "v1", HTTPRoute: "gateway.networking.k8s.io/v1", GRPCRoute: "gateway.networking.k8s.io/v1", Server: "policy.linkerd.io/v1beta3", ServiceProfile: "linkerd.io/v1alpha2" };

/** The object that a short form stands for. */
export function objectOf({ apiVersion, kind, name, created, annotations, spec }: ShortObject): KubernetesObject {
  const { namespace, name: own } = nameOf(name);
  const metadata = { name: own, namespace, ...(annotations !== undefined && { annotations }), ...(created !== undefined && { creationTimestamp: created }) };
  return { apiVersion: apiVersion ?? versions[kind] ?? "policy.linkerd.io/v1alpha1", kind, metadata, ...(spec !== undefined && { spec }) };
}

function nameOf(text: string): { readonly namespace: string; readonly name: string } {
  const [namespace = "", name = ""] = text.split("/");
  return { namespace, name };
}

function worldOf({ settings, complete, services = [], workloads = [] }: ShortWorld): World {
  const inventory: Inventory = {
    completeness: complete === false ? "partial" : "complete",
    services: services.map(({ name, port, targetPort, appProtocol, selector, type }) => ({
      id: nameOf(name),
      ports: [{ name: null, port, targetPort: targetPort ?? null, protocol: "http", appProtocol: appProtocol ?? null }],
      selector: selector ?? { app: nameOf(name).name },
      type: type ?? "ClusterIP",
      origin: nowhere,
    })),
    workloads: workloads.map(({ name, labels, ports = {}, probes = [] }) => ({ probes, id: nameOf(name), kind: "Deployment", labels, serviceAccount: "default", ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port })), replicas: 1, origin: nowhere })),
    accounts: [],
    namespaces: [],
  };
  return { inventory, mesh: { trustDomain: "cluster.local", clusterDomain: "cluster.local" }, profile: { target: "linkerd", version: "2.20", name: "sidecar", settings: { ...linkerd.settings, ...settings } } };
}

/** What the reader answers, in the words of the case files. */
export function answerOf(one: Case): Readonly<Record<string, unknown>> {
  const world = worldOf(one.world ?? {});
  const { read, diagnostics } = linkerd.interpret((one.manifests ?? []).map((object) => ({ object: objectOf(object) })), world);
  const [id = "", port] = (one.request.to ?? "shop/order:8080").split(":");
  const { namespace, name: service } = nameOf(id);
  const request: Request = { ...one.request, from: one.request.from === undefined ? { namespace: "web", serviceAccount: "web" } : one.request.from, to: { namespace, service, ...(port !== undefined && { port: Number(port) }) } };
  const decision = read({ entry: request.to, protocol: request.protocol ?? "http", view: concreteView(request, world.mesh) });
  const { retries, redirect, backends } = decision;
  const [path = "/"] = (request.path ?? "/").split("?");
  return {
    ...decision,
    backends: backends.map(backendText),
    failed: decision.failed.share.num === 0n ? "none" : `${decision.failed.status} ${fractionText(decision.failed.share)}`,
    refused: decision.refused.share.num === 0n ? "none" : `${decision.refused.status} ${fractionText(decision.refused.share)}`,
    redirect: redirect === null ? null : { ...redirect, path: applyPathEdit(redirect.path, path) },
    settings: backends[0]?.settings ?? null,
    allowed: decision.access?.allowed ?? null,
    retries: retries === null ? null : { attempts: retries.attempts, must: retries.events.must.join(" ") },
    notes: decision.notes.join("; "),
    diagnostics: diagnostics.map(({ code }) => code),
  };
}

function backendText({ namespace, service, labels, port, share }: BackendShare): string {
  const narrowed = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [`${namespace}/${service}:${port}`, ...narrowed, fractionText(share)].join(" ");
}
