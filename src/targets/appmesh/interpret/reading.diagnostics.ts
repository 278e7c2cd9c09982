import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

interface Rejected {
  /** Kind, namespace and name. */
  readonly object: string;
  readonly field: string;
  readonly problem: string;
}

const what = (p: Rejected): string => `${p.object}: \`${p.field}\` ${p.problem}`;
const dropped = "the API server, the controller's webhook or AWS refuses the object, so nothing of it takes effect";

/** What would keep manifests that are read from taking effect. */
export const readingDiagnostics = defineDiagnostics({
  "appmesh-unreadable-field": { code: "MW4530", severity: "error", what, why: dropped, help: "write the field as its schema asks" },
  "appmesh-refused-route": {
    code: "MW4531",
    severity: "error",
    what,
    why: "AWS refuses the route when the controller hands it over, and the router stays as it was until then",
    help: "give each route one kind, one path condition, and one to ten targets whose weights sum to at most 100",
  },
  "appmesh-refused-field": { code: "MW4532", severity: "error", what, why: dropped, help: "keep to the bounds of the field, and to one member of each union" },
  "appmesh-missing-reference": {
    code: "MW4533",
    severity: "error",
    what,
    why: "the controller waits for the missing object and programs nothing of this one",
    help: "add the object, or remove the reference",
  },
  "appmesh-unclear-membership": {
    code: "MW4534",
    severity: "error",
    what,
    why: "the webhook refuses objects that belong to no mesh or node, or to several",
    help: "write selectors of which exactly one holds",
  },
  "appmesh-name-twice": {
    code: "MW4535",
    severity: "error",
    what,
    why: "both would write the same object at AWS, and the last writer wins",
    help: "give each object a name of its own",
  },
  "appmesh-pruned-key": {
    code: "MW4536",
    severity: "warning",
    what,
    why: "the API server removes keys that the schema does not know, without a word",
    help: "remove the key, or spell it as the schema does",
  },
  "appmesh-two-references": {
    code: "MW4537",
    severity: "warning",
    what,
    why: "the ARN wins without a word, whatever the reference names",
    help: "write one of the two",
  },
});

/** Names of the findings. */
export type Fault = keyof typeof readingDiagnostics;
