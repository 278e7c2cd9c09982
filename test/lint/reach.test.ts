import { lintText, policy } from "./lint-text.ts";

const allow = (rules: string): string => `access:\n  allow:\n    - { name: web, from: [{ service: web }]${rules} }`;
const routes = (more = ""): string => `port: 8080\nroutes:\n  - { name: admin, match: [{ path: { prefix: /admin } }], to: order, deadline: 2s${more} }\n  - { name: rest, to: order, deadline: 2s }`;
const ledger = (access: string): string => `---\n${policy(`port: 8080\nroutes:\n  - { name: all, to: ledger, deadline: 1s }\n${access}`, "ledger")}`;

function codes(text: string): readonly string[] {
  const found = lintText(text);
  expect(found.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  return found.map(({ code }) => code).filter((code) => /^MW304[678]/.test(code));
}

test.each<[string, string, readonly string[]]>([
  ["only other paths are allowed", policy(`${routes()}\n${allow(", to: [{ path: { prefix: /orders } }]")}`), ["MW3046"]],
  ["a path that is rewritten arrives as another", policy(`${routes(", rewrite: { path: { prefix: /orders } }")}\n${allow(", to: [{ path: { prefix: /orders } }]")}`), []],
  ["a part of the calls is allowed", policy(`${routes()}\n${allow(", to: [{ path: { exact: /admin/users } }, { path: { prefix: /orders } }]")}`), []],
  ["nobody may call anything: no mistake of a route", policy(`${routes()}\naccess: { default: deny }`), []],
  ["all callers are denied what the route takes", policy(`${routes()}\naccess:\n  deny:\n    - { name: no-admin, from: [{ anyone: true }], to: [{ path: { prefix: /admin } }] }`), ["MW3046"]],
  ["an audit refuses nobody", policy(`${routes()}\n${allow(", to: [{ path: { prefix: /orders } }]")}\n  mode: audit`), []],
  ["calls that fail over are refused", policy(`${routes()}\nfailover: [shop/ledger:8080]\n${allow("")}`) + ledger("access: { allow: [{ name: batch, from: [{ service: batch }] }] }"), ["MW3047"]],
  ["calls that fail over are let in", policy(`${routes()}\nfailover: [shop/ledger:8080]\n${allow("")}`) + ledger("access: { allow: [{ name: all, from: [{ namespace: shop }] }] }"), []],
  ["a destination without rules lets everybody in", policy(`${routes()}\nfailover: [shop/ledger:8080]\n${allow("")}`) + ledger(""), []],
  ["an account inside a namespace of the same list", policy(`${routes()}\naccess: { allow: [{ name: web, from: [{ namespace: shop }, { service: web }] }] }`), ["MW3048"]],
  ["an account of another namespace", policy(`${routes()}\naccess: { allow: [{ name: web, from: [{ namespace: shop }, { serviceAccount: web, namespace: jobs }] }] }`), []],
  ["a namespace, from some addresses only", policy(`${routes()}\naccess: { allow: [{ name: web, from: [{ namespace: shop, cidr: 10.0.0.0/8 }, { service: web }] }] }`), []],
])("%s", (_, text, expected) => {
  expect(codes(text)).toEqual(expected);
});
