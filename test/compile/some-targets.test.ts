import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import type { Feature } from "../../src/model/index.ts";
import { targets } from "../../src/targets/index.ts";

const policy = (route: string): string => `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions: { v1: { service: order-v1 }, v2: { service: order-v2 } }
  routes: [{ name: all, to: v1, ${route} }]
`;

test.each<[Feature, string]>([
  ["mirror", "mirror: { to: v2, percent: 10 }"],
  ["idleTimeout", "idleTimeout: 1m"],
  ["rewrite.full", "rewrite: { path: { full: /b } }"],
  ["fault.delay", "fault: { delay: { percent: 5, duration: 200ms }, until: 2026-12-31 }"],
])("%s, which only some of the chosen targets can say, names those that cannot, at its place", (feature, route) => {
  const files = [{ path: "p.yaml", text: policy(route) }];
  const chosen = targets.map(({ name }) => ({ target: name, version: null, profile: null }));
  const { diagnostics } = compile(analyse(files).model, files, { targets: chosen, asOf: "2026-06-01", verify: false });
  const found = diagnostics.filter(({ code, message }) => code === "MW4001" && [`(${feature})`, ` \`${feature}\`:`].some((words) => message.includes(words)));
  const unable = targets.filter((target) => target.capabilities({ target: target.name, version: target.defaultVersion, name: target.profiles[0] ?? "", settings: target.settings })[feature].kind === "unsupported");
  expect(found.map(({ message }) => message.split(" ")[0])).toEqual(unable.map(({ name }) => name));
  expect(unable.length).toBeGreaterThan(0);
  expect(unable.length).toBeLessThan(targets.length);
  expect(new Set(found.map(({ origin }) => origin.start)).size).toBe(1);
});
