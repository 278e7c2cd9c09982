import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** What can be wrong with a document before any dialect reads it. */
export const recogniseDiagnostics = defineDiagnostics({
  "not-an-object": {
    code: "MW1016",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    why: "`apiVersion` and `kind` say what a document is; without them it would do nothing",
    help: "a policy starts with `apiVersion: meshwright.dev/v1alpha1` and `kind: ServicePolicy`; leave other files out with `--ignore`",
  },
  "unknown-kind": {
    code: "MW1018",
    severity: "info",
    what: (p: { kind: string; apiVersion: string; near: string | null }) => `kind \`${p.kind}\` of \`${p.apiVersion}\` is not one that policies are made of`,
    why: "nothing of this document was used",
    help: (p) => (p.near === null || p.near === p.kind ? "leave the file out with `--ignore` if it is meant for another tool" : `did you mean \`${p.near}\`?`),
  },
  "vendor-kind": {
    code: "MW1019",
    severity: "warning",
    what: (p: { kind: string; target: string }) => `\`${p.kind}\` is configuration of ${p.target}, not policy; nothing of it was used`,
    why: "policies are written once for every mesh, and what a mesh reads is made from them",
    help: (p) => `ask what it does with \`meshwright route --on ${p.target}\`, what is wrong with it with \`meshwright lint --on ${p.target}\`, and say the same in a ServicePolicy`,
  },
});
