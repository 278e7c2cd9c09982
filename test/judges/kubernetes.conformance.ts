import type { KubernetesObject } from "../../src/model/index.ts";
import { handWrittenFor } from "./hand-written-objects.ts";
import { committedFor, exampleFor, generatedFor, type LoweredMesh } from "./lowered.ts";
import { crdFolder, judgeWithGo, missing } from "./programs.ts";

const lacking = missing("go", "version") ?? (crdFolder() === null ? "MESHWRIGHT_CRDS names no folder with the vendors' CRDs" : null);
const judged = lacking === null ? describe : describe.skip;
if (lacking !== null) console.log(`left out: the code of Kubernetes' API server, since ${lacking}`);

interface ServerFinding {
  readonly object: string;
  readonly code: string;
  readonly message: string;
}

/** What became of an object that was applied: see `test/judges/kubernetes/server_test.go`. */
interface Applied {
  readonly object: string;
  readonly refused: string;
  readonly dry: readonly string[];
  readonly kept: readonly string[];
}

interface ServerVerdict {
  readonly name: string;
  readonly refused: readonly ServerFinding[];
  readonly applied: readonly Applied[];
  readonly checked: { readonly custom: number; readonly core: number };
}

interface ServerCase {
  readonly name: string;
  readonly crds: readonly string[];
  readonly objects: readonly KubernetesObject[];
  readonly apply: boolean;
}

const names = ["istio", "linkerd", "consul", "appmesh", "gateway-api"];

/** Cases about objects that a server would not even take; lists of listeners are checked since the CRDs have CEL rules. */
const neverTaken: readonly string[] = ["L71: listeners of one port and host all lose"];

/** The hand-written manifests that every reader of manifests is tested on, where nothing is said to be wrong with them. */
function writtenCases(target: string): readonly ServerCase[] {
  const crds = { "gateway-api": ["gateway-api/experimental"], istio: ["istio", "gateway-api/standard"] }[target] ?? [target];
  const sound = handWrittenFor(target).filter(({ faulty, title }) => !faulty && !neverTaken.includes(title));
  return sound.map(({ name, objects }) => ({ name, crds, objects, apply: false }));
}

/** The CRDs that a cluster of the deployment has; Linkerd's are installed with those of Gateway API that it ships. */
function crdsFor(target: string, profile: string): readonly string[] {
  return target === "gateway-api" ? [`gateway-api/${profile}`] : [target];
}

function caseOf({ name, target, profile, objects }: LoweredMesh, apply: boolean): ServerCase {
  return { name, crds: crdsFor(target, profile.name), objects, apply };
}

/** What is committed for the target; until something is, what the example becomes. */
function exampleCase(target: string): ServerCase {
  const mesh = exampleFor(target);
  return caseOf({ ...mesh, name: `${target}-committed`, objects: committedFor(target) ?? mesh.objects }, true);
}

/** So many generated meshes of each deployment are also put on a server. */
const served = 10;

const custom = ({ apiVersion }: KubernetesObject): boolean => apiVersion !== "v1";

/** A spec of the target with a word that no version of the kind knows, and one with a value of the wrong type. */
function controls(target: string): readonly ServerCase[] {
  const [mesh] = generatedFor(target, 1);
  const first = mesh?.objects.find(custom);
  if (mesh === undefined || first === undefined) throw new Error(`no generated mesh becomes anything on ${target}`);
  const crds = crdsFor(target, mesh.profile.name);
  const unknown = { ...first, metadata: { ...first.metadata, name: "unknown" }, spec: { ...first.spec, nobodysField: true } };
  const mistyped = { ...first, metadata: { ...first.metadata, name: "mistyped" }, spec: Object.fromEntries(Object.keys(first.spec ?? {}).map((field) => [field, 7])) };
  return [
    { name: `${target}-control-unknown`, crds, objects: [unknown], apply: true },
    { name: `${target}-control-mistyped`, crds, objects: [mistyped], apply: true },
  ];
}

/** Objects that hold the structure and break a CEL rule, by target whose CRDs have such rules. */
const againstRules: Readonly<Record<string, KubernetesObject>> = {
  istio: { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", metadata: { name: "rule", namespace: "shop" }, spec: { selector: { matchLabels: { app: "a" } }, targetRefs: [{ kind: "Service", name: "order" }] } },
  "gateway-api": {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "rule", namespace: "shop" },
    spec: { parentRefs: [{ group: "", kind: "Service", name: "order" }], rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: { statusCode: 301 } }], backendRefs: [{ name: "order", port: 80 }] }] },
  },
};

const services: readonly KubernetesObject[] = [
  { apiVersion: "v1", kind: "Service", metadata: { name: "unknown", namespace: "shop" }, spec: { selectors: { app: "a" }, ports: [{ port: 80 }] } } as KubernetesObject,
  { apiVersion: "v1", kind: "Service", metadata: { name: "port", namespace: "shop" }, spec: { ports: [{ name: "Port", port: 70000 }] } } as KubernetesObject,
  { apiVersion: "v1", kind: "Service", metadata: { name: "patch", namespace: "shop", annotations: { "a key with spaces": "x" } } } as KubernetesObject,
];

judged("the code of Kubernetes' API server", () => {
  const ready = lacking === null;
  const generated = ready ? names.flatMap((name) => generatedFor(name, Number(process.env["MESHWRIGHT_JUDGED"] ?? 200))) : [];
  const examples = ready ? names.map(exampleCase) : [];
  const broken = ready ? names.flatMap(controls) : [];
  const ruleless = Object.entries(againstRules).map(([target, object]) => ({ name: `${target}-control-rule`, crds: crdsFor(target, "standard"), objects: [object], apply: true }));
  const wrongServices = services.map((object) => ({ name: `control-service-${object.metadata.name}`, crds: [], objects: [object], apply: false }));
  const written = ready ? names.map((target) => ({ target, cases: writtenCases(target) })) : [];
  const cases = [...written.flatMap((each) => each.cases), ...generated.map((mesh) => caseOf(mesh, Number(mesh.name.slice(-4)) < served)), ...examples, ...broken, ...ruleless, ...wrongServices];
  const { verdicts } = ready ? judgeWithGo<ServerVerdict>("kubernetes", "kubernetes", cases, { JUDGE_CRDS: crdFolder() ?? "" }) : { verdicts: new Map<string, ServerVerdict>() };
  const of = ({ name }: { readonly name: string }): ServerVerdict => verdicts.get(name) ?? { name, refused: [], applied: [], checked: { custom: 0, core: 0 } };

  test.each(names)("an unknown field and a wrong type are found: %s", (target) => {
    const unknown = of({ name: `${target}-control-unknown` });
    expect(unknown.refused.map(({ code, message }) => `${code} ${message}`)).toEqual(["unknown-field spec.nobodysField"]);
    // Some kinds refuse it by name, some drop it without a word: what comes back shows it either way.
    expect(unknown.applied.filter(({ refused }) => refused !== "" && !refused.includes("nobodysField"))).toEqual([]);
    expect(unknown.applied.map(({ dry }) => dry)).toEqual([[".spec.nobodysField: gone"]]);
    const mistyped = of({ name: `${target}-control-mistyped` });
    expect(mistyped.refused.map(({ code }) => code)).toContain("invalid");
    expect(mistyped.applied.map(({ refused }) => refused !== "")).toEqual([true]);
  });

  test.each(Object.keys(againstRules))("a broken CEL rule is found: %s", (target) => {
    const { refused, applied } = of({ name: `${target}-control-rule` });
    expect(refused.map(({ code }) => code)).toEqual(["invalid"]);
    expect(applied.map((each) => each.refused !== "")).toEqual([true]);
  });

  test("wrong Services and patches are found", () => {
    for (const { name } of wrongServices) expect(of({ name }).refused.map(({ code }) => code)).toContain("core");
  });

  test.each(names)("CRD structure, CEL rules and the checks of Services accept all that is compiled: %s", (target) => {
    const meshes = generated.filter((mesh) => mesh.target === target);
    const verdictsOf = [...meshes, ...examples.filter(({ name }) => name === `${target}-committed`)].map(of);
    const refused = verdictsOf.flatMap(({ name, refused: found }) => found.map((finding) => ({ mesh: name, ...finding })));
    const count = (what: "custom" | "core"): number => verdictsOf.reduce((sum, { checked }) => sum + checked[what], 0);
    console.log(`${target}: ${count("custom")} custom resources and ${count("core")} Services of ${meshes.length} generated meshes and the example judged`);
    expect(refused.slice(0, 10)).toEqual([]);
    expect(meshes.length).toBeGreaterThanOrEqual(Math.min(200, Number(process.env["MESHWRIGHT_JUDGED"] ?? 200)));
    expect(count("custom")).toBeGreaterThan(meshes.length);
  });

  test.each(names)("the manifests that our readers are tested on are such as a server takes: %s", (target) => {
    const verdictsOf = written.filter((each) => each.target === target).flatMap((each) => each.cases.map(of));
    console.log(`${target}: ${verdictsOf.reduce((sum, { checked }) => sum + checked.custom + checked.core, 0)} objects of ${verdictsOf.length} hand-written cases judged`);
    expect(verdictsOf.flatMap(({ name, refused }) => refused.map((finding) => ({ case: name, ...finding })))).toEqual([]);
    expect(verdictsOf.length).toBeGreaterThan(20);
  });

  test.each(names)("a server with etcd takes custom resources and gives them back as they were: %s", (target) => {
    const example = of({ name: `${target}-committed` }).applied;
    const others = generated.filter((mesh) => mesh.target === target).flatMap((mesh) => of(mesh).applied);
    const wrong = [...example, ...others].filter(({ refused, dry, kept }) => refused !== "" || dry.length > 0 || kept.length > 0);
    console.log(`${target}: ${example.length} custom resources of ${committedFor(target) === null ? "the example, compiled here," : "what is committed"} and ${others.length} of generated meshes applied and read back`);
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(others.length).toBeGreaterThan(0);
  });
});
