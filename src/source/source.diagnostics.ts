import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** What can be wrong with a text before anybody asks what it means. */
export const sourceDiagnostics = defineDiagnostics({
  "yaml-syntax": {
    code: "MW1001",
    severity: "error",
    what: (p: { problem: string; help?: string }) => p.problem,
    help: (p: { problem: string; help?: string }) => p.help ?? "mend the YAML here; nothing else of this document was read",
  },
  "json-syntax": {
    code: "MW1002",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    why: "a file whose name ends in .json has to be JSON, since other tools read it as JSON",
    help: "mend the JSON, or rename the file to .yaml",
  },
  "duplicate-key": {
    code: "MW1003",
    severity: "error",
    what: (p: { key: string }) => `key \`${p.key}\` is written twice in one mapping`,
    why: "tools disagree on which of the two counts",
    help: "keep one of them",
  },
  "tab-indentation": {
    code: "MW1004",
    severity: "error",
    what: (_: Record<never, never>) => "a tab in the indentation",
    why: "YAML counts spaces only, so a tab hides how deep the line stands",
    help: "indent with spaces",
  },
  "unknown-tag": {
    code: "MW1005",
    severity: "error",
    what: (p: { tag: string }) => `tag \`${p.tag}\` is not known here`,
    why: "a policy is plain data; tags that make objects or run code are refused",
    help: "remove the tag",
  },
  "key-not-text": {
    code: "MW1006",
    severity: "error",
    what: (p: { found: string }) => `a key has to be text, found ${p.found}`,
    why: "mappings become JSON objects, whose keys are text",
    help: (p: { found: string; quoted?: string }) =>
      p.quoted === undefined ? "use a plain word as the key" : `write it in quotes: \`${p.quoted}\``,
  },
  "file-too-large": {
    code: "MW1007",
    severity: "error",
    what: (p: { length: number; limit: number }) => `the file has ${p.length} characters, more than ${p.limit}`,
    why: "the size of inputs is bounded, so that nobody can exhaust the machine that reads them",
    help: "split the file",
  },
  "nested-too-deeply": {
    code: "MW1008",
    severity: "error",
    what: (p: { limit: number }) => `nested more than ${p.limit} levels deep`,
    why: "the depth of inputs is bounded, so that nobody can exhaust the machine that reads them",
    help: "no policy needs this depth; look for brackets or dashes that were repeated by accident",
  },
  "too-many-values": {
    code: "MW1009",
    severity: "error",
    what: (p: { limit: number }) => `the document has more than ${p.limit} values`,
    why: "the number of values is bounded, and each use of an alias counts as all that it stands for",
    help: "split the document, or write out less through aliases",
  },
  "alias-without-anchor": {
    code: "MW1010",
    severity: "error",
    what: (p: { name: string }) => `alias \`*${p.name}\` has no anchor \`&${p.name}\` before it`,
    help: "anchors hold within one document, and have to stand before their aliases",
  },
  "alias-inside-itself": {
    code: "MW1011",
    severity: "error",
    what: (p: { name: string }) => `alias \`*${p.name}\` stands inside the value that it repeats`,
    why: "such a value would never end",
    help: "write the inner value out",
  },
  "unsafe-number": {
    code: "MW1012",
    severity: "error",
    what: (p: { text: string; problem: string }) => `number \`${p.text}\` ${p.problem}`,
    why: "tools would read different values from it",
    help: (p: { text: string }) => `write another number, or quote it (\`"${p.text}"\`) if it is meant as text`,
  },
  "not-text": {
    code: "MW1013",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    why: "the rest of the file cannot be trusted to say what it seems to say",
    help: "save the file as UTF-8 text",
  },
  "reserved-key": {
    code: "MW1014",
    severity: "error",
    what: (p: { key: string }) => `key \`${p.key}\` is reserved`,
    why: "many JSON tools treat it as an order rather than as data",
    help: "choose another name",
  },
  "merge-of-no-mapping": {
    code: "MW1015",
    severity: "error",
    what: (p: { found: string }) => `\`<<\` merges mappings, found ${p.found}`,
    help: "give it a mapping, an alias of one, or a list of such aliases",
  },
});
