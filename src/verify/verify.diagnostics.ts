import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** Findings of comparing the policy with what a target makes of it. */
export const verifyDiagnostics = defineDiagnostics({
  "target-means-otherwise": {
    code: "MW5001",
    severity: "error",
    what: (p: { readonly target: string; readonly entry: string; readonly request: string; readonly effect: string; readonly wanted: string; readonly got: string }) =>
      `on \`${p.target}\`, \`${p.request}\` at \`${p.entry}\` is answered otherwise than the policy says: ${p.effect} should be \`${p.wanted}\`, is \`${p.got}\``,
    why: "the manifests would do something that nobody wrote, and no approximation that the author allowed covers it",
    help: "this is a fault of the compiler or of manifests that were changed by hand; `meshwright route` with the request shows both answers",
  },
  "not-proved": {
    code: "MW5002",
    severity: "error",
    what: (p: { readonly target: string; readonly entry: string; readonly reason: string; readonly boxes: number; readonly sampled: number }) =>
      `it was not proved that \`${p.target}\` does what the policy says at \`${p.entry}\`: ${p.reason}; ${p.boxes} classes of requests agree, and ${p.sampled} sampled requests showed no difference`,
    why: "a bound was hit or a pattern cannot be decided, so a difference may be left that was not seen",
    help: "say the pattern more plainly (exact paths and prefixes instead of regular expressions), or split the service's routes",
  },
});
