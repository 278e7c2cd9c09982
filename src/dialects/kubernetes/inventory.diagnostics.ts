import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** Findings about the Kubernetes objects that say what runs. */
export const inventoryDiagnostics = defineDiagnostics<{ "object-stated-twice": { readonly kind: string; readonly name: string } }>({
  "object-stated-twice": {
    code: "MW1300",
    severity: "warning",
    what: ({ kind, name }) => `${kind} ${name} stands here a second time, with other content`,
    why: "only the first one is taken for what runs",
    help: "leave patches and overlays out of the input, or render them first",
  },
});
