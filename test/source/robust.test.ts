import fc from "fast-check";
import { stringify } from "yaml";
import { decodeText } from "../../src/source/decode.ts";
import { readDocuments } from "../../src/source/read.ts";

/** Pieces of YAML in any order reach the parser's corners far sooner than any text does. */
const pieces = ["a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\n    ", "\t", "[", "]", "{", "}", ", ", "&x ", "*x", "*x ", "!t ", "!!str ", "<<: ", "| ", ">-\n", '"', "'", "#", "# c\n", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "\\", "\0", "\r\n", "1", "1e999", "0x", "~", "kind: List\n", "items:\n", "\ufeff", "\u2028", "\ud800", "@", "`"];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(""));

function check(text: string, path: string): void {
  const { documents, diagnostics } = readDocuments([{ path, text }]);
  for (const { origin } of diagnostics) expectWithin(origin, text);
  for (const document of documents) {
    for (const part of ["key", "value"] as const) {
      for (const route of [[], ["kind"], ["a", 0, "b"], ["items", 3]]) expectWithin(document.origin(route, part), text);
    }
    JSON.stringify(document.value);
  }
}

function expectWithin({ start, end }: { start: number; end: number }, text: string): void {
  if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`${start}..${end} is outside of ${text.length}`);
}

test.each(["a.yaml", "a.json"])("no soup of syntax crashes the reader of %s", (path) => {
  fc.assert(fc.property(soup, (text) => check(text, path)), { numRuns: 500 });
});

test("no text crashes the reader", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => check(text, "a.yaml")), { numRuns: 500 });
});

test("no bytes crash the decoder, and what is not UTF-8 is refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const { file, diagnostics } = decodeText("a", bytes);
      const same = Buffer.from(file.text, "utf8").equals(Buffer.from(bytes));
      expect(diagnostics).toHaveLength(same ? 0 : 1);
      for (const { origin } of diagnostics) expect(file.text[origin.start]).toBe("\ufffd");
    }),
    { numRuns: 500 },
  );
});

/** JSON values within our limits: exact numbers, no reserved key. */
const json = fc.jsonValue({ maxDepth: 5 }).filter((value) => !/__proto__|\\u[dD][89a-f]/.test(JSON.stringify(value)) && isExact(value));

function isExact(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value !== "object" || value === null || Object.values(value).every(isExact);
}

test("JSON that is printed is read back", () => {
  fc.assert(
    fc.property(json, fc.constantFrom("", " ", "\t"), (value, indent) => {
      fc.pre(!/[\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(JSON.stringify(value)));
      const { documents, diagnostics } = readDocuments([{ path: "a.json", text: JSON.stringify({ value }, null, indent) }]);
      expect(diagnostics).toEqual([]);
      expect(JSON.stringify(documents[0]?.value)).toBe(JSON.stringify({ value }));
    }),
    { numRuns: 300 },
  );
});

test("YAML that is printed is read back", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = stringify({ value }, { lineWidth: 0 });
      fc.pre(!/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(text));
      expect(JSON.stringify(readDocuments([{ path: "a.yaml", text }]).documents[0]?.value)).toBe(JSON.stringify({ value }));
    }),
    { numRuns: 300 },
  );
});
