import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import type { Feature } from "../../src/model/index.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { markedPolicy, wishes } from "../support/unsupported-wishes.ts";

/** Cells that the native language cannot speak of; test/istio/lower/refused.test.ts asks for them by the model. */
const beyondNative: readonly Feature[] = ["path.stringPrefix", "split.zero", "split.missing", "noMatch"];

const cells = istio.profiles.flatMap((name) =>
  istio.versions.flatMap((version) => {
    const table = istio.capabilities({ target: "istio", version, name, settings: istio.settings });
    const features = Object.keys(table) as Feature[];
    return features.filter((feature) => table[feature].kind === "unsupported" && !beyondNative.includes(feature)).map((feature) => ({ version, name, feature }));
  }),
);

test("every unsupported cell of every profile and version has a policy", () => {
  expect([...new Set(cells.map(({ feature }) => feature))].filter((feature) => wishes[feature] === undefined)).toEqual([]);
  expect(cells.length).toBeGreaterThan(300);
});

test.each(cells)("istio@$version/$name refuses $feature at its place, and writes nothing", ({ version, name, feature }) => {
  const marked = markedPolicy(feature);
  const [before = "", inside = ""] = marked.split(/[‹›]/);
  const files = [{ path: "p.yaml", text: marked.replace(/[‹›]/g, "") }];
  const { model, diagnostics } = analyse(files);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const result = compile(model, files, { targets: [{ target: "istio", version, profile: name }], asOf: "2026-06-01", verify: true });
  const found = result.diagnostics.filter(({ code, message }) => code === "MW4001" && [`(${feature})`, ` \`${feature}\`:`].some((words) => message.includes(words)));
  expect(found.length).toBeGreaterThan(0);
  for (const { origin } of found) {
    expect(origin.start).toBeGreaterThanOrEqual(before.length);
    expect(origin.end).toBeLessThanOrEqual(before.length + inside.length);
  }
  expect(result.outputs.map(({ verification }) => verification)).toEqual([null]);
  expect(result.outputs.flatMap(({ manifests }) => manifests).filter(({ object }) => (feature === "egress.default" ? object.kind === "Sidecar" : object.metadata.namespace === "shop"))).toEqual([]);
});
