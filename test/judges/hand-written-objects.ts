import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../src/model/index.ts";
import * as appmesh from "../appmesh/interpret/case.ts";
import * as consul from "../consul/interpret/case.ts";
import * as istio from "../istio/interpret/case.ts";
import * as linkerd from "../linkerd/interpret/case.ts";

/** The objects of one hand-written case that a reader of manifests is tested on. */
export interface WrittenCase {
  readonly name: string;
  readonly title: string;
  readonly objects: readonly KubernetesObject[];
  /** The case is about something wrong in the objects. */
  readonly faulty: boolean;
}

const root = join(__dirname, "..");

/** The hand-written cases of the target. */
export function handWrittenFor(target: string): readonly WrittenCase[] {
  if (target === "gateway-api") return gatewayApiCases();
  const folder = join(root, target, "interpret", "cases");
  return readdirSync(folder).sort().flatMap((file) => casesIn(target, readFileSync(join(folder, file), "utf8")).map((one, index) => ({ ...one, name: `${target}-written-${file.replace(".yaml", "")}-${String(index).padStart(3, "0")}` })));
}

function casesIn(target: string, text: string): readonly Omit<WrittenCase, "name">[] {
  switch (target) {
    case "istio": return istio.casesOf(text).map((one) => written(one, (one.manifests ?? []).map(istio.objectOf)));
    case "linkerd": return linkerd.casesOf(text).map((one) => written(one, (one.manifests ?? []).map(linkerd.objectOf)));
    case "consul": return consul.casesOf(text).map((one) => written(one, (one.manifests ?? []).map(consul.objectOf)));
    case "appmesh": return appmesh.casesOf(text).map((one) => written(one, (one.manifests ?? []).map(appmesh.objectOf)));
    default: throw new Error(`no hand-written cases of \`${target}\``);
  }
}

function written({ name, expect }: { readonly name: string; readonly expect: Readonly<Record<string, unknown>> }, objects: readonly KubernetesObject[]): Omit<WrittenCase, "name"> {
  const found = [expect["diagnostics"], expect["findings"]].some((list) => Array.isArray(list) && list.length > 0);
  return { title: name, objects, faulty: found };
}

function gatewayApiCases(): readonly WrittenCase[] {
  const cases = parse(readFileSync(join(root, "gateway-api-target", "interpret", "cases.yaml"), "utf8"), { maxAliasCount: -1 }) as readonly { readonly name: string; readonly manifests: string; readonly findings?: readonly string[] }[];
  return cases.map(({ name, manifests, findings }, index) => ({
    name: `gateway-api-written-${String(index).padStart(3, "0")}`,
    title: name,
    objects: parseAllDocuments(manifests).map((document) => document.toJS() as KubernetesObject),
    faulty: (findings ?? []).length > 0,
  }));
}
