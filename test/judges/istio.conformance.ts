import { concreteView } from "../../src/model/evaluate.ts";
import { interpretIstio } from "../../src/targets/istio/interpret/index.ts";
import type { Decision, KubernetesObject, Request } from "../../src/model/index.ts";
import { differentSettings } from "./envoy-settings.ts";
import { differentSending } from "./envoy-sending.ts";
import { decidedByMore, envoyWords, istioNames, ourWords } from "./envoy-words.ts";
import { exampleMesh, judgeCase, routingOnly, type JudgedMesh } from "./meshes.ts";
import { askEnvoyReader, judgeWithIstio, missing, type EnvoyAnswer, type EnvoyQuestion, type JudgeFinding } from "./programs.ts";
import { generatedMeshes } from "./generated.ts";
import { handWrittenMeshes } from "./hand-written.ts";
import { randomOf, sampleRequests, virtualServiceWords, type SampleRequest } from "./requests.ts";

const lacking = missing("go", "version") ?? missing("java", "-version") ?? missing("mvn", "-v");
const judged = lacking === null ? describe : describe.skip;
if (lacking !== null) console.log(`left out: Istio's own code and the reader of Envoy's rules, since ${lacking}`);

/** Objects that every judge has to refuse; a judge that accepts them is not judging. */
const broken: readonly KubernetesObject[] = [
  {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "broken", namespace: "shop" },
    spec: { hosts: ["order.shop.svc.cluster.local"], http: [{ route: [{ destination: { host: "order" } }], timeout: "0s", retires: { attempts: 1 } }] },
  },
];

judged("judges that are not ours", () => {
  const compiled = lacking === null ? [exampleMesh(), ...generatedMeshes(Number(process.env["MESHWRIGHT_JUDGED"] ?? 60))] : [];
  const written = lacking === null ? handWrittenMeshes() : [];
  const control = compiled.slice(0, 1).map((mesh) => ({ ...mesh, name: "control", objects: broken, proxies: [] }));
  const { verdicts, fileOf } = lacking === null ? judgeWithIstio("istio", [...compiled, ...written, ...control].map(judgeCase)) : { verdicts: new Map(), fileOf: String };
  const found = (name: string) => verdicts.get(name);

  test("the judges refuse what is broken", () => {
    expect(found("control")?.rejected).not.toEqual([]);
  });

  test("istiod's admission accepts everything that we compile", () => {
    const refused = compiled.flatMap(({ name }) => (found(name)?.rejected ?? []).filter(isError).map((finding: JudgeFinding) => ({ mesh: name, ...finding })));
    expect(refused).toEqual([]);
  });

  test("istioctl's analyzers find no error in what we compile", () => {
    const errors = compiled.flatMap(({ name }) => (found(name)?.analysis ?? []).filter(isError).map((finding: JudgeFinding) => ({ mesh: name, ...finding })));
    expect(errors).toEqual([]);
  });

  test("Istio's route tables, read by Envoy's rules, answer as our interpreter does", () => {
    const asked = [...compiled, ...written].flatMap((mesh) => questionsOf(mesh, fileOf(mesh.name), new Set(Object.keys(found(mesh.name)?.routes ?? {}))));
    const answers = askEnvoyReader("istio", asked.map(({ question }) => question));
    const rows = asked.map((each, index) => judgedRow(each, answers[index] ?? { host: null }, new Set<string>(found(each.mesh)?.clusters[each.proxy] ?? [])));
    const unread = rows.filter(({ answer }) => answer.unread !== undefined);
    const silent = rows.filter(({ answered }) => !answered);
    const chosen = halfByMore(rows.filter(({ answer, answered }) => answered && answer.unread === undefined));
    const byMore = chosen.filter(({ answer }) => decidedByMore(answer)).length;
    console.log(`${chosen.length} requests of ${new Set(chosen.map(({ mesh }) => mesh)).size} meshes judged, ${byMore} decided by header, method or query; ${silent.length} left out, since faults answer them or our interpreter says that it does not model them`);
    expect(differences(chosen)).toEqual([]);
    const sent = chosen.flatMap(({ mesh, proxy, decision, answer }) => differentSending(decision, answer).map((text) => `${mesh} from ${proxy}: ${text}`));
    expect([...new Set(sent)].slice(0, 10)).toEqual([]);
    const settled = chosen.flatMap(({ mesh, proxy, decision }) => differentSettings(decision, found(mesh)?.settings[proxy] ?? {}, istioNames("cluster.local")).map((text) => `${mesh} from ${proxy}: ${text}`));
    expect([...new Set(settled)].slice(0, 40)).toEqual([]);
    expect(chosen.length).toBeGreaterThanOrEqual(500);
    expect(byMore * 2).toBeGreaterThanOrEqual(chosen.length);
    expect(unread).toEqual([]);
  });
});

function isError({ level }: JudgeFinding): boolean {
  return level === "Error";
}

type Row = Asked & { readonly answer: EnvoyAnswer; readonly theirs: ReturnType<typeof envoyWords> };

function judgedRow(asked: Asked, answer: EnvoyAnswer, clusters: ReadonlySet<string>): Row {
  return { ...asked, answer, theirs: envoyWords(answer, asked.request.path.split("?")[0] ?? "/", clusters) };
}

/** All requests that more than the path decided, and as many of the others. */
function halfByMore(rows: readonly Row[]): readonly Row[] {
  const byMore = rows.filter(({ answer }) => decidedByMore(answer));
  const others = rows.filter(({ answer }) => !decidedByMore(answer));
  const step = Math.max(1, Math.ceil(others.length / Math.max(byMore.length, 1)));
  return [...byMore, ...others.filter((_, index) => index % step === 0)];
}

/** One example for each mesh where the two disagree, reduced to what differs. */
function differences(rows: readonly Row[]): readonly string[] {
  const wrong = rows.filter(({ our, theirs }) => JSON.stringify(our) !== JSON.stringify(theirs));
  const meshes = [...new Set(wrong.map(({ mesh }) => mesh))];
  return meshes.map((name) => {
    const { request, our, theirs, proxy } = wrong.find(({ mesh }) => mesh === name) as Row;
    const fields = (Object.keys(our) as (keyof typeof our)[]).filter((field) => JSON.stringify(our[field]) !== JSON.stringify(theirs[field]));
    const shown = fields.map((field) => `${field} ours ${JSON.stringify(our[field])} theirs ${JSON.stringify(theirs[field])}`);
    return `${name} from ${proxy}: ${request.method} ${request.path} ${JSON.stringify(request.headers)}: ${shown.join("; ")}`;
  });
}

interface Asked {
  readonly mesh: string;
  readonly proxy: string;
  readonly request: SampleRequest;
  readonly question: EnvoyQuestion;
  readonly decision: Decision;
  readonly our: ReturnType<typeof ourWords>;
  /** Route tables do not show injected aborts; what our interpreter does not model it says. */
  readonly answered: boolean;
}

function questionsOf(mesh: JudgedMesh, verdict: string, proxies: ReadonlySet<string>): readonly Asked[] {
  const objects = routingOnly(mesh.objects);
  const { read } = interpretIstio(objects.map((object) => ({ object })), mesh.world);
  const random = randomOf(mesh.name.length * 7919 + objects.length);
  const routed = mesh.world.inventory.services.filter((service) => objects.some((object) => object.kind === "VirtualService" && namesHost(object, service.id.name, service.id.namespace)));
  return routed.flatMap((service) =>
    service.ports.filter(({ protocol }) => protocol !== "tcp" && protocol !== "tls" && protocol !== "udp" && protocol !== null).flatMap(({ port }) =>
      mesh.proxies.filter(({ name, gateway }) => proxies.has(name) && gateway !== true).flatMap((proxy) =>
        sampleRequests(virtualServiceWords(objects), 12, random).map((request) => {
          const authority = `${service.id.name}.${service.id.namespace}:${port}`;
          const path = request.path.split("?")[0] ?? "/";
          const full: Request = { ...request, from: { namespace: proxy.namespace, serviceAccount: "caller", labels: proxy.labels }, to: { namespace: service.id.namespace, service: service.id.name, port }, authority };
          const decision = read({ entry: full.to, protocol: "http", view: concreteView(full, mesh.world.mesh) });
          const question = { verdict, proxy: proxy.name, table: String(port), request: { ...request, authority } };
          const answered = decision.outcome !== "unsupported" && !decision.faults.some((fault) => fault.kind === "abort" && fault.share.num === fault.share.den);
          return { mesh: mesh.name, proxy: proxy.name, request, question, answered, decision, our: ourWords(decision, path, mesh.world.mesh.clusterDomain) };
        }),
      ),
    ),
  );
}

function namesHost(object: KubernetesObject, name: string, namespace: string): boolean {
  const hosts = (object.spec?.["hosts"] ?? []) as readonly string[];
  return hosts.some((host) => host === `${name}.${namespace}.svc.cluster.local` || (host === name && object.metadata.namespace === namespace) || host.startsWith("*"));
}
