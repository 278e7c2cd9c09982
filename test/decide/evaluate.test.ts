import { concreteView, holds } from "../../src/model/evaluate.ts";
import type { Request } from "../../src/model/index.ts";
import { applyPathEdit } from "../../src/model/path-edit.ts";
import type { Atom, TextPredicate } from "../../src/model/predicate.ts";
import { atomKey } from "../../src/model/predicate-key.ts";
import { outsideOf, requestParts } from "../../src/model/request-parts.ts";

const text: readonly (readonly [TextPredicate, string | readonly string[] | null, boolean])[] = [
  [{ kind: "exact", value: "a" }, "a", true],
  [{ kind: "exact", value: "a" }, "A", false],
  [{ kind: "exact", value: "a", ignoreCase: true }, "A", true],
  [{ kind: "prefix", value: "Ab", ignoreCase: true }, "aBc", true],
  [{ kind: "suffix", value: "c" }, "abc", true],
  [{ kind: "contains", value: "b" }, "abc", true],
  [{ kind: "contains", value: "d" }, "abc", false],
  [{ kind: "segments", value: "/a" }, "/a", true],
  [{ kind: "segments", value: "/a" }, "/a/b", true],
  [{ kind: "segments", value: "/a" }, "/ab", false],
  [{ kind: "segments", value: "/a/" }, "/a", true],
  [{ kind: "segments", value: "/" }, "/anything", true],
  [{ kind: "template", value: "/orders/{id}" }, "/orders/7", true],
  [{ kind: "template", value: "/orders/{id}" }, "/orders/", false],
  [{ kind: "template", value: "/orders/{id}" }, "/orders/7/x", false],
  [{ kind: "regex", value: "/v[0-9]+" }, "/v12", true],
  [{ kind: "regex", value: "/v[0-9]+" }, "/v12/x", false],
  [{ kind: "regex", value: "(" }, "(", false],
  [{ kind: "present" }, "", true],
  [{ kind: "present" }, null, false],
  [{ kind: "regex", value: ".*" }, null, false],
  [{ kind: "exact", value: "b" }, ["a", "b"], true],
  [{ kind: "exact", value: "c" }, ["a", "b"], false],
  [{ kind: "appended", added: "x", of: { kind: "exact", value: "x" } }, null, true],
  [{ kind: "appended", added: "x", of: { kind: "exact", value: "a,x" } }, "a", true],
  [{ kind: "edited", edit: { kind: "splice", drop: 2, prepend: "/b" }, of: { kind: "exact", value: "/b/c" } }, "/a/c", true],
  [{ kind: "edited", edit: { kind: "constant", value: "/z" }, of: { kind: "exact", value: "/z" } }, "/a/c", true],
];

test.each(text)("%j of %j is %s", (predicate, value, answer) => expect(holds(predicate, value)).toBe(answer));

const request: Request = {
  from: { namespace: "shop", serviceAccount: "web", service: "web", ip: "10.1.2.3", labels: { app: "web" }, claims: { role: ["clerk", "boss"] } },
  to: { namespace: "shop", service: "order", port: 8080 },
  path: "/orders/7?a=1&a=2&flag",
  headers: { "X-Cohort": "beta", Host: "order:8080" },
};

const asked: readonly (readonly [Atom, boolean])[] = [
  [{ dimension: "path", predicate: { kind: "exact", value: "/orders/7" } }, true],
  [{ dimension: "method", predicate: { kind: "exact", value: "GET" } }, true],
  [{ dimension: "header::method", predicate: { kind: "exact", value: "GET" } }, true],
  [{ dimension: "header:x-cohort", predicate: { kind: "exact", value: "beta" } }, true],
  [{ dimension: "header:host", predicate: { kind: "exact", value: "order:8080" } }, true],
  [{ dimension: "authority", predicate: { kind: "prefix", value: "order" } }, true],
  [{ dimension: "query:a", predicate: { kind: "exact", value: "1" } }, true],
  [{ dimension: "query:a", predicate: { kind: "exact", value: "2" } }, false],
  [{ dimension: "query:flag", predicate: { kind: "present" } }, true],
  [{ dimension: "query:none", predicate: { kind: "present" } }, false],
  [{ dimension: "claim:role", predicate: { kind: "exact", value: "boss" } }, true],
  [{ dimension: "claim:toString", predicate: { kind: "present" } }, false],
  [{ dimension: "caller", predicate: { kind: "account", namespace: "shop", serviceAccount: "web" } }, true],
  [{ dimension: "caller", predicate: { kind: "account", namespace: "shop", serviceAccount: "web", trustDomain: "other" } }, false],
  [{ dimension: "caller", predicate: { kind: "namespace", namespace: "shop", trustDomain: "cluster.local" } }, true],
  [{ dimension: "caller", predicate: { kind: "spiffe", match: { kind: "exact", value: "cluster.local/ns/shop/sa/web" } } }, true],
  [{ dimension: "caller", predicate: { kind: "service", namespace: "shop", service: "web" } }, true],
  [{ dimension: "caller", predicate: { kind: "labels", labels: { app: "web" } } }, true],
  [{ dimension: "caller", predicate: { kind: "labels", labels: { app: "x" } } }, false],
  [{ dimension: "caller", predicate: { kind: "scope", namespace: "jobs" } }, false],
  [{ dimension: "peer", predicate: { kind: "cidr", block: "10.0.0.0/8" } }, true],
  [{ dimension: "peer", predicate: { kind: "cidr", block: "11.0.0.0/8" } }, false],
  [{ dimension: "peer", predicate: { kind: "cidr", block: "fd00::/8" } }, false],
  [{ dimension: "peer", predicate: { kind: "cidr", block: "10.1.2.3" } }, true],
  [{ dimension: "peer", predicate: { kind: "cidr", block: "10.1.2.3/99" } }, false],
  [{ dimension: "sni", predicate: { kind: "present" } }, false],
];

test.each(asked)("a view answers %j with %s", (atom, answer) => {
  expect(concreteView(request, { trustDomain: "cluster.local" }).test(atom)).toBe(answer);
});

test("a caller without verified identity answers only to its scope", () => {
  const view = concreteView({ ...request, from: { namespace: "shop" } }, { trustDomain: "td" });
  expect(view.test({ dimension: "caller", predicate: { kind: "scope", namespace: "shop" } })).toBe(true);
  expect(view.test({ dimension: "caller", predicate: { kind: "namespace", namespace: "shop" } })).toBe(false);
  expect(view.test({ dimension: "caller", predicate: { kind: "authenticated" } })).toBe(false);
});

test.each([
  ["/a/../b", "/b"],
  ["/a/./b", "/a/b"],
  ["/a/..", "/"],
  ["/a/b/.", "/a/b/"],
  ["/%61//b", "/a//b"],
  ["/a%2Fb", "/a%2Fb"],
  ["/../../a", "/a"],
])("the path %s is decided as %s", (path, normal) => expect(requestParts({ ...request, path }).path).toBe(normal));

test.each([
  ["/a?b=1", 0],
  ["/a//b", 1],
  ["/a/%2e%2e/b", 2],
  ["/a%2fb", 1],
  ["/a?x=1&x=2", 1],
  ["a", 1],
])("%s leaves the universe in %d ways", (path, count) => {
  expect(outsideOf({ ...request, path, headers: {} })).toHaveLength(count);
});

test("keys of atoms tell different questions apart and join equal ones", () => {
  const exact = (dimension: "path" | "header:host" | "authority", value: string, ignoreCase?: boolean): Atom => ({
    dimension,
    predicate: { kind: "exact", value, ...(ignoreCase !== undefined && { ignoreCase }) },
  });
  expect(atomKey(exact("path", "/a"))).not.toBe(atomKey(exact("path", "/b")));
  expect(atomKey(exact("header:host", "a"))).toBe(atomKey(exact("authority", "a")));
  expect(atomKey(exact("path", "a", false))).toBe(atomKey(exact("path", "a")));
  expect(atomKey(exact("path", "a", true))).not.toBe(atomKey(exact("path", "a")));
});

test("an edit by pattern substitutes groups", () => {
  expect(applyPathEdit({ kind: "regex", pattern: "^/v(\\d)/", substitution: "/api/\\1/" }, "/v2/x")).toBe("/api/2/x");
});
