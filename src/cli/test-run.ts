import type { Reader } from "../model/index.ts";
import { decideProperty } from "../routing-tests/always.ts";
import { coverageOf } from "../routing-tests/mutations/index.ts";
import { runOnPolicy, runOnTarget } from "../routing-tests/run.ts";
import type { TestRun } from "../reports/routing-tests/results.ts";
import { decide } from "../simulate/decide/index.ts";
import { targets } from "../targets/index.ts";
import type { TargetChoice } from "../targets/profile.ts";
import type { Config } from "./config.ts";
import type { Asked } from "./io.ts";
import { chosenTargets, configuredTargets } from "./output/targets.ts";
import { comparedTarget } from "./route-all.ts";
import type { ComparedTarget } from "./route-all.ts";
import type { Material } from "./route-readers.ts";

/** What is asked of a run. */
export interface RunOptions {
  /** Readers as they were named; empty for the policy and the configured targets. */
  readonly on: readonly string[];
  readonly coverage: boolean;
}

/** Runs every test on the policy and on the targets; coverage is measured on the policy. */
export function runRoutingTests(material: Material, config: Config, { on, coverage }: RunOptions): Asked<TestRun> {
  const choices = targetsOf(on, config);
  if (!choices.ok) return choices;
  const { model, tests } = material.analysis;
  const policy = decide(model);
  const wanted = runOnPolicy(tests.cases, policy, model);
  const properties = tests.properties.map((property) => decideProperty(property, policy, model));
  const compared = choices.value.flatMap((choice) => targets.filter(({ name }) => name === choice.target).map((target) => comparedTarget(target, choice, material)));
  const answered = compared.flatMap(({ target, read, ledger }) => (read === null ? [] : runOnTarget(wanted, { on: target, read, ledger }, model)));
  const shown = on.length === 0 || on.includes("policy") ? wanted : [];
  return { ok: true, value: { cases: [...shown, ...answered], properties, notAsked: compared.flatMap(notAsked), coverage: coverage ? coverageOf(model, wanted, properties) : null, model } };
}

function targetsOf(on: readonly string[], config: Config): Asked<readonly TargetChoice[]> {
  if (on.length === 0) return { ok: true, value: configuredTargets(config) };
  const named = [...new Set(on)].filter((one) => one !== "policy");
  return named.length === 0 ? { ok: true, value: [] } : chosenTargets(named, []);
}

function notAsked({ target, read, refused }: ComparedTarget): TestRun["notAsked"] {
  const refusal: Reader | null = read;
  if (refusal !== null) return [];
  const [first] = refused;
  const more = refused.length > 1 ? `, and ${refused.length - 1} errors more` : "";
  return [{ on: target, reason: `${first?.message ?? "the policies do not compile"}${more}; \`meshwright compile -t ${target}\` shows all` }];
}
