import { analyse } from "../../src/analyse.ts";
import { questionOf } from "../../src/model/question.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import type { Decision, Request } from "../../src/model/index.ts";
import { decidedByMore, envoyWords, ourWords, type RoutingWords } from "./envoy-words.ts";
import { routeMeshes, routeServices, type RouteMesh } from "./http-routes.ts";
import { askEnvoyReader, judgeWithIstio, missing } from "./programs.ts";

const lacking = missing("go", "version") ?? missing("java", "-version") ?? missing("mvn", "-v");
const judged = lacking === null ? test : test.skip;
if (lacking !== null) console.log(`left out: Istio's conversion of HTTPRoutes, since ${lacking}`);

judged("Gateway API routes mean to us what Istio's conversion and Envoy's rules make of them", () => {
  const meshes = routeMeshes(120);
  const proxies = [{ name: "web", namespace: "shop", labels: { app: "web" } }];
  const { verdicts, fileOf } = judgeWithIstio("gateway-api", meshes.map(({ name, routes }) => ({ name, kubernetes: `${routeServices}---\n${routes}`, istio: "", proxies })));
  const asked = meshes.flatMap((mesh) => askedOf(mesh, fileOf(mesh.name)));
  const answers = askEnvoyReader("gateway-api", asked.map(({ question }) => question));
  const rows = asked.map((row, index) => {
    const clusters = new Set(verdicts.get(row.mesh)?.clusters["web"] ?? []);
    const answer = answers[index] ?? { host: null };
    const theirs = comparable(envoyWords(answer, row.request.path.split("?")[0] ?? "/", clusters));
    return { ...row, answer, theirs, our: theirs.path === null ? { ...row.our, path: null } : row.our };
  });
  const byMore = rows.filter(({ answer }) => decidedByMore(answer)).length;
  console.log(`${rows.length} requests over ${meshes.length} sets of HTTPRoutes judged, ${byMore} decided by header, method or query`);
  const wrong = rows.filter(({ our, theirs }) => JSON.stringify(our) !== JSON.stringify(theirs));
  // Paths that Envoy rewrites by a pattern of its own are null on both sides.
  const shown = wrong.slice(0, 5).map(({ mesh, request, our, theirs }) => ({ routes: meshes.find(({ name }) => name === mesh)?.routes, request, our, theirs }));
  expect(shown).toEqual([]);
  expect(rows.every(({ answer }) => answer.unread === undefined)).toBe(true);
});

function askedOf(mesh: RouteMesh, verdict: string) {
  const { model, diagnostics } = analyse([{ path: `${mesh.name}.yaml`, text: `${routeServices}---\n${mesh.routes}` }]);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${mesh.name}: ${errors.map(({ code, message }) => `${code} ${message}`).join("; ")}`);
  const read = decide(model);
  return mesh.requests.map((request) => {
    const authority = "order.shop:8080";
    const full: Request = { ...request, from: { namespace: "shop", serviceAccount: "web" }, to: { namespace: "shop", service: "order", port: 8080 }, authority };
    const our = comparable(ourWords(byService(read(questionOf(full, model.mesh))), request.path.split("?")[0] ?? "/", "cluster.local"));
    return { mesh: mesh.name, request, our, question: { verdict, proxy: "web", table: "8080", request: { ...request, authority } } };
  });
}

/** Backends of Gateway API are Services; versions are names of ours. */
function byService(decision: Decision): Decision {
  const plain = <T extends { readonly version: string | null }>(backend: T): T => ({ ...backend, version: null });
  return { ...decision, backends: decision.backends.map(plain), mirrors: decision.mirrors.map(plain) };
}

/** The standard leaves retries that nobody asked for to the implementation; Istio makes two. */
function comparable(words: RoutingWords): RoutingWords {
  return { ...words, attempts: 0 };
}
