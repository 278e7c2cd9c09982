import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

/** Findings about manifests of the Gateway API that were given to be read. */
export const readingDiagnostics = defineDiagnostics({
  "gateway-api-object-refused": {
    code: "MW4620",
    severity: "error",
    what: (p: { kind: string; name: string; field: string; problem: string }) => `${p.kind} \`${p.name}\` would be refused: \`${p.field}\` ${p.problem}`,
    why: "the API server does not hold it, so it decides no request",
    help: "mend the field",
  },
  "gateway-api-object-without-effect": {
    code: "MW4621",
    severity: "warning",
    what: (p: { kind: string; name: string; why: string }) => `${p.kind} \`${p.name}\` has no effect: ${p.why}`,
    help: "remove it, or attach it to a Service or Gateway",
  },
});
