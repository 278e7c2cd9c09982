import { readDocuments } from "../../src/source/read.ts";

interface Found {
  readonly values: readonly unknown[];
  /** Code and the text that the finding points at. */
  readonly findings: readonly string[];
}

function read(text: string, path = "policy.yaml"): Found {
  const { documents, diagnostics } = readDocuments([{ path, text }]);
  const token = ({ origin }: (typeof diagnostics)[number]): string => text.slice(origin.start, origin.end);
  return { values: documents.map(({ value }) => value), findings: diagnostics.map((each) => `${each.code} ${token(each)}`) };
}

describe("plain data", () => {
  test.each<[string, string, readonly unknown[]]>([
    ["scalars of YAML 1.2", "a: yes\nb: on\nc: 1\nd: 1.5\ne: true\nf: null\ng: ~\nh:\ni: 0x1F\nj: 2s", [{ a: "yes", b: "on", c: 1, d: 1.5, e: true, f: null, g: null, h: null, i: 31, j: "2s" }]],
    ["whatever a directive says", "%YAML 1.1\n---\na: yes", [{ a: "yes" }]],
    ["several documents, empty ones skipped", "---\na: 1\n---\n# nothing\n---\n\n---\nb: 2\n...\n", [{ a: 1 }, { b: 2 }]],
    ["nothing at all", "", []],
    ["comments only", "# a\n# b\n", []],
    ["anchors and aliases", "a: &x [1, 2]\nb: *x\nc: &y text\nd: *y", [{ a: [1, 2], b: [1, 2], c: "text", d: "text" }]],
    ["an anchor defined again", "a: &x 1\nb: &x 2\nc: *x", [{ a: 1, b: 2, c: 2 }]],
    ["merge keys, own entries first", "a: &x { b: 1, c: 2 }\nd: { c: 3, <<: *x }", [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }]],
    ["several merged mappings, the first wins", "a: &x { c: 1 }\nb: &y { c: 2, d: 2 }\ne: { <<: [*x, *y] }", [{ a: { c: 1 }, b: { c: 2, d: 2 }, e: { c: 1, d: 2 } }]],
    ["a quoted << is a key", 'a: { "<<": 1 }', [{ a: { "<<": 1 } }]],
    ["the tags of the core schema", "a: !!str 5\nb: !!int '5'\nc: !!map {}", [{ a: "5", b: 5, c: {} }]],
    ["a byte order mark", "\ufeffa: 1", [{ a: 1 }]],
    ["line ends of Windows", "a: 1\r\nb:\r\n  - 2\r\n", [{ a: 1, b: [2] }]],
    ["names of the prototype", "constructor: 1\ntoString: 2", [{ constructor: 1, toString: 2 }]],
    ["quoted numbers as keys", '"1": x', [{ "1": "x" }]],
  ])("%s", (_, text, values) => {
    expect(read(text)).toEqual({ values, findings: [] });
  });
});

describe("lists of objects", () => {
  test("are unfolded, lists in lists too, and typed items know their kind", () => {
    const inner = "{ kind: HTTPRouteList, apiVersion: g/v1, items: [{ metadata: { name: a } }] }";
    expect(read(`kind: List\nitems: [{ kind: X }, ${inner}, null]`).values).toEqual([{ kind: "X" }, { apiVersion: "g/v1", kind: "HTTPRoute", metadata: { name: "a" } }, null]);
  });

  test("keep the places of their items", () => {
    const text = "kind: List\nitems:\n  - kind: A\n    spec: { port: 80 }\n  - kind: B\n    spec: { port: 81 }\n";
    const [, second] = readDocuments([{ path: "a.yaml", text }]).documents;
    const origin = second?.origin(["spec", "port"]);
    expect(text.slice(origin?.start, origin?.end)).toBe("81");
  });

  test("a kind that ends in List without items is an object like others", () => {
    expect(read("kind: AllowList\nspec: {}").values).toEqual([{ kind: "AllowList", spec: {} }]);
  });
});

describe("faults", () => {
  test.each<[string, string, readonly string[], readonly unknown[]]>([
    ["a key twice", "a: 1\nb: 2\na: 3", ["MW1003 a"], [{ a: 1, b: 2 }]],
    ["a key twice, quoted and not", 'a: 1\n"a": 3', ['MW1003 "a"'], [{ a: 1 }]],
    ["two merges", "a: &x {}\nb:\n  <<: *x\n  <<: *x", ["MW1003 <<"], [{ a: {}, b: {} }]],
    ["tabs", "a:\n\tb: 1", ["MW1004 \t"], []],
    ["a template", "{{- if .Values.on }}\nkind: a\nb: {{ .Values.b }}\n{{- end }}", ["MW1034 {{- if .Values.on }}"], []],
    ["a template in one place", "a: {{ include \"chart.name\" . }}\nb: 1", ['MW1034 {{ include "chart.name" . }}'], []],
    ["braces in quotes and comments", "a: '{{ .Values.b }}' # {{ .c }}", [], [{ a: "{{ .Values.b }}" }]],
    ["no space behind the colon", "a:\n  name:order\n  b: 1", ["MW1001 name:order"], []],
    ["a tab after spaces", "a:\n  b: 1\n \tc: 2", ["MW1004 \t"], []],
    ["tags of strangers", "a: !foo x\nb: !!js/function 'x'\nc: !!binary aGk=\nd: !<tag:x> 1", ["MW1005 !foo", "MW1005 !!js/function", "MW1005 !!binary", "MW1005 !<tag:x>"], [{ a: "x", b: "x", c: "aGk=", d: "1" }]],
    ["a tag of another shape", "a: !!map [1]", ["MW1005 !!map"], [{ a: [1] }]],
    ["keys that are no text", "1: a\ntrue: b\n? [c]\n: d\n? {e: f}\n: g", ["MW1006 1", "MW1006 true", "MW1006 [c]", "MW1006 {e: f}"], [{}]],
    ["an alias of no text as key", "a: &x 1\n*x : 2", ["MW1006 *x"], [{ a: 1 }]],
    ["an alias without anchor", "a: *b", ["MW1010 *b"], [{ a: null }]],
    ["an alias before its anchor", "a: *b\nc: &b 1", ["MW1010 *b"], [{ a: null, c: 1 }]],
    ["an anchor of another document", "a: &b 1\n---\nc: *b", ["MW1010 *b"], [{ a: 1 }, { c: null }]],
    ["an alias inside itself", "a: &x { b: *x }", ["MW1011 *x"], [{ a: { b: null } }]],
    ["numbers that are not kept", "a: 9007199254740993\nb: .inf\nc: .nan\nd: 1e400\ne: 010", ["MW1012 9007199254740993", "MW1012 .inf", "MW1012 .nan", "MW1012 1e400", "MW1012 010"], [{ a: null, b: null, c: null, d: null, e: null }]],
    ["a NUL", "a: 1\0", ["MW1013 \0"], []],
    ["half of a character", 'a: "\\ud800"', ['MW1013 "\\ud800"'], [{ a: null }]],
    ["the prototype", "__proto__: { a: 1 }\nb: 1", ["MW1014 __proto__"], [{ b: 1 }]],
    ["a merge of a text", "a: { <<: b, c: 1 }", ["MW1015 b"], [{ a: { c: 1 } }]],
    ["a bracket left open", "a: [1, 2\nb: 3", ["MW1001 ["], []],
    ["a quote left open", "a: 'x\nb: 1", ["MW1001 '"], []],
    ["a second mapping on a line", "a: b: c", ["MW1001 b"], []],
    ["an odd escape", 'a: "\\q"', ["MW1001 \\q"], []],
    ["a reserved sign", "a: @x", ["MW1001 @"], []],
    ["a broken document between sound ones", "a: 1\n---\nb: [\n---\nc: 1", ["MW1001 ["], [{ a: 1 }, { c: 1 }]],
    ["faults of two documents", "a: 1\na: 2\n---\nb: 1\nb: 2", ["MW1003 a", "MW1003 b"], [{ a: 1 }, { b: 1 }]],
  ])("%s", (_, text, findings, values) => {
    expect(read(text)).toEqual({ values, findings });
  });

  test("a duplicate key names the first", () => {
    const [finding] = readDocuments([{ path: "a.yaml", text: "a: 1\na: 2" }]).diagnostics;
    expect(finding?.related).toEqual([{ origin: { file: "a.yaml", start: 0, end: 1 }, note: "written here first" }]);
  });

  test("no message speaks the parser's words", () => {
    const broken = ["a: [1", "a: b: c", "- a\nb: 1", "a: @x", "a:\n- b\n c: 1", "{a b}", "a: 'x", "a: |x\n y", "&a &b c", "? a\nb", "%FOO\n---\na", "a: *", "[a: b\n: c]", "a: \"\\x\"", "key\nother: 1"];
    const messages = broken.flatMap((text) => readDocuments([{ path: "a", text }]).diagnostics.map(({ message }) => message));
    expect(messages.filter((message) => /implicit|flow|scalar|compact|node|token|collection|block/i.test(message))).toEqual([]);
    expect(messages.length).toBeGreaterThanOrEqual(broken.length - 1);
  });
});

describe("limits", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]", ..."bcdefghi".split("").map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefghi"[index]}`).join(", ")}]`)].join("\n");

  test("a billion laughs are refused at once", () => {
    const start = performance.now();
    expect(read(bomb)).toMatchObject({ values: [], findings: [expect.stringContaining("MW1009")] });
    expect(performance.now() - start).toBeLessThan(500);
  });

  test("a bomb of merges is refused too", () => {
    const entries = Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(", ");
    const merges = Array.from({ length: 300 }, (_, index) => `m${index}: { <<: *a }`).join("\n");
    expect(read(`a: &a { ${entries} }\n${merges}`).findings).toEqual([expect.stringContaining("MW1009")]);
  });

  test.each([
    ["brackets", "[".repeat(64) + "]".repeat(64), true],
    ["one bracket more", "[".repeat(65) + "]".repeat(65), false],
    ["a very deep list", "[".repeat(1_000_000), false],
    ["a very deep list of dashes", "- ".repeat(500_000), false],
    ["a very deep mapping", "{a: ".repeat(300_000), false],
    ["depth through aliases", Array.from({ length: 70 }, (_, index) => `a${index}: &a${index} [${index === 0 ? "" : `*a${index - 1}`}]`).join("\n"), true],
  ])("%s", (_, text, sound) => {
    const { values, findings } = read(text);
    expect(sound ? findings : findings.map((finding) => finding.slice(0, 6))).toEqual(sound ? [] : ["MW1008"]);
    expect(values).toHaveLength(sound ? 1 : 0);
  });

  test("documents before a place that is too deep are kept", () => {
    expect(read(`a: 1\n---\n${"[".repeat(100)}`).values).toEqual([{ a: 1 }]);
  });

  test("a long file", () => {
    expect(read(`a: ${"x".repeat(4 * 1024 * 1024)}`).findings).toEqual(["MW1007 "]);
  });

  test("too many values", () => {
    expect(read("- 1\n".repeat(200_001)).findings).toEqual(["MW1009 1"]);
  });
});

describe("JSON", () => {
  test.each<[string, readonly unknown[]]>([
    ['{\n\t"a": [1, -2.5e3, true, null, "x\\u00e9\\/\\n"],\n\t"b": {}\n}', [{ a: [1, -2500, true, null, "xé/\n"], b: {} }]],
    ['{"kind":"List","items":[{"kind":"A"},{"kind":"B"}]}', [{ kind: "A" }, { kind: "B" }]],
    ['{"a":"a tab\\tinside","# no comment":"- \'"}', [{ a: "a tab\tinside", "# no comment": "- '" }]],
  ])("%s is read", (text, values) => {
    expect(read(text, "a.json")).toEqual({ values, findings: [] });
  });

  test.each([
    ['{"a": 1,}', "}"],
    ["{a: 1}", "a"],
    ["{'a': 1}", "'a'"],
    ['{"a": 1} {"b": 2}', "{"],
    ['{"a": 1} # no', "#"],
    ['{"a": 01}', "01"],
    ['{"a": .5}', ".5"],
    ['{"a": NaN}', "NaN"],
    ['{"a" 1}', "1"],
    ['{"a": [1 2]}', "2"],
    ['{"a": "tab\there"}', '"tab'],
    ['{"a": [1}', "}"],
    ['{"a"', ""],
    ["", ""],
  ])("%s is refused", (text, token) => {
    expect(read(text, "a.json")).toEqual({ values: [], findings: [`MW1002 ${token}`] });
  });

  test("duplicate keys are found as in YAML", () => {
    expect(read('{"a": 1, "a": 2}', "a.json").findings).toEqual(['MW1003 "a"']);
  });
});
