import { analyseAndLint } from "../../../src/analyse.ts";

/** `code word` for every finding of reading and linting the text; the word is what the finding points at. */
export function found(text: string, settings: Readonly<Record<string, string>> = {}): readonly string[] {
  const { diagnostics } = analyseAndLint([{ path: "in.yaml", text }], { defaultNamespace: "shop", settings }, { asOf: null });
  return diagnostics.map(({ code, origin }) => `${code} ${text.slice(origin.start, origin.end).split("\n")[0]}`);
}

/** An HTTPRoute of `shop`; `rules` are items of the list, already indented by two. */
export function route(name: string, parent: string, rules: string, more = "", kind = "HTTPRoute"): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
  parentRefs: [${parent}]
${more}  rules:
${rules}---
`;
}

/** The parent of routes in the mesh. */
export const ofOrder = '{ group: "", kind: Service, name: order, port: 8080 }';

/** The parent of routes at the Gateway. */
export const ofPublic = "{ name: public }";

/** A rule that leads to the Service, with more of the rule in front. */
export function to(service: string, more = ""): string {
  return `  - ${more}backendRefs: [{ name: ${service}, port: 8080 }]\n`;
}

/** A rule for one match. */
export function when(match: string, service: string, more = ""): string {
  return `  - matches: [{ ${match} }]\n${more}    backendRefs: [{ name: ${service}, port: 8080 }]\n`;
}

/** A Gateway of `shop` with listeners, items of a list in flow style. */
export function gateway(...listeners: readonly string[]): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: any
  listeners:
${listeners.map((listener) => `  - { ${listener} }\n`).join("")}---
`;
}

/** Any other object. */
export function object(apiVersion: string, kind: string, name: string, spec: string, namespace = "shop"): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
}

/** A Service with port 8080 named `web`, unless said. */
export function service(name: string, spec = "selector: { app: a }, ports: [{ name: web, port: 8080 }]", namespace = "shop"): string {
  return object("v1", "Service", name, `{ ${spec} }`, namespace);
}

export const http = "name: web, protocol: HTTP, port: 80";
export const v1 = "gateway.networking.k8s.io/v1";
export const trial = "gateway.networking.x-k8s.io/v1alpha1";
