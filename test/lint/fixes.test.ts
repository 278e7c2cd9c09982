import { fixAll } from "../../src/diagnostics/fixes.ts";
import { lintFiles, policy } from "./lint-text.ts";

const retry = (fields: string): string => policy(`port: 8080 # the port\nroutes:\n  - { name: all, to: order, deadline: 11s, retry: { ${fields} } } # last`);
const matches = (list: string): string => policy(`port: 8080\nroutes:\n  - name: some\n    match:${list}\n    to: order\n    deadline: 2s\n  - { name: rest, to: order, deadline: 2s }`);
const pods = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: order, namespace: shop }\nspec:\n  replicas: 4\n  selector: { matchLabels: { app: order } }\n  template: { metadata: { labels: { app: order } }, spec: { containers: [{ name: app }] } }\n";
const ejecting = (percent: number): string => policy(`port: 8080\nversions: { v1: { labels: { app: order } } }\ncircuitBreaker: { outlier: { consecutiveErrors: 5, maxEjectedPercent: ${percent} } } # some\nroutes:\n  - { name: all, to: v1, deadline: 1s }`) + pods;

test.each([
  ["retries that never happen go", retry("attempts: 20, perTryTimeout: 5s, on: [gateway-error]"), retry("attempts: 1, perTryTimeout: 5s, on: [gateway-error]")],
  ["where not even one retry fits, the author has to choose", retry("attempts: 2, perTryTimeout: 10s, on: [gateway-error]"), null],
  ["only idempotent methods are repeated", retry("attempts: 1, methods: 'all', on: [5xx]"), retry("attempts: 1, methods: 'idempotent', on: [5xx]")],
  ["a weight that means nothing becomes the usual one", policy("port: 8080\nversions: { v1: { service: order-v1 } }\nroutes:\n  - { name: all, split: { v1: 100 }, deadline: 1s }"), policy("port: 8080\nversions: { v1: { service: order-v1 } }\nroutes:\n  - { name: all, split: { v1: 1 }, deadline: 1s }")],
  ["a pattern that is a prefix says so", matches(" [{ path: { regex: '/orders(?:/.*)?' } }]"), matches(" [{ path: { prefix: '/orders' } }]")],
  ["and one that is a single path", matches(" [{ path: { regex: /orders } }]"), matches(" [{ path: { exact: /orders } }]")],
  ["with what it quoted", matches(' [{ path: { regex: "/a\\\\.b" } }]'), matches(' [{ path: { exact: "/a.b" } }]')],
  ["a pattern that is more than that stays", matches(' [{ path: { regex: "/orders/[0-9]+" } }]'), null],
  ["one of four endpoints can be ejected", ejecting(10), ejecting(25)],
  [
    "a match that adds nothing goes with its lines",
    matches("\n      - path: { prefix: /a }\n      # narrower\n      - path: { prefix: /a/b }\n        methods: [GET]\n      - methods: [PUT]"),
    matches("\n      - path: { prefix: /a }\n      # narrower\n      - methods: [PUT]"),
  ],
  ["the last of a list in flow style goes with its comma", matches(" [{ path: { prefix: /a } }, { path: { exact: /a/b } }]"), matches(" [{ path: { prefix: /a } }]")],
  ["a narrower match that stands first decides nothing either, but is read first and stays", matches(" [{ path: { exact: /a/b } }, { path: { prefix: /a } }]"), null],
])("%s", (_, before, after) => {
  const { files, applied } = fixAll([{ path: "policy.yaml", text: before }], lintFiles);
  expect(files[0]?.text).toBe(after ?? before);
  expect(applied).toBe(after === null ? 0 : 1);
});
