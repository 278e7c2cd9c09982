import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

interface Found {
  /** Kind, namespace and name. */
  readonly object: string;
  readonly field: string;
  readonly problem: string;
}

/** What is wrong with manifests of Linkerd that are read. */
export const readingDiagnostics = defineDiagnostics({
  "linkerd-unreadable-field": {
    code: "MW4330",
    severity: "error",
    what: (p: Found) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the API server refuses the object, so nothing of it takes effect",
    help: "write the field as its schema asks",
  },
  "linkerd-object-refused": {
    code: "MW4331",
    severity: "error",
    what: (p: Found) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the webhook refuses the object; where the webhook is out of reach it is stored, and the control plane does not use it",
    help: "mend the field, or take it out",
  },
  "linkerd-without-effect": {
    code: "MW4332",
    severity: "warning",
    what: (p: Found) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the object is accepted and looks healthy, and yet this part of it does nothing",
    help: "mend the field, or take it out",
  },
  "linkerd-version-not-served": {
    code: "MW4333",
    severity: "error",
    what: (p: Found) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the API server does not know the object",
    help: "use a version that the CRDs of this release serve",
  },
  "linkerd-object-twice": {
    code: "MW4334",
    severity: "warning",
    what: (p: Found) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the later one replaces the earlier one when they are applied",
    help: "keep one of them, or give them different names",
  },
});
