import { parse } from "yaml";
import { concreteView } from "../../../src/model/evaluate.ts";
import { applyPathEdit } from "../../../src/model/path-edit.ts";
import type { BackendShare, Decision, Inventory, KubernetesObject, MirrorShare, Request } from "../../../src/model/index.ts";
import { fractionText } from "../../../src/support/fraction.ts";
import type { World } from "../../../src/targets/target.ts";
import { interpretIstio } from "../../../src/targets/istio/interpret/index.ts";

/** An object in the short form of the case files: `name: namespace/name` stands for metadata, the version for the kind's newest. */
interface ShortObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly created?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface ShortService {
  readonly name: string;
  readonly ports: Readonly<Record<number, string>>;
  readonly targetPort?: number | string;
  readonly selector?: Readonly<Record<string, string>>;
}

interface ShortWorkload {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly ports?: Readonly<Record<string, number>>;
}

interface ShortWorld {
  readonly version?: string;
  readonly profile?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
  readonly trustDomain?: string;
  readonly services?: readonly ShortService[];
  readonly workloads?: readonly ShortWorkload[];
}

export interface Case {
  readonly name: string;
  /** The public source that decides the case. */
  readonly cites: string;
  readonly world?: ShortWorld;
  readonly manifests?: readonly ShortObject[];
  readonly request: Request & { readonly to: Request["to"] | string };
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

/** The object that a short form stands for. */
export function objectOf({ apiVersion, kind, name, created, annotations, spec }: ShortObject): KubernetesObject {
  const [namespace = "default", own = name] = name.split("/");
  const group = ["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"].includes(kind) ? "security.istio.io" : "networking.istio.io";
  const metadata = { name: own, namespace, ...(annotations !== undefined && { annotations }), ...(created !== undefined && { creationTimestamp: created }) };
  return { apiVersion: apiVersion ?? `${group}/v1`, kind, metadata, spec: spec ?? {} };
}

function nameOf(text: string): { readonly namespace: string; readonly name: string } {
  const [namespace = "", name = ""] = text.split("/");
  return { namespace, name };
}

function inventoryOf({ complete, services = [], workloads = [] }: ShortWorld): Inventory {
  return {
    completeness: complete === false ? "partial" : "complete",
    services: services.map(({ name, ports, selector, targetPort }) => ({
      id: nameOf(name),
      ports: Object.entries(ports).map(([port, protocol]) => ({ name: null, port: Number(port), targetPort: targetPort ?? null, protocol: protocol === "sniffed" ? null : (protocol as "http") })),
      selector: selector ?? { app: nameOf(name).name },
      type: "ClusterIP",
      origin: nowhere,
    })),
    workloads: workloads.map(({ name, labels, account, ports = {} }) => ({
      id: nameOf(name),
      kind: "Deployment",
      labels,
      serviceAccount: account ?? "default",
      ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port })),
      replicas: 1,
      origin: nowhere,
    })),
    accounts: [],
    namespaces: [],
  };
}

/** What runs, as a case says. */
export function worldOf(world: ShortWorld): World {
  return {
    inventory: inventoryOf(world),
    mesh: { trustDomain: world.trustDomain ?? "cluster.local", clusterDomain: "cluster.local" },
    profile: { target: "istio", version: world.version ?? "1.31", name: world.profile ?? "sidecar", settings: world.settings ?? {} },
  };
}

/** `shop/order:8080` as an entry; `@infra/public:443` as a gateway. */
function entryOf(to: Case["request"]["to"]): Request["to"] {
  if (typeof to !== "string") return to;
  const [path = "", port] = to.replace("@", "").split(":");
  const { namespace, name } = nameOf(path);
  if (to.startsWith("@")) return { gateway: { namespace, name }, port: Number(port) };
  return { namespace, service: name, ...(port !== undefined && { port: Number(port) }) };
}

/** What the interpreter answers, in the words of the case files. */
export function answerOf(one: Case): Readonly<Record<string, unknown>> {
  const world = worldOf(one.world ?? {});
  const { read, diagnostics } = interpretIstio((one.manifests ?? []).map((object) => ({ object: objectOf(object) })), world);
  const request: Request = { ...one.request, from: one.request.from ?? null, to: entryOf(one.request.to) };
  const decision = read({ entry: request.to, protocol: request.protocol ?? "http", view: concreteView(request, world.mesh) });
  return { ...plain(decision, request), diagnostics: diagnostics.map(({ code }) => code) };
}

function plain(decision: Decision, request: Request): Readonly<Record<string, unknown>> {
  const [path = "/"] = (request.path ?? "/").split("?");
  const { retries, redirect, retryBudget, backends } = decision;
  return {
    ...decision,
    backends: backends.map(backendText),
    mirrors: decision.mirrors.map(backendText),
    failed: shareText(decision.failed),
    refused: shareText(decision.refused),
    upstream: { ...decision.upstream, path: applyPathEdit(decision.upstream.path, path) },
    redirect: redirect === null ? null : { ...redirect, path: applyPathEdit(redirect.path, path) },
    settings: backends[0]?.settings ?? null,
    allowed: decision.access?.allowed ?? null,
    retries: retries === null ? null : { ...retries, on: retries.on.join(","), must: retries.events.must.join(" "), events: undefined },
    retryBudget: retryBudget === null ? null : { ...retryBudget, percent: fractionText(retryBudget.percent) },
    faults: decision.faults.map((fault) => `${fault.kind} ${fault.kind === "delay" ? `${fault.durationMs}ms` : fault.status} ${fractionText(fault.share)}`),
    steps: decision.trace.map(({ step }) => step).join("; "),
  };
}

function shareText({ status, share }: Decision["failed"]): string {
  return share.num === 0n ? "none" : `${status} ${fractionText(share)}`;
}

/** `shop/order:8080 v1 3/4`, with `refused` where the caller may not enter. */
function backendText({ namespace, service, version, port, share, access }: BackendShare | MirrorShare): string {
  return [`${namespace}/${service}:${port}`, version, fractionText(share), access.allowed ? null : "refused"].filter((part) => part !== null).join(" ");
}
