import { parse } from "yaml";
import { concreteView } from "../../../src/model/evaluate.ts";
import { applyPathEdit } from "../../../src/model/path-edit.ts";
import type { BackendShare, Decision, KubernetesObject, Request } from "../../../src/model/index.ts";
import { fractionText } from "../../../src/support/fraction.ts";
import { interpretConsul } from "../../../src/targets/consul/interpret/index.ts";
import { consulSettings } from "../../../src/targets/consul/versions.ts";
import type { World } from "../../../src/targets/target.ts";
import { worldOf } from "../../istio/interpret/case.ts";

/** An object in the short form of the case files: `name: namespace/name`, or a name in namespace `shop`. */
interface ShortObject {
  readonly kind: string;
  readonly name: string;
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface Case {
  readonly name: string;
  /** The public source that decides the case. */
  readonly cites: string;
  readonly world?: Parameters<typeof worldOf>[0];
  readonly manifests?: readonly ShortObject[];
  /** Objects of the file that the case leaves out, as `Kind name`. */
  readonly without?: readonly string[];
  /** Account as `namespace/account` or null, service name and port, method and path with query. */
  readonly from?: string | null;
  readonly to?: string;
  readonly get?: string;
  readonly method?: string;
  readonly protocol?: Request["protocol"];
  readonly claims?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
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

/** The object in full. */
export function objectOf({ kind, name, spec }: ShortObject): KubernetesObject {
  const [namespace = "", own] = name.split("/");
  const metadata = own === undefined ? { name, namespace: "shop" } : { name: own, namespace };
  return { apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata, spec: spec ?? {} };
}

/** What the interpreter knows besides the objects. */
export function consulWorld({ world = {} }: Case): World {
  const { version = "2.0", profile = "community", settings } = world;
  return { ...worldOf(world), profile: { target: "consul", version, name: profile, settings: { ...consulSettings, ...settings } } };
}

/** The request of the case. */
export function requestOf(one: Case): Request {
  const [namespace = "", serviceAccount] = (one.from ?? "").split("/");
  const claims = one.claims === undefined ? {} : { claims: one.claims };
  const from = one.from === null ? { namespace: "shop", serviceAccount: null } : one.from === undefined ? { namespace: "shop", serviceAccount: "web", ...claims } : { namespace, ...(serviceAccount !== undefined && { serviceAccount }), ...claims };
  const [target = "shop/order", port] = (one.to ?? "shop/order:8080").split(":");
  const [targetNamespace = "", service = ""] = target.split("/");
  return {
    from,
    to: { namespace: targetNamespace, service, ...(port !== undefined && { port: Number(port) }) },
    method: one.method ?? "GET",
    path: one.get ?? "/",
    ...(one.protocol !== undefined && { protocol: one.protocol }),
    ...(one.headers !== undefined && { headers: one.headers }),
  };
}

/** What the interpreter answers, in the words of the case files. */
export function answerOf(one: Case): Readonly<Record<string, unknown>> {
  const world = consulWorld(one);
  const { read, diagnostics } = interpretConsul((one.manifests ?? []).map((object) => ({ object: objectOf(object) })), world);
  const request = requestOf(one);
  const decision = read({ entry: request.to, protocol: request.protocol ?? "http", view: concreteView(request, world.mesh) });
  return { ...plain(decision, request), findings: diagnostics.map(({ name }) => name), messages: diagnostics.map(({ message }) => message).join("; ") };
}

function plain(decision: Decision, request: Request): Readonly<Record<string, unknown>> {
  const [path = "/"] = (request.path ?? "/").split("?");
  const { retries, failed, refused } = decision;
  return {
    ...decision,
    backends: decision.backends.map(backendText),
    failed: failed.share.num === 0n ? "none" : `${failed.status} ${fractionText(failed.share)}`,
    refused: refused.share.num === 0n ? "none" : `${refused.status} ${fractionText(refused.share)}`,
    path: applyPathEdit(decision.upstream.path, path),
    headers: decision.upstream.headers,
    settings: decision.backends[0]?.settings ?? null,
    allowed: decision.access?.allowed ?? null,
    by: decision.access?.by ?? "",
    retries: retries === null ? null : `${retries.attempts} ${retries.on.join(",")}: ${retries.events.must.filter((event) => !/^s5(?:[1-9].|0[05-9])$/.test(event)).join(" ")}`,
    notes: decision.notes.join("; "),
    steps: decision.trace.map(({ step }) => step).join("; "),
  };
}

/** `order v1 3/4`. */
function backendText({ namespace, service, version, port, share }: BackendShare): string {
  return [`${namespace}/${service}:${port}`, version, fractionText(share)].filter((part) => part !== null).join(" ");
}
