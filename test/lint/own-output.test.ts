import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyseManifests } from "../../src/analyse-manifests.ts";
import { stringify } from "yaml";
import { analyse, defaultAnalysis } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/targets/index.ts";
import { isTrap } from "./traps.ts";

/** Sound policies, compiled for every mesh and read as if somebody had written the manifests: no trap, and nothing refused. */
const sound = join(__dirname, "sound");
/** Every method by name is everything, too, but manifests are not added up. */
const addedUp = "everything-matched-by-method.yaml";
const files = readdirSync(sound).filter((name) => name !== addedUp).map((name) => ({ path: name, text: readFileSync(join(sound, name), "utf8") }));

/** Deployments of Kubernetes; the others' manifests are read from another form. */
const deployments = targets.flatMap((target) => target.profiles.filter((name) => (target.form?.({ target: target.name, name, version: target.defaultVersion, settings: target.settings }) ?? null) === null).map((profile) => [target.name, profile] as const));

test.each(deployments)("what is compiled for %s (%s) has no trap of that mesh", (target, profile) => {
  const choice = { target, version: null, profile };
  let compiled = 0;
  for (const file of files) {
    const { model } = analyse([file]);
    const { outputs, diagnostics } = compile(model, [file], { targets: [choice], asOf: "2026-11-21", verify: false });
    if (diagnostics.some(({ severity }) => severity === "error")) continue;
    compiled += 1;
    const text = outputs.flatMap(({ manifests }) => manifests.map(({ object }) => stringify(object))).join("---\n");
    const found = analyseManifests([{ path: "out.yaml", text }], defaultAnalysis, { asOf: "2026-11-21" }, choice).diagnostics;
    const wrong = found.filter(({ code, severity }) => severity === "error" || isTrap(code));
    expect(wrong.map(({ code, message }) => `${file.path} ${code} ${message}`)).toEqual([]);
  }
  expect(compiled).toBeGreaterThan(0);
});
