import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { DialectContext, DialectResult, KubernetesDocument } from "../../src/dialects/dialect.ts";
import type { FragmentArm, RouteSet } from "../../src/dialects/fragment.ts";
import { smi } from "../../src/dialects/smi/index.ts";
import type { InventoryPort, InventoryService, Workload } from "../../src/model/index.ts";
import { readDocuments } from "../../src/source/index.ts";

const origin = { file: "inventory.yaml", start: 0, end: 0 };

/** Ports as `8080`, `80>8080` (target port), `9000/tcp` (protocol), `web=80` (name), in any combination. */
function port(text: string): InventoryPort {
  const [, name, number, target, protocol] = /^(?:(\w+)=)?(\d+)(?:>(\w+))?(?:\/(\w+))?$/.exec(text) ?? [];
  const targetPort = target === undefined ? null : /^\d+$/.test(target) ? Number(target) : target;
  return { name: name ?? null, port: Number(number), targetPort, protocol: (protocol ?? null) as InventoryPort["protocol"] };
}

export function service(name: string, ports: readonly string[], selector: Readonly<Record<string, string>> = { app: name }, namespace = "shop"): InventoryService {
  return { id: { namespace, name }, ports: ports.map(port), selector, type: "ClusterIP", origin };
}

export function workload(name: string, serviceAccount: string, labels: Readonly<Record<string, string>> = { app: name }, namespace = "shop"): Workload {
  const ports = [{ name: "web", port: 8080 }];
  return { id: { namespace, name }, kind: "Deployment", labels, serviceAccount, ports, replicas: 1, origin };
}

export function documentsOf(text: string, path = "smi.yaml"): readonly KubernetesDocument[] {
  const { documents, diagnostics } = readDocuments([{ path, text }]);
  if (diagnostics.length > 0) throw new Error(`the test input is no YAML: ${diagnostics[0]?.message}`);
  return documents.map(asKubernetes);
}

export function asKubernetes(document: Omit<KubernetesDocument, "apiVersion" | "kind">): KubernetesDocument {
  const { apiVersion = "", kind = "" } = (document.value ?? {}) as { apiVersion?: string; kind?: string };
  return { file: document.file, value: document.value, origin: (path, part) => document.origin(path, part), apiVersion, kind };
}

export function contextOf(context: Partial<DialectContext> = {}): DialectContext {
  return { defaultNamespace: "default", services: [], workloads: [], inventory: "partial", settings: {}, ...context };
}

export function read(text: string, context: Partial<DialectContext> = {}): DialectResult {
  return smi.read(documentsOf(text), contextOf(context));
}

/** Codes in the order reported, without what every input gets (archived, no or some targets). */
export function codes(result: DialectResult): readonly string[] {
  return result.diagnostics.map(({ code }) => code).filter((code) => !["MW1117", "MW2136", "MW2137"].includes(code));
}

export function errors(result: DialectResult): readonly string[] {
  return result.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

export function find(result: DialectResult, code: string): Diagnostic {
  const found = result.diagnostics.find((diagnostic) => diagnostic.code === code);
  if (found === undefined) throw new Error(`no ${code} among ${result.diagnostics.map((one) => one.code).join(", ")}`);
  return found;
}

/** The text that a finding points at. */
export function pointedAt(text: string, diagnostic: Diagnostic): string {
  return text.slice(diagnostic.origin.start, diagnostic.origin.end);
}

export function applyFix(text: string, diagnostic: Diagnostic): string {
  const edits = [...(diagnostic.fixes[0]?.edits ?? [])].sort((a, b) => b.origin.start - a.origin.start);
  return edits.reduce((all, { origin: at, text: put }) => all.slice(0, at.start) + put + all.slice(at.end), text);
}

export function routeSets(result: DialectResult, name: string): readonly RouteSet[] {
  return result.fragments.services.find((fragment) => fragment.service.name === name && fragment.routes !== undefined)?.routes ?? [];
}

/** An arm in one line: `GET path=stringPrefix:/a user-agent=contains:Firefox -> v1:90, v2:10`. */
export function armText(arm: FragmentArm): string {
  const { action } = arm.route;
  const backends = action.kind === "forward" ? action.backends.map(({ to, weight }) => `${destinationText(to)}:${weight}`).join(", ") : action.kind;
  return `${conditionText(arm.when)} -> ${backends}`;
}

function destinationText(to: { readonly kind: string; readonly service?: { readonly name: string }; readonly port?: number | null }): string {
  const port = to.port === null ? "" : `@${to.port}`;
  return `${to.kind === "invalid" ? "invalid " : ""}${to.service?.name}${port}`;
}

export function conditionText(when: Pick<FragmentArm["when"], "path" | "methods" | "headers">): string {
  const path = when.path === null ? [] : [`path=${when.path.kind}:${when.path.value}`];
  const headers = when.headers.map(({ name, match }) => `${name}=${match.kind}${"value" in match ? `:${match.value}` : ""}`);
  return [...(when.methods === null ? [] : [when.methods.join("|")]), ...path, ...headers].join(" ") || "any";
}

/** Arms of the only route set of a root. */
export function arms(result: DialectResult, name: string): readonly string[] {
  const sets = routeSets(result, name);
  if (sets.length !== 1) throw new Error(`${name} has ${sets.length} route sets`);
  return (sets[0]?.arms ?? []).map(armText);
}

/** Allow rules of a Service: `web from shop/web: GET path=exact:/a ports=8080`. */
export function rules(result: DialectResult, name: string): readonly string[] {
  const fragments = result.fragments.services.filter((fragment) => fragment.service.name === name && fragment.access !== undefined);
  return fragments.flatMap(({ access }) =>
    (access?.allow ?? []).flatMap((rule) => {
      const from = rule.from.map(({ identity }) => (identity.kind === "account" ? `${identity.namespace}/${identity.serviceAccount}` : identity.kind));
      return rule.to.map((to) => `${rule.name} from ${from.join(",")}: ${conditionText(to)}${to.ports === null ? "" : ` ports=${to.ports.join(",")}`}`);
    }),
  );
}
