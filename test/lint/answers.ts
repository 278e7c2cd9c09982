import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import { lintText } from "./lint-text.ts";

/** What shows that a row is answered: the page of a code, its case in another dialect, or a text; and a mesh where it is said when a policy is compiled. */
export type Answer =
  | { readonly code: string; readonly shown: "page" | "gateway-api" | "smi" }
  | { readonly code: string; readonly shown: "text"; readonly text: string }
  | { readonly code: string; readonly shown: "compiled"; readonly text: string; readonly target: string; readonly profile: string | null };

/** A row of a list of lints; without an answer it says why. */
export interface Row {
  readonly about: string;
  readonly answers: readonly Answer[];
  readonly why: string | null;
}

export const page = (...codes: readonly string[]): readonly Answer[] => codes.map((code) => ({ code, shown: "page" }));
export const gateway = (...codes: readonly string[]): readonly Answer[] => codes.map((code) => ({ code, shown: "gateway-api" }));
export const smi = (...codes: readonly string[]): readonly Answer[] => codes.map((code) => ({ code, shown: "smi" }));
export const text = (code: string, written: string): readonly Answer[] => [{ code, shown: "text", text: written }];
export const compiled = (code: string, target: string, profile: string | null, written: string): readonly Answer[] => [{ code, shown: "compiled", text: written, target, profile }];
export const row = (about: string, ...answers: readonly (readonly Answer[])[]): Row => ({ about, answers: answers.flat(), why: null });
export const without = (about: string, why: string): Row => ({ about, answers: [], why });

function textOf(answer: Answer): string {
  if (answer.shown === "text" || answer.shown === "compiled") return answer.text;
  if (answer.shown !== "page") return readFileSync(join(__dirname, `cases/${answer.shown}/${answer.code}.yaml`), "utf8");
  return /^```yaml failing\n([\s\S]*?)^```$/m.exec(readFileSync(join(__dirname, `../../docs/rules/${answer.code}.md`), "utf8"))?.[1] ?? "";
}

/** The codes that are found in what an answer shows. */
export function codesOf(answer: Answer): readonly string[] {
  const written = textOf(answer);
  if (answer.shown !== "compiled") return lintText(written).map(({ code }) => code);
  const files = [{ path: "policy.yaml", text: written }];
  const { target, profile } = answer;
  return compile(analyse(files).model, files, { targets: [{ target, version: null, profile }], asOf: "2026-11-21", verify: false }).diagnostics.map(({ code }) => code);
}
