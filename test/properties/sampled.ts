import fc from "fast-check";
import type { Dimension, LedgerEntry, MeshModel, Reader } from "../../src/model/index.ts";
import { requestText } from "../../src/verify/index.ts";
import { entriesOf } from "../../src/verify/entries.ts";
import type { Value, Values } from "../../src/verify/values.ts";
import { visitRequest } from "../../src/verify/visit.ts";

const texts = fc.constantFrom<Value>(null, "", "a", "b", "beta", "beeta", "a.b", "xa", "ab", "b b");
const segments = fc.constantFrom("a", "b", "orders", "ordersx", "items", "v1", "v22", "x", "y", "7", "", "va");

/** Requests around the words that generated policies use; most of them are decided by more than one condition. */
const requests: fc.Arbitrary<Values> = fc
  .record({
    path: fc.array(segments, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.filter((part, index) => part !== "" || index === parts.length - 1).join("/")}`),
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PURGE"),
    "header:x-a": texts,
    "header:x-b": texts,
    "query:q": fc.constantFrom<Value>(null, "", "a", "beta", "b.b"),
    "query:full": fc.constantFrom<Value>(null, "a", "ab"),
    caller: fc.record({ namespace: fc.constantFrom("web", "shop", "infra"), serviceAccount: fc.constantFrom("front", "order", "default", null) }),
    peer: fc.constantFrom("10.1.2.3", "192.168.0.1"),
  })
  .map((given) => new Map(Object.entries(given) as [Dimension, Value][]));

/** Differences that single requests show: a check on the proofs, which speak of classes of requests. */
export function sampledFaults(mesh: MeshModel, policy: Reader, interpreter: Reader, ledger: readonly LedgerEntry[], seed: number, target = "istio"): readonly string[] {
  const sides = { model: mesh, target, policy, interpreter, ledger, used: new Set<LedgerEntry>() };
  return entriesOf(mesh, target, ledger).entries.flatMap((entry) => {
    const gateway = "gateway" in entry.universe.entry.point;
    return fc.sample(requests, { numRuns: 25, seed }).flatMap((values) => {
      const inside = new Map([...values].filter(([dimension]) => !gateway || dimension !== "caller"));
      const { finding } = visitRequest(entry, sides, inside);
      return finding === null ? [] : [`${entry.label}: ${requestText(finding.request)}: ${finding.differences.map(({ effect }) => effect).join()}`];
    });
  });
}
