import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/run.ts";

/** A policy with a split, a redirect and access, and a gateway. */
export const shop = `apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh, namespace: infra }
spec:
  scope: mesh
  gateways:
    infra/public:
      serviceAccount: public-gateway
      selector: { app: public-gateway }
      listeners: [{ port: 80, protocol: http, hosts: [shop.example.com] }]
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions:
    v1: { service: order-v1, labels: { version: v1 } }
    v2: { service: order-v2, labels: { version: v2 } }
  routes:
    - name: old
      match: [{ path: { prefix: /old } }]
      redirect: { path: { prefix: /orders }, status: 302 }
    - name: read
      match: [{ methods: [GET], path: { prefix: /orders } }]
      split: { v1: 95, v2: 5 }
      mirror: { to: v2, percent: 10 }
      rewrite: { path: { prefix: /api/orders } }
      headers: { request: { set: { x-via: mesh }, remove: [x-debug] } }
      deadline: 2s
      retry: { attempts: 2, perTryTimeout: 500ms, on: [connect-failure, gateway-error] }
  retryBudget: { percent: 25, window: 2s, minPerSecond: 10 }
  access:
    allow:
      - { name: web, from: [{ serviceAccount: web }, { gateway: infra/public }] }
  expose:
    - { gateway: infra/public, hosts: [shop.example.com], port: 80 }
`;

/** What a run of the tool said. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the tool in a folder that holds the files; standard input is the text. */
export async function inFolder(files: Readonly<Record<string, string>>, argv: readonly string[], stdin = ""): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), "route-"));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
  const said = { out: "", err: "" };
  const code = await run(argv, {
    stdout: (text) => void (said.out += text),
    stderr: (text) => void (said.err += text),
    stdin: () => new TextEncoder().encode(stdin),
    cwd,
    env: {},
    isTty: false,
    now: () => new Date("2026-01-01T00:00:00Z"),
    packageFile: () => null,
  });
  return { code, ...said };
}
