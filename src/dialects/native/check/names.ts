import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { quoted } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { found, originOf, type Place } from "../place.ts";

/** Names that stand twice in a list; unnamed entries are left out. */
export function duplicateNames(noun: string, names: readonly (readonly [string | undefined, Place])[]): readonly Diagnostic[] {
  const first = new Map<string, Place>();
  return names.flatMap(([name, at]) => {
    const before = name === undefined ? undefined : first.get(name);
    if (name !== undefined && before === undefined) first.set(name, at);
    if (name === undefined || before === undefined) return [];
    const related = [{ origin: originOf(before), note: "first here" }];
    return [say["duplicate-name"].report({ ...found(at), with: { noun, name: quoted(name, false) }, related })];
  });
}
