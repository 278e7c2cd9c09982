import { analyse, compile, concreteView, decide, questionOf, renderDecision, targets, type Request } from "../src/index.ts";

const policy = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions:
    v1: { labels: { version: v1 } }
    v2: { labels: { version: v2 } }
  routes:
    - { name: all, split: { v1: 3, v2: 1 } }
`;

test("a program can read, ask, compile and prove with the public names alone", () => {
  const files = [{ path: "order.yaml", text: policy }];
  const { model, diagnostics } = analyse(files);
  expect(diagnostics).toEqual([]);
  const request: Request = { from: { namespace: "shop", serviceAccount: "web" }, to: { namespace: "shop", service: "order", port: 8080 }, path: "/" };
  const decision = decide(model)(questionOf(request, model.mesh));
  expect(renderDecision(decision, request, () => ({ file: "order.yaml", line: 1, column: 1 })).backends.map(({ share }) => share)).toEqual(["3/4", "1/4"]);
  expect(concreteView(request, model.mesh).test({ dimension: "method", predicate: { kind: "exact", value: "GET" } })).toBe(true);
  const result = compile(model, files, { targets: [{ target: "istio", version: null, profile: null }], asOf: "2026-01-01", verify: true });
  expect(result.outputs[0]?.verification?.proofs.map(({ proof }) => proof.kind)).toEqual(["proved"]);
  expect(targets.map(({ name }) => name)).toContain("istio");
});
