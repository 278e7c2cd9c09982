import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

interface Value {
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly help: string | null;
}

interface Empty {
  readonly subject: string;
  readonly help: string | null;
}

const valueText = ({ subject, expected, found }: Value): string => `${subject} must be ${expected}, found ${found}`;
const helpText = ({ help }: { readonly help: string | null }): string | null => help;

/** Findings about the shape of a document, whatever its kind. */
export const schemaDiagnostics = defineDiagnostics<{
  "unknown-key": { readonly key: string; readonly parent: string; readonly help: string };
  "wrong-type": Value;
  "missing-key": { readonly key: string; readonly parent: string; readonly help: string | null };
  "unknown-word": Value;
  "malformed-text": Value;
  "out-of-range": Value;
  "empty-value": Empty;
  "repeated-item": { readonly subject: string; readonly found: string };
  "keys-clash": { readonly subject: string; readonly known: string; readonly found: string; readonly help: string | null };
}>({
  "unknown-key": {
    code: "MW1020",
    severity: "error",
    what: ({ key, parent }) => `unknown key ${key} in ${parent}`,
    why: "a key that is not understood would do nothing",
    help: ({ help }) => help,
  },
  "wrong-type": { code: "MW1021", severity: "error", what: valueText, help: helpText },
  "missing-key": { code: "MW1022", severity: "error", what: ({ key, parent }) => `${key} is missing from ${parent}`, help: helpText },
  "unknown-word": { code: "MW1023", severity: "error", what: valueText, help: helpText },
  "malformed-text": { code: "MW1024", severity: "error", what: valueText, help: helpText },
  "out-of-range": { code: "MW1025", severity: "error", what: valueText, help: helpText },
  "empty-value": { code: "MW1026", severity: "error", what: ({ subject }) => `${subject} must not be empty`, help: helpText },
  "repeated-item": { code: "MW1027", severity: "error", what: ({ subject, found }) => `${subject} repeats ${found}`, help: "drop one of the two" },
  "keys-clash": {
    code: "MW1028",
    severity: "error",
    what: ({ subject, known, found }) => `${subject} takes exactly one of ${known}, found ${found}`,
    help: helpText,
  },
});
