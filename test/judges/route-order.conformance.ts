import { stringify } from "yaml";
import { questionOf } from "../../src/model/question.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { profileOf } from "../../src/targets/profile.ts";
import type { KubernetesObject, Request, Service } from "../../src/model/index.ts";
import { model } from "../support/build-model.ts";
import { decidedByMore, envoyWords, ourWords } from "./envoy-words.ts";
import { orderedLists, targets, type OrderedList } from "./ordered-lists.ts";
import { askEnvoyReader, judgeWithIstio, missing, type EnvoyQuestion } from "./programs.ts";

const lacking = missing("go", "version") ?? missing("java", "-version") ?? missing("mvn", "-v");
const judged = lacking === null ? test : test.skip;
if (lacking !== null) console.log(`left out: Istio's conversion of closed route lists, since ${lacking}`);

/** The mesh whose lists are written as they stand: ranking must get most of them wrong, or the judge would not be judging. */
const control = "naive";

/** Lists of one mesh: a mesh costs Istio's code more than its routes do. */
const together = 20;

judged("ordered lists lowered to HTTPRoutes keep their order in Istio's conversion and Envoy's rules", () => {
  const lists = orderedLists(320);
  const parts = Array.from({ length: lists.length / together }, (_, index) => lists.slice(index * together, (index + 1) * together));
  const meshes = [...parts.map((part, index) => meshOf(`lists-${String(index).padStart(2, "0")}`, part, closed(part))), meshOf(control, parts[0] ?? [], (parts[0] ?? []).map(({ service }) => naive(service)))];
  const proxies = [{ name: "web", namespace: "shop", labels: { app: "web" } }];
  const { verdicts, fileOf } = judgeWithIstio("route-order", meshes.map(({ name, kubernetes, routes }) => ({ name, kubernetes: `${kubernetes}---\n${routes}`, istio: "", proxies })));
  const asked = meshes.flatMap((mesh) => mesh.lists.flatMap((list) => askedOf(mesh, list, fileOf(mesh.name))));
  const answers = askEnvoyReader("route-order", asked.map(({ question }) => question));
  const rows = asked.map((row, index) => {
    const answer = answers[index] ?? { host: null };
    const clusters = new Set(verdicts.get(row.mesh)?.clusters["web"] ?? []);
    const { outcome, shares, timeoutMs } = envoyWords(answer, row.path, clusters);
    return { ...row, answer, theirs: { outcome, shares, timeoutMs } };
  });
  const wrongIn = (own: boolean) => rows.filter(({ mesh, our, theirs }) => (mesh === control) === own && JSON.stringify(our) !== JSON.stringify(theirs));
  const byMore = rows.filter(({ answer }) => decidedByMore(answer)).length;
  console.log(`${rows.length} calls over ${lists.length} lists of routes judged, ${byMore} decided by header, method or query`);
  expect(rows.every(({ answer }) => answer.host !== null && answer.unread === undefined)).toBe(true);
  expect(new Set(wrongIn(true).map(({ question }) => question.request.authority)).size).toBeGreaterThan(together / 2);
  expect(wrongIn(false).slice(0, 5).map(({ question, our, theirs }) => ({ request: question.request, our, theirs }))).toEqual([]);
  expect(new Set(rows.map(({ question }) => question.request.authority)).size).toBeGreaterThanOrEqual(300);
});

interface ListMesh {
  readonly name: string;
  readonly lists: readonly OrderedList[];
  readonly kubernetes: string;
  readonly routes: string;
}

function closed(lists: readonly OrderedList[]): readonly KubernetesObject[] {
  const mesh = model(lists.map(({ service }) => service));
  const { manifests, diagnostics } = gatewayApi.lower(mesh, profileOf(gatewayApi, mesh, { target: "gateway-api", version: null, profile: null }).profile);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("; "));
  return manifests.map(({ object }) => object);
}

/** A rule for every route, in the order of the list. */
function naive({ id, ports }: Service): KubernetesObject {
  const rules = (ports[0]?.arms ?? []).map(({ when, route }) => ({
    matches: (when.methods ?? [undefined]).map((method) => ({
      path: { type: when.path?.kind === "exact" ? "Exact" : "PathPrefix", value: when.path?.value ?? "/" },
      ...(method !== undefined && { method }),
      headers: when.headers.map(({ name, match }) => ({ name, value: match.kind === "exact" ? match.value : "" })),
      queryParams: when.query.map(({ name, match }) => ({ name, value: match.kind === "exact" ? match.value : "" })),
    })),
    backendRefs: route.action.kind === "forward" ? route.action.backends.map(({ service, port }) => ({ name: service.name, port })) : [],
    timeouts: { request: `${route.deadlineMs?.value ?? 0}ms` },
  }));
  const parentRefs = [{ group: "", kind: "Service", name: id.name, port: 8080 }];
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { ...id }, spec: { parentRefs, rules } };
}

function meshOf(name: string, lists: readonly OrderedList[], routes: readonly KubernetesObject[]): ListMesh {
  const services = [...targets, ...lists.map(({ service: { id } }) => id.name)].map((own, index) => kubernetesService(own, index));
  return { name, lists, kubernetes: services.map((each) => stringify(each)).join("---\n"), routes: routes.map((object) => stringify(object)).join("---\n") };
}

function kubernetesService(name: string, index: number): object {
  const ports = [{ name: "http", port: 8080, targetPort: 8080 }];
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "shop" }, spec: { clusterIP: `10.0.3.${index + 1}`, selector: { app: name }, ports } };
}

function askedOf(mesh: ListMesh, { service, requests }: OrderedList, verdict: string) {
  const whole = model([service]);
  const read = decide(whole);
  return requests.map((request) => {
    const { namespace, name } = service.id;
    const authority = `${name}.${namespace}:8080`;
    const full: Request = { ...request, from: { namespace, serviceAccount: "web" }, to: { namespace, service: name, port: 8080 }, authority };
    const path = request.path.split("?")[0] ?? "/";
    const { outcome, shares, timeoutMs } = ourWords(read(questionOf(full, whole.mesh)), path, "cluster.local");
    const question: EnvoyQuestion = { verdict, proxy: "web", table: "8080", request: { ...request, authority } };
    return { mesh: mesh.name, path, our: { outcome, shares, timeoutMs }, question };
  });
}
