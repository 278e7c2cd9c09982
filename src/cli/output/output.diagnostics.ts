import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** What keeps manifests from being written, and what `--check` finds. */
export const outputDiagnostics = defineDiagnostics({
  "foreign-file": {
    code: "MW4060",
    severity: "error",
    what: (p: { path: string }) => `\`${p.path}\` was not written by meshwright, so it is not replaced`,
    why: "it lacks the mark of generated files, and no list of files beside it has it as it stands",
    help: "move it away, or choose another output folder",
  },
  "link-in-output": {
    code: "MW4061",
    severity: "error",
    what: (p: { path: string }) => `\`${p.path}\` is a link, and nothing is written through links`,
    why: "it could lead out of the output folder",
    help: "replace it by a folder of its own",
  },
  "output-name-clash": {
    code: "MW4062",
    severity: "error",
    what: (p: { path: string }) => `two objects would be written to \`${p.path}\``,
    why: "some file systems do not tell upper and lower case apart",
    help: "rename one of the services",
  },
  "output-stale": {
    code: "MW4063",
    severity: "error",
    what: (p: { path: string; how: "differs" | "is missing" | "is not produced any more" }) => `\`${p.path}\` ${p.how}`,
    why: "what is committed is not what the policies say",
    help: "run the same command without `--check`, with `--prune` to remove files, and commit the result",
  },
});
