import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** What is found wrong with several objects together, before any of them is read. */
export const repeatedDiagnostics = defineDiagnostics({
  "object-stated-twice": {
    code: "MW1033",
    severity: "error",
    what: (p: { kind: string; name: string }) => `${p.kind} \`${p.name}\` is written a second time, and differently`,
    why: "in a cluster the later one replaces the other, and nothing says which is later",
    help: "join them, or give one another name; sets that are alternatives, such as overlays, are read one at a time",
  },
});
