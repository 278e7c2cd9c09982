import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { concreteView } from "../../../src/model/evaluate.ts";
import type { Decision, Inventory, KubernetesObject, Request } from "../../../src/model/index.ts";
import { fractionText } from "../../../src/support/fraction.ts";
import { interpretGatewayApi } from "../../../src/targets/gateway-api/interpret/index.ts";
import { profile } from "../support.ts";

interface Case {
  readonly name: string;
  readonly cites: string;
  readonly manifests: string;
  readonly ask: string;
  readonly from?: string;
  readonly port?: number;
  readonly gateway?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocol?: "tcp" | "tls";
  readonly sni?: string;
  readonly services?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly channel?: string;
  readonly version?: string;
  readonly findings?: readonly string[];
  readonly answer: Readonly<Record<string, string>> | number | string;
}

const cases = parse(readFileSync(join(__dirname, "cases.yaml"), "utf8"), { maxAliasCount: -1 }) as readonly Case[];

function inventoryOf(services: readonly string[] | undefined): Inventory {
  const known = (services ?? []).map((text) => {
    const [namespace = "", name = ""] = text.split("/");
    return { id: { namespace, name }, ports: [], selector: null, type: "ClusterIP" as const, origin: { file: "-", start: 0, end: 0 } };
  });
  return { completeness: services === undefined ? "partial" : "complete", services: known, workloads: [], accounts: [], namespaces: [] };
}

function requestOf({ ask, from = "web", port = 8080, gateway, host, headers, protocol, sni }: Case): Request {
  const [method = "", path = ""] = ask.split(" ");
  const [, namespace = "", name = "", number = ""] = /^(.*)\/(.*):(.*)$/.exec(gateway ?? "") ?? [];
  const to = gateway === undefined ? { namespace: "shop", service: "order", port } : { gateway: { namespace, name }, port: Number(number), ...(sni !== undefined && { sni }) };
  return { from: { namespace: from }, to, method, path, ...(host !== undefined && { authority: host }), ...(headers !== undefined && { headers }), ...(protocol !== undefined && { protocol }) };
}

function answerOf({ outcome, status, backends, failed }: Decision): Case["answer"] {
  if (outcome === "unroutable") return status ?? "closed";
  if (outcome !== "forward") return outcome;
  const lost = failed.share.num === 0n ? [] : [[`${failed.status}`, fractionText(failed.share)]];
  return Object.fromEntries([...lost, ...backends.map(({ namespace, service, port, share }) => [`${namespace}/${service}:${port}`, fractionText(share)])]) as Readonly<Record<string, string>>;
}

test.each(cases)("$name", (one) => {
  const on = profile(one.channel ?? "standard", { version: one.version ?? "1.6", settings: one.settings ?? {} });
  const objects = parseAllDocuments(one.manifests).map((document) => ({ object: document.toJS() as KubernetesObject }));
  const mesh = { trustDomain: "cluster.local", clusterDomain: "cluster.local" };
  const { read, diagnostics } = interpretGatewayApi(objects, { inventory: inventoryOf(one.services), mesh, profile: on });
  const request = requestOf(one);
  const decision = read({ entry: request.to, protocol: request.protocol ?? "http", view: concreteView(request, mesh) });
  expect({ answer: answerOf(decision), ...(one.findings !== undefined && { findings: diagnostics.map(({ code }) => code) }) }).toEqual({ answer: one.answer, ...(one.findings !== undefined && { findings: one.findings }) });
  expect(one.cites).toMatch(/^[\w.-]+\/[\w.-]+:\S+$/);
});
