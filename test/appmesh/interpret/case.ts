import { parse } from "yaml";
import { concreteView } from "../../../src/model/evaluate.ts";
import { applyPathEdit } from "../../../src/model/path-edit.ts";
import type { BackendShare, Decision, KubernetesObject, Request } from "../../../src/model/index.ts";
import { fractionText } from "../../../src/support/fraction.ts";
import { interpretAppMesh } from "../../../src/targets/appmesh/interpret/index.ts";
import { appmeshSettings } from "../../../src/targets/appmesh/versions.ts";
import type { World } from "../../../src/targets/target.ts";
import { worldOf } from "../../istio/interpret/case.ts";

/** An object in the short form of the case files: `name: namespace/name` stands for metadata. */
interface ShortObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface Case {
  readonly name: string;
  /** The public source that decides the case. */
  readonly cites: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly world?: Parameters<typeof worldOf>[0];
  readonly manifests?: readonly ShortObject[];
  /** Objects of the file that the case leaves out, as `Kind namespace/name`. */
  readonly without?: readonly string[];
  readonly request: Request & { readonly to: string };
  readonly expect: Readonly<Record<string, unknown>>;
}

/** Cases of a file with what they share put in; an object of the case replaces one of the same name. */
export function casesOf(text: string): readonly Case[] {
  const file = parse(text, { merge: true, maxAliasCount: -1 }) as { readonly world?: Case["world"]; readonly manifests?: readonly ShortObject[]; readonly cases: readonly Case[] };
  const key = ({ kind, name }: ShortObject): string => `${kind} ${name}`;
  return file.cases.map((one) => {
    const own = one.manifests ?? [];
    const kept = (file.manifests ?? []).filter((shared) => !own.some((object) => key(object) === key(shared)) && one.without?.includes(key(shared)) !== true);
    return { ...one, world: { ...file.world, ...one.world }, manifests: [...kept, ...own] };
  });
}

/** The object that a short form stands for. */
export function objectOf({ apiVersion, kind, name, labels, spec }: ShortObject): KubernetesObject {
  const [namespace = "", own] = name.split("/");
  const metadata = own === undefined ? { name } : { name: own, namespace, ...(labels !== undefined && { labels }) };
  return { apiVersion: apiVersion ?? "appmesh.k8s.aws/v1beta2", kind, metadata, spec: spec ?? {} };
}

function appmeshWorld(one: Case): World {
  return { ...worldOf(one.world ?? {}), profile: { target: "appmesh", version: "1.13", name: "kubernetes", settings: { ...appmeshSettings, ...one.settings } } };
}

/** What the interpreter answers, in the words of the case files. */
export function answerOf(one: Case): Readonly<Record<string, unknown>> {
  const world = appmeshWorld(one);
  const { read, diagnostics } = interpretAppMesh((one.manifests ?? []).map((object) => ({ object: objectOf(object) })), world);
  const [target = "", port] = one.request.to.split(":");
  const [namespace = "", service = ""] = target.replace("@", "").split("/");
  const entry = target.startsWith("@") ? { gateway: { namespace, name: service }, port: Number(port) } : { namespace, service, ...(port !== undefined && { port: Number(port) }) };
  const request: Request = { authority: `${service}.${namespace}.svc.cluster.local`, ...one.request, to: entry };
  const decision = read({ entry, protocol: request.protocol ?? "http", view: concreteView(request, world.mesh) });
  const [path = "/"] = (request.path ?? "/").split("?");
  return { ...plain(decision), arrives: applyPathEdit(decision.upstream.path, path), host: decision.upstream.authority, diagnostics: diagnostics.map(({ code }) => code), messages: diagnostics.map(({ message }) => message).join("; ") };
}

function plain(decision: Decision): Readonly<Record<string, unknown>> {
  const { retries, backends, access, refused } = decision;
  return {
    ...decision,
    backends: backends.map(backendText),
    refused: refused.share.num === 0n ? "none" : `${refused.status} ${fractionText(refused.share)}`,
    allowed: access?.allowed ?? null,
    by: access?.by ?? null,
    settings: backends[0]?.settings ?? null,
    attempts: retries?.attempts ?? 0,
    events: retries?.events.must.join(" ") ?? "",
    notes: decision.notes.join("; "),
  };
}

/** `shop/order-v1:8080 19/20`, with `refused` where the caller may not enter. */
function backendText({ namespace, service, labels, port, share, access }: BackendShare): string {
  const narrowed = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(",");
  return [`${namespace}/${service}:${port}`, narrowed, fractionText(share), access.allowed ? "" : "refused"].filter((part) => part !== "").join(" ");
}
