import type { HttpRule } from "../kinds/routes.ts";
import type { HttpRoute } from "../link/candidate.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** Redirects and rewrites of single backends beside what their rule says (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPBackendRef.Filters). */
export function adviseBackendFilters({ spec: { rules = [] } }: HttpRoute, reading: Reading): void {
  rules.forEach((rule, ruleIndex) => {
    rule.backendRefs?.forEach(({ name, filters = [] }, index) => {
      filters.forEach(({ type }, at) => {
        const [field] = clashing(rule, type);
        if (field === undefined) return;
        tell(reading, say["gateway-api-filters-of-both"], ["spec", "rules", ruleIndex, "backendRefs", index, "filters", at, "type"], { backend: name, type, field });
      });
    });
  });
}

/** Fields of the rule that the filter of a backend leaves nothing to do, or does over. */
function clashing(rule: HttpRule, type: string): readonly string[] {
  const rewrites = rule.filters?.some(({ urlRewrite }) => urlRewrite !== undefined) === true ? ["urlRewrite"] : [];
  if (type === "URLRewrite") return rewrites;
  if (type !== "RequestRedirect") return [];
  return [...rewrites, ...(["timeouts", "retry"] as const).filter((field) => rule[field] !== undefined)];
}
