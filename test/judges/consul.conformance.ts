import { concreteView } from "../../src/model/evaluate.ts";
import { interpretConsul } from "../../src/targets/consul/interpret/index.ts";
import type { Decision, KubernetesObject, Profile, Request } from "../../src/model/index.ts";
import { compiledMeshes, guardedConsul, handWrittenConsul, type ConsulInstance, type ConsulMesh, type NativeEntry } from "./consul-meshes.ts";
import { judgedAccess } from "./consul-access.ts";
import type { EnvoyFilters } from "./envoy-access.ts";
import { differentSettings, type NamedCluster } from "./envoy-settings.ts";
import { differentSending } from "./envoy-sending.ts";
import { clustersOf, decidedByMore, envoyWords, ourWords, type ClusterNames, type RoutingWords } from "./envoy-words.ts";
import { askEnvoyReader, judgeWithGo, missing, type EnvoyAnswer, type EnvoyQuestion } from "./programs.ts";
import { randomOf, sampleRequests, serviceRouterWords, type SampleRequest } from "./requests.ts";

const lacking = missing("go", "version") ?? missing("java", "-version") ?? missing("mvn", "-v");
const judged = lacking === null ? describe : describe.skip;
if (lacking !== null) console.log(`left out: Consul's own code and the reader of Envoy's rules, since ${lacking}`);

interface ConsulFinding {
  readonly object: string;
  readonly message: string;
}

/** What Consul says of a mesh: see `test/judges/consul/main_test.go`. */
interface ConsulVerdict {
  readonly name: string;
  readonly rejected: readonly ConsulFinding[];
  readonly routes: Readonly<Record<string, readonly { readonly name: string }[]>>;
  readonly clusters: Readonly<Record<string, number>>;
  readonly access: Readonly<Record<string, EnvoyFilters>>;
  readonly serving: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, NamedCluster>>;
  readonly disputed: readonly string[];
  readonly unequal: readonly ConsulFinding[];
}

interface ConsulCase {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  readonly instances: readonly ConsulInstance[];
  readonly caller: string;
  readonly dialled: readonly string[];
  readonly defaultAllow: boolean;
  readonly native: readonly NativeEntry[];
  readonly entries: readonly KubernetesObject[];
}

/** Consul names a cluster after subset, service and where it is; Envoy waits 15 seconds where a route says nothing. */
const place = "default.dc1.internal.11111111-2222-3333-4444-555555555555.consul";
const usualMs = 15_000;

/** What is about access; without it an installation that admits all lets every call through to the routes. */
const access: readonly string[] = ["ServiceIntentions", "JWTProvider"];

function caseOf({ name, objects, world, instances, caller, native, entries }: ConsulMesh): ConsulCase {
  return { name, objects, instances, caller: caller.name, native, entries, defaultAllow: admitsAll(world.profile), dialled: dialledNames(objects, world.inventory.services.map(({ id }) => id.name)) };
}

function admitsAll({ settings }: Profile): boolean {
  return settings["defaultIntentionPolicy"] === "allow";
}

/** What a transparent proxy has as upstreams: services, and names that an entry is about (`hashicorp/consul:agent/consul/state/intention.go`). */
function dialledNames(objects: readonly KubernetesObject[], services: readonly string[]): readonly string[] {
  const entries = objects.filter(({ kind }) => ["ServiceDefaults", "ServiceRouter", "ServiceSplitter", "ServiceResolver"].includes(kind)).map(({ metadata }) => metadata.name);
  return [...new Set([...services, ...entries])].sort();
}

const broken: readonly KubernetesObject[] = [
  { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ServiceRouter", metadata: { name: "order", namespace: "shop" }, spec: { routes: [{ destination: { service: "order", nobodysField: 1 } }] } },
  { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ServiceSplitter", metadata: { name: "billing", namespace: "shop" }, spec: { splits: [{ weight: 50 }] } },
  { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ServiceRouter", metadata: { name: "ledger", namespace: "shop" }, spec: { routes: [{ destination: { service: "ledger", numRetries: 1 } }] } },
];

/** Entries outside Kubernetes that are wrong, and one that is another than the custom resource beside it. */
const sound: KubernetesObject = { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ServiceDefaults", metadata: { name: "stock", namespace: "shop" }, spec: { protocol: "http", upstreamConfig: { defaults: { connectTimeoutMs: 5 } } } };
const strange: readonly NativeEntry[] = [
  { json: '{"Kind": "service-splitter", "Name": "billing", "Nobody": 1}', hcl: 'Kind = "service-defaults"\nName = "other"' },
  { json: '{"Kind": "service-defaults", "Name": "stock", "Protocol": "http", "UpstreamConfig": {"Defaults": {"ConnectTimeoutMs": 6}}}', hcl: 'Kind = "service-defaults"\nName = "stock"\nProtocol = "http"\nUpstreamConfig { Defaults { ConnectTimeoutMs = 5 } }' },
];

judged("Consul's own code", () => {
  const ready = lacking === null;
  const compiled = ready ? compiledMeshes(Number(process.env["MESHWRIGHT_JUDGED"] ?? 200)) : [];
  const written = ready ? handWrittenConsul() : [];
  const guarded = ready ? guardedConsul() : [];
  const control: ConsulCase = { name: "control", objects: [...broken, sound], instances: [], caller: "web", dialled: [], defaultAllow: true, native: strange, entries: [...broken, sound] };
  const { verdicts, fileOf } = ready ? judgeWithGo<ConsulVerdict>("consul", "consul", [...[...compiled, ...written, ...guarded].map(caseOf), control]) : { verdicts: new Map<string, ConsulVerdict>(), fileOf: String };
  const of = ({ name }: { readonly name: string }): ConsulVerdict => verdicts.get(name) ?? { name, rejected: [], routes: {}, clusters: {}, access: {}, serving: {}, settings: {}, disputed: [], unequal: [] };

  test("the servers refuse what is broken", () => {
    expect(of(control).rejected.map(({ object, message }) => `${object}: ${message}`)).toEqual([
      expect.stringMatching(/^ServiceRouter order: [^]*nobodysField/),
      expect.stringMatching(/^ServiceSplitter billing: .*100/),
      expect.stringMatching(/^ServiceRouter ledger: .*protocol/),
    ]);
  });

  test("the servers accept every entry that we compile, and every chain", () => {
    const refused = compiled.flatMap((mesh) => of(mesh).rejected.map((finding) => ({ mesh: mesh.name, ...finding })));
    console.log(`${compiled.reduce((sum, { objects }) => sum + objects.length, 0)} config entries of ${compiled.length} meshes decoded, checked and stored`);
    expect(refused.slice(0, 10)).toEqual([]);
    expect(compiled.length).toBeGreaterThan(1);
  });

  test("JSON and HCL decode to what the custom resources become", () => {
    const wrong = compiled.flatMap((mesh) => of(mesh).unequal.map((finding) => ({ mesh: mesh.name, ...finding })));
    console.log(`${compiled.reduce((sum, { native }) => sum + native.length, 0)} entries in JSON and HCL compared`);
    expect(of(control).unequal.map(({ message }) => message).sort()).toEqual([
      expect.stringMatching(/^HCL: no custom resource/),
      expect.stringMatching(/^JSON: [^]*Nobody/),
      expect.stringMatching(/^JSON: [^]*, and not /),
      expect.stringMatching(/^PUT: [^]*Nobody/),
      expect.stringMatching(/^PUT: [^]*, and not /),
      "is not among the native entries",
    ]);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(compiled.every(({ native, entries }) => native.length === entries.length && native.length > 0)).toBe(true);
  });

  test("our reader of hand-written entries refuses what the servers refuse", () => {
    const rows = written.map((mesh) => ({ mesh: mesh.name, ours: refusedByUs(mesh), theirs: of(mesh).rejected.filter(({ object }) => !object.startsWith("chain ")).map(({ object, message }) => `${object}: ${message}`) }));
    const silent = rows.filter(({ ours, theirs }) => theirs.length > 0 && ours.length === 0);
    console.log(`${rows.filter(({ theirs }) => theirs.length > 0).length} of ${rows.length} hand-written meshes are refused by the servers, ${rows.filter(({ ours }) => ours.length > 0).length} by our reader`);
    expect(silent).toEqual([]);
  });

  test("no two names of a proxy dispute about a cluster", () => {
    const shared = compiled.filter((mesh) => of(mesh).disputed.length > 0).map((mesh) => `${mesh.name}: ${of(mesh).disputed.join(", ")}`);
    expect(shared).toEqual([]);
    expect(written.some((mesh) => of(mesh).disputed.length > 0)).toBe(true);
  });

  test("the filters of tokens and intentions, read by Envoy's rules, admit whom our interpreter admits", () => {
    const taken = [...compiled, ...written, ...guarded].filter((mesh) => of(mesh).rejected.length === 0 && errorsOf(mesh).length === 0);
    const rows = taken.flatMap((mesh) => judgedAccess(mesh, of(mesh).access));
    const admitted = rows.filter(({ theirs }) => theirs).length;
    const byToken = rows.filter(({ demanding }) => demanding);
    console.log(`${rows.length} calls judged, ${admitted} admitted; ${byToken.length} at services that demand a token, ${byToken.filter(({ theirs }) => theirs).length} admitted`);
    const wrong = rows.filter(({ ours, theirs }) => ours !== theirs).map(({ call, ours, theirs }) => `${call}: ours ${String(ours)} theirs ${String(theirs)}`);
    expect(wrong.slice(0, 10)).toEqual([]);
    for (const some of [rows, byToken]) for (const answer of [true, false]) expect(some.filter(({ theirs }) => theirs === answer).length).toBeGreaterThanOrEqual(30);
  });

  test("Consul's route tables, read by Envoy's rules, answer as our interpreter does", () => {
    // What only the webhook of Kubernetes refuses the servers would have taken: no chain is the same after that.
    const taken = [...compiled, ...written].filter((mesh) => of(mesh).rejected.length === 0 && errorsOf(mesh).length === 0);
    const asked = taken.flatMap((mesh) => questionsOf(mesh, of(mesh), fileOf(mesh.name)));
    const answers = askEnvoyReader("consul", asked.map(({ question }) => question));
    const rows = asked.map((each, index) => row(each, answers[index] ?? { host: null }, of({ name: each.mesh })));
    const silent = rows.filter(({ decision }) => decision.outcome === "unsupported");
    const chosen = rows.filter(({ decision }) => decision.outcome !== "unsupported");
    const byMore = chosen.filter(({ answer }) => decidedByMore(answer)).length;
    console.log(`${chosen.length} requests of ${new Set(chosen.map(({ mesh }) => mesh)).size} meshes judged, ${byMore} decided by header, method or query; ${silent.length} left out, since our interpreter says that it does not model them`);
    expect(differences(chosen)).toEqual([]);
    const settled = chosen.flatMap(({ mesh, service, decision }) => differentSettings(decision, of({ name: mesh }).settings, nameOf).map((text) => `${mesh} to ${service}: ${text}`));
    expect([...new Set(settled)].slice(0, 10)).toEqual([]);
    const sent = chosen.flatMap(({ mesh, service, decision, answer }) => differentSending(decision, answer).map((text) => `${mesh} to ${service}: ${text}`));
    expect([...new Set(sent)].slice(0, 10)).toEqual([]);
    expect(chosen.filter(({ answer }) => answer.unread !== undefined).slice(0, 3)).toEqual([]);
    expect(byMore).toBeGreaterThanOrEqual(300);
    expect(silent.length * 5).toBeLessThan(rows.length);
  });
});

/** The objects that our reader refuses. */
function errorsOf({ objects, world }: ConsulMesh): readonly string[] {
  const { diagnostics } = interpretConsul(objects.map((object) => ({ object })), world);
  return diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`);
}

/** What our reader refuses: an object, or the chain that the case asks for. */
function refusedByUs(mesh: ConsulMesh): readonly string[] {
  const { objects, world, asked } = mesh;
  const { read } = interpretConsul(objects.map((object) => ({ object })), world);
  const outcome = asked === null ? null : read({ entry: asked.to, protocol: asked.protocol ?? "http", view: concreteView(asked, world.mesh) }).outcome;
  return [...errorsOf(mesh), ...(outcome === "unroutable" ? ["no chain"] : [])];
}

interface Asked {
  readonly mesh: string;
  readonly service: string;
  readonly request: SampleRequest;
  readonly question: EnvoyQuestion;
  readonly decision: Decision;
}

/** Requests to every service that has a route table of its own. */
function questionsOf(mesh: ConsulMesh, { routes }: ConsulVerdict, verdict: string): readonly Asked[] {
  const objects = mesh.objects.filter(({ kind }) => !access.includes(kind));
  const { profile } = mesh.world;
  const open = { ...mesh.world, profile: { ...profile, settings: { ...profile.settings, defaultIntentionPolicy: "allow" } } };
  const { read } = interpretConsul(objects.map((object) => ({ object })), open);
  const random = randomOf(mesh.name.length * 7919 + objects.length);
  const tables = new Set((routes["caller"] ?? []).map(({ name }) => name));
  return mesh.world.inventory.services.filter(({ id }) => tables.has(id.name)).flatMap(({ id, ports }) => {
    const port = ports[0]?.port ?? 80;
    const words = serviceRouterWords(objects.filter(({ metadata }) => metadata.name === id.name));
    const samples = [...sampleRequests(words, 12, random), ...(mesh.asked === null ? [] : [sampleOf(mesh.asked)])];
    return samples.map((request) => {
      const authority = `${id.name}:${port}`;
      const full: Request = { ...request, from: { namespace: mesh.caller.namespace, serviceAccount: mesh.caller.name }, to: { namespace: id.namespace, service: id.name, port }, authority };
      const decision = read({ entry: full.to, protocol: "http", view: concreteView(full, mesh.world.mesh) });
      return { mesh: mesh.name, service: id.name, request, decision, question: { verdict, proxy: "caller", table: id.name, request: { ...request, authority } } };
    });
  });
}

function sampleOf({ method = "GET", path = "/", headers = {} }: Request): SampleRequest {
  return { method, path, headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === "string")) as SampleRequest["headers"] };
}

const nameOf: ClusterNames = ({ service, version }) => `${version === null ? "" : `${version}.`}${service}.${place}`;

type Row = Asked & { readonly answer: EnvoyAnswer; readonly our: RoutingWords; readonly theirs: RoutingWords };

function row(asked: Asked, answer: EnvoyAnswer, { clusters, serving }: ConsulVerdict): Row {
  const path = asked.request.path.split("?")[0] ?? "/";
  const alive = new Set(Object.entries(clusters).filter(([, instances]) => instances > 0).map(([name]) => name));
  const our = ourWords(asked.decision, path, nameOf);
  return { ...asked, answer, our, theirs: withServing(envoyWords(answer, path, alive, usualMs), clustersOf(answer).map(serviceOf), serving) };
}

/** One example for each mesh where the two disagree, reduced to what differs. */
function differences(rows: readonly Row[]): readonly string[] {
  const wrong = rows.filter(({ our, theirs }) => JSON.stringify(our) !== JSON.stringify(theirs));
  const firsts = wrong.filter(({ mesh }, index) => wrong.findIndex((other) => other.mesh === mesh) === index);
  return firsts.map(({ mesh, service, request, our, theirs }) => {
    const fields = (Object.keys(our) as (keyof RoutingWords)[]).filter((field) => JSON.stringify(our[field]) !== JSON.stringify(theirs[field]));
    const shown = fields.map((field) => `${field} ours ${JSON.stringify(our[field])} theirs ${JSON.stringify(theirs[field])}`);
    return `${mesh} to ${service}: ${request.method} ${request.path} ${JSON.stringify(request.headers)}: ${shown.join("; ")}`;
  });
}

/** The proxy of the serving side ends each try when its own time is up: the call, where nobody tries again. */
function withServing(words: RoutingWords, services: readonly string[], serving: ConsulVerdict["serving"]): RoutingWords {
  const each = services.map((name) => serving[name] ?? 0).find((ms) => ms > 0) ?? null;
  if (each === null) return words;
  const shorter = words.timeoutMs === null || each < words.timeoutMs;
  if (words.attempts === 0) return { ...words, timeoutMs: shorter ? each : words.timeoutMs };
  return { ...words, perTryMs: shorter ? each : null };
}

function serviceOf(cluster: string): string {
  return cluster.replace(`.${place}`, "").split(".").at(-1) ?? "";
}
