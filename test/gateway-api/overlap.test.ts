import type { PathMatch } from "../../src/model/index.ts";
import { covers, intersection } from "../../src/dialects/gateway-api/link/hostnames.ts";
import { pathsOverlap } from "../../src/dialects/gateway-api/link/overlap.ts";

const origin = { file: "in.yaml", start: 0, end: 0 };
const path = (text: string): PathMatch => {
  const [kind = "", value = ""] = text.split(" ");
  return { kind: kind as PathMatch["kind"], value, origin };
};

test.each<[string, string, boolean]>([
  ["exact /a", "exact /a", true],
  ["exact /a", "exact /b", false],
  ["exact /a", "exact /a/", false],
  ["exact /a/b", "prefix /a", true],
  ["exact /ab", "prefix /a", false],
  ["exact /a", "prefix /a/b", false],
  ["prefix /a", "prefix /a/b", true],
  ["prefix /a/c", "prefix /a/b", false],
  ["template /{service}/Get", "template /shop.Orders/{method}", true],
  ["template /{service}/Get", "template /{service}/Put", false],
  ["template /{service}/Get", "exact /shop.Orders/Get", true],
  ["template /{service}/Get", "exact //Get", false],
  ["template /{service}/Get", "prefix /shop.Orders", true],
  ["regex /v[0-9]+/.*", "prefix /v1", true],
  ["regex /v[0-9]+/.*", "exact /v1", false],
  ["regex /v[0-9]+/.*", "template /{version}/x", true],
  ["regex /(", "exact /b", true],
  ["regex ^/ab?c$", "exact /ac", true],
  ["regex ^/ab*$", "prefix /a", true],
  ["regex ^/ab{0,2}$", "exact /a", true],
  ["regex ^/ab+$", "exact /a", false],
  ["regex /a|/b", "exact /b", true],
  ["regex ^/a(b|c)$", "exact /b", false],
  ["regex ^/a[|]$", "exact /b", false],
  ["regex ^/a[)|]$|^/b$", "exact /b", true],
  ["regex ^/a$", "regex ^/b$", false],
  ["regex ^/a/[0-9]+$", "regex ^/a/(x|[0-5])$", true],
  ["regex (?i)/A", "exact /a", true],
  ["stringPrefix /foo", "exact /foobar", true],
])("sections 8 and 9: %s and %s overlap: %s", (a, b, expected) => {
  expect(pathsOverlap(path(a), path(b), { left: 10 })).toBe(expected);
  expect(pathsOverlap(path(b), path(a), { left: 10 })).toBe(expected);
});

test("what there is no effort left for counts as an overlap", () => {
  const [a, b] = [path("regex ^/[a-c]+$"), path("regex ^/[d-f]+$")];
  expect(pathsOverlap(a, b, { left: 1 })).toBe(false);
  expect(pathsOverlap(a, b, { left: 0 })).toBe(true);
});

test.each<[string, string, string | null]>([
  ["*", "a.example", "a.example"],
  ["a.example", "a.example", "a.example"],
  ["*.example", "a.b.example", "a.b.example"],
  ["*.example", "*.b.example", "*.b.example"],
  ["*.example", "example", null],
  ["*.example", "a.xample", null],
  ["*.ample", "a.example", null],
  ["*.a.example", "*.b.example", null],
])("section 6: %s and %s meet at %s", (a, b, expected) => {
  expect(intersection(a, b)).toBe(expected);
  expect(intersection(b, a)).toBe(expected);
  expect(expected === null || (covers(a, expected) && covers(b, expected))).toBe(true);
});
