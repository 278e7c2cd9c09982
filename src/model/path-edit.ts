import { compileRegex } from "../support/regex.ts";
import type { PathEdit } from "./edits.ts";

/** The path (without query) after the edit. A pattern that does not compile changes nothing. Never throws. */
export function applyPathEdit(edit: PathEdit, path: string): string {
  switch (edit.kind) {
    case "keep":
      return path;
    case "constant":
      return edit.value;
    case "splice":
      return edit.prepend + path.slice(edit.drop);
    case "regex": {
      const result = compileRegex(edit.pattern);
      return result.ok ? result.regex.replace(path, edit.substitution) : path;
    }
  }
}
