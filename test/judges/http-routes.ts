import { stringify } from "yaml";
import { randomOf, type SampleRequest } from "./requests.ts";

/** A mesh whose routes are HTTPRoutes with a Service as parent, and requests near their conditions. */
export interface RouteMesh {
  readonly name: string;
  /** HTTPRoutes as YAML documents. */
  readonly routes: string;
  readonly requests: readonly SampleRequest[];
}

type Random = () => number;

const paths = ["/", "/a", "/a/b", "/orders", "/orders/x", "/orders/x/y"];
const services = ["order", "billing", "stock"];

/** So many meshes, the same in every run. */
export function routeMeshes(count: number): readonly RouteMesh[] {
  const random = randomOf(4242);
  return Array.from({ length: count }, (_, index) => routeMesh(`routes-${String(index).padStart(3, "0")}`, random));
}

function routeMesh(name: string, random: Random): RouteMesh {
  const routes = ["a", "b"].slice(0, random() < 0.4 ? 2 : 1).map((suffix) => httpRoute(`order-${suffix}`, random));
  return { name, routes: routes.map((route) => stringify(route)).join("---\n"), requests: Array.from({ length: 16 }, () => request(random)) };
}

function httpRoute(name: string, random: Random): object {
  const rules = Array.from({ length: 1 + Math.floor(random() * 4) }, () => rule(random));
  const parentRefs = [{ group: "", kind: "Service", name: "order", port: 8080 }];
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name, namespace: "shop" }, spec: { parentRefs, rules } };
}

function rule(random: Random): object {
  const matches = Array.from({ length: 1 + Math.floor(random() * 2) }, () => match(random));
  const redirects = random() < 0.12;
  const filters = redirects ? [{ type: "RequestRedirect", requestRedirect: { hostname: "other.example.com", statusCode: pick([301, 302], random) } }] : edits(matches, random);
  return {
    matches,
    ...(filters.length > 0 && { filters }),
    ...(!redirects && { backendRefs: backends(random) }),
    ...(!redirects && random() < 0.3 && { timeouts: { request: pick(["500ms", "2s", "1m"], random) } }),
  };
}

function edits(matches: readonly Match[], random: Random): readonly object[] {
  const mirror = random() < 0.2 ? [{ type: "RequestMirror", requestMirror: { backendRef: { name: "stock", port: 8080 }, percent: pick([5, 50, 100], random) } }] : [];
  if (random() > 0.3) return mirror;
  // Istio glues a replacement of the prefix `/` to the rest without a slash (`/v2orders`), against the table of the standard.
  const one = matches.length === 1 && matches[0]?.path.type === "PathPrefix" && matches[0].path.value !== "/";
  const path = one && random() < 0.7 ? { type: "ReplacePrefixMatch", replacePrefixMatch: pick(["/", "/v2", "/v2/x"], random) } : { type: "ReplaceFullPath", replaceFullPath: "/full" };
  return [...mirror, { type: "URLRewrite", urlRewrite: { path } }];
}

interface Match {
  readonly path: { readonly type: string; readonly value: string };
}

function match(random: Random): Match & Readonly<Record<string, unknown>> {
  return {
    path: { type: random() < 0.3 ? "Exact" : "PathPrefix", value: pick(paths, random) },
    ...(random() < 0.3 && { method: pick(["GET", "POST"], random) }),
    ...(random() < 0.4 && { headers: ["x-a", "x-b"].slice(0, 1 + Math.floor(random() * 2)).map((name) => ({ name, value: pick(["beta", "alpha"], random) })) }),
    ...(random() < 0.2 && { queryParams: [{ name: "q", value: pick(["1", "2"], random) }] }),
  };
}

function backends(random: Random): readonly object[] {
  return services.slice(0, 1 + Math.floor(random() * 3)).map((name) => ({ name, port: 8080, weight: pick([1, 1, 3, 9], random) }));
}

function request(random: Random): SampleRequest {
  const path = `${pick(paths, random)}${pick(["", "", "/", "/7", "x"], random)}`.replace(/\/\/+/g, "/");
  const query = random() < 0.5 ? `?q=${pick(["1", "2", "3"], random)}` : "";
  const headers = Object.fromEntries(["x-a", "x-b"].flatMap((name) => (random() < 0.6 ? [[name, pick(["beta", "alpha", "other"], random)]] : [])));
  return { method: pick(["GET", "GET", "POST", "PUT"], random), path: path + query, headers };
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** The Services of these meshes, for Istio's code and for ours. */
export const routeServices = services
  .map((name, index) =>
    stringify({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "shop" },
      spec: { clusterIP: `10.0.1.${index + 1}`, selector: { app: name }, ports: [{ name: "http", port: 8080, targetPort: 8080 }] },
    }),
  )
  .join("---\n");
