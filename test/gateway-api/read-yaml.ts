import type { InventoryService } from "../../src/model/index.ts";
import type { DialectResult, KubernetesDocument } from "../../src/dialects/dialect.ts";
import { gatewayApi } from "../../src/dialects/gateway-api/index.ts";
import { recognise } from "../../src/dialects/recognise.ts";
import { readDocuments as readSource } from "../../src/source/index.ts";

/** The documents of a text that say what they are. */
export function documentsOf(text: string): readonly KubernetesDocument[] {
  return readSource([{ path: "in.yaml", text }]).documents.flatMap((document) => recognise(document).document ?? []);
}

export interface ReadOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly services?: readonly InventoryService[];
}

/** Reads a text of Gateway API objects in namespace `shop`. */
export function readText(text: string, options: ReadOptions = {}): DialectResult {
  return readDocuments(documentsOf(text), options);
}

export function readDocuments(documents: readonly KubernetesDocument[], { settings = {}, services = [] }: ReadOptions): DialectResult {
  return gatewayApi.read(documents, { defaultNamespace: "shop", services, workloads: [], inventory: "partial", settings });
}

/** `code text`, where text is what the finding points at; without advice, which has tests of its own. */
export function findingsOf(text: string, options: ReadOptions = {}): readonly string[] {
  return readText(text, options).diagnostics.filter(({ code }) => !/^MW22[567]/.test(code)).map(({ code, origin }) => `${code} ${text.slice(origin.start, origin.end).split("\n")[0]}`);
}

/** A Service of the inventory with ports by name. */
export function service(name: string, ports: Readonly<Record<string, number>>, namespace = "shop"): InventoryService {
  return {
    id: { namespace, name },
    ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port, targetPort: null, protocol: null })),
    selector: { app: name },
    type: "ClusterIP",
    origin: { file: "service.yaml", start: 0, end: 0 },
  };
}

/** The arms of the only set of the only service, as `conditions -> route`. */
export function armsOf(text: string, options: ReadOptions = {}): readonly string[] {
  const { fragments } = readText(text, options);
  return fragments.services.flatMap((fragment) => fragment.routes ?? []).flatMap(({ arms }) => arms.map(armText));
}

type FragmentArm = NonNullable<DialectResult["fragments"]["services"][number]["routes"]>[number]["arms"][number];

export function armText({ when, route }: FragmentArm): string {
  const parts = [
    when.callers === null ? [] : [`from ${when.callers.join()}`],
    when.methods === null ? [] : [when.methods.join()],
    when.path === null ? [] : [`${when.path.kind} ${when.path.value}`],
    when.headers.map(({ name, match }) => `${name}=${"value" in match ? match.value : match.kind}`),
    when.query.map(({ name, match }) => `?${name}=${"value" in match ? match.value : match.kind}`),
    when.sni === null ? [] : [`sni ${when.sni.join()}`],
  ].flat();
  return `${parts.length === 0 ? "any" : parts.join(" ")} -> ${route.action.kind === "unroutable" ? "unroutable" : route.name}`;
}
