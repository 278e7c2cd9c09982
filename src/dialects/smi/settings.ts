import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Origin } from "../../source/origin.ts";
import { shapeFindings } from "./shape.diagnostics.ts";

/** The settings of the dialect; the first value of each is its default. */
const choices = {
  "smi.pathRegex": ["spec", "full"],
  "smi.headerRegex": ["full", "search"],
  "smi.selfReference": ["error", "root-endpoints"],
  "smi.crossNamespaceTargets": ["false", "true"],
  "smi.accessDefault": ["deny", "selected", "allow"],
} as const;

type Choices = typeof choices;
/** Names of the settings, as `docs/smi.md` lists them. */
export type SettingName = keyof Choices;

/** How the open questions of SMI are answered; `stated` holds what the user has said, the rest is default. */
export interface Settings {
  readonly value: { readonly [K in SettingName]: Choices[K][number] };
  readonly stated: ReadonlySet<string>;
  /** The mesh's own, for SPIFFE identities. */
  readonly trustDomain: string;
}

/** Reads the settings of SMI by name; a value that is not offered is reported at `at` and its default used. */
export function readSettings(written: Readonly<Record<string, string>>, at: Origin): { readonly settings: Settings; readonly diagnostics: readonly Diagnostic[] } {
  const names = Object.keys(choices) as SettingName[];
  const isWrong = (name: SettingName) => written[name] !== undefined && !(choices[name] as readonly string[]).includes(written[name]);
  const value = Object.fromEntries(names.map((name) => [name, isWrong(name) ? choices[name][0] : (written[name] ?? choices[name][0])]));
  const diagnostics = names.filter(isWrong).map((name) =>
    shapeFindings["smi-unknown-setting"].report({ at, with: { name, value: written[name] ?? "", allowed: choices[name].join(", ") } }),
  );
  return { settings: { value: value as Settings["value"], stated: new Set(Object.keys(written)), trustDomain: written["trustDomain"] ?? "cluster.local" }, diagnostics };
}
