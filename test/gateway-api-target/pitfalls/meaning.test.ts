import { analyse } from "../../../src/analyse.ts";
import { questionOf } from "../../../src/model/question.ts";
import type { Decision, Request } from "../../../src/model/index.ts";
import { fractionText } from "../../../src/support/fraction.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { arm, path, port, route as modelRoute, service as modelService } from "../../support/build-model.ts";
import { lowered } from "../support.ts";
import { gateway, http, ofOrder, ofPublic, route, service, to, when } from "./read.ts";

function decision(text: string, given: Partial<Request> = {}): Decision {
  const { model, diagnostics } = analyse([{ path: "in.yaml", text }]);
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([]);
  const request: Request = { from: { namespace: "shop" }, to: { namespace: "shop", service: "order", port: 8080 }, method: "GET", path: "/", ...given };
  return decide(model)(questionOf(request, model.mesh));
}

const atPublic = (number: number): Partial<Request> => ({ to: { gateway: { namespace: "shop", name: "public" }, port: number }, authority: `a.example:${number}` });
const redirect = (fields: string): string => route("r", ofPublic, `  - filters: [{ type: RequestRedirect, requestRedirect: { ${fields} } }]\n`);

test.each([
  ["[gateway-api 24#L51] a redirect to https from an odd port names none, so that 443 is meant", gateway("name: web, protocol: HTTP, port: 8080") + redirect("scheme: https"), 8080, 443],
  ["[gateway-api 24#L51] a redirect without scheme and port keeps the port of the listener", gateway("name: web, protocol: HTTP, port: 8080") + redirect("hostname: b.example"), 8080, 8080],
  ["[gateway-api 24#L51] a written port wins", gateway("name: web, protocol: HTTP, port: 8080") + redirect("scheme: https, port: 8443"), 8080, 8443],
] as const)("%s", (_row, text, number, expected) => {
  const { outcome, redirect: sent } = decision(text, atPublic(number));
  expect([outcome, sent?.port ?? null]).toEqual(["redirect", expected]);
});

test("[gateway-api 24#L43] of a mix of backends the share of one that does not exist is counted as 500", () => {
  const complete = "apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: mesh }\nspec: { scope: mesh, inventory: complete }\n---\n";
  const mixed = route("r", ofOrder, "  - backendRefs: [{ name: order, port: 8080, weight: 3 }, { name: gone, port: 8080, weight: 1 }]\n");
  const { model } = analyse([{ path: "in.yaml", text: complete + service("order") + mixed }]);
  const { failed } = decide(model)(questionOf({ from: { namespace: "shop" }, to: { namespace: "shop", service: "order", port: 8080 }, method: "GET", path: "/" }, model.mesh));
  expect([failed.status, fractionText(failed.share)]).toEqual([500, "1/4"]);
});

test("[gateway-api 24#L24] a backend of another namespace needs no grant in the mesh alone", () => {
  expect(decision(route("r", ofOrder, "  - backendRefs: [{ name: far, namespace: pay, port: 8080 }]\n")).backends.map(({ namespace, service: own }) => `${namespace}/${own}`)).toEqual(["pay/far"]);
});

test("[gateway-api 24#L23] a backend is its endpoints: routes of its own do not run", () => {
  const text = route("r", ofOrder, to("other")) + route("o", '{ group: "", kind: Service, name: other, port: 8080 }', to("third"));
  expect(decision(text).backends.map(({ service: own }) => own)).toEqual(["other"]);
});

test("[gateway-api 24#L38] the most specific match wins, wherever it stands", () => {
  const text = route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a/b }", "other"));
  expect(decision(text, { path: "/a/b/c" }).backends.map(({ service: own }) => own)).toEqual(["other"]);
});

test("[gateway-api 24#L72] a call belongs to one listener: what its routes do not match gets 404", () => {
  const listeners = gateway(`${http}, hostname: "*.example"`, "name: one, protocol: HTTP, port: 80, hostname: a.example");
  const text = listeners + route("r", "{ name: public, sectionName: web }", to("order")) + route("s", "{ name: public, sectionName: one }", when("path: { value: /a }", "other"));
  const { outcome, status } = decision(text, { ...atPublic(80), authority: "a.example" });
  expect([outcome, status]).toEqual(["unroutable", 404]);
  expect(decision(text, { ...atPublic(80), authority: "b.example" }).backends.map(({ service: own }) => own)).toEqual(["order"]);
});

test("[gateway-api 24#L25] manifests for a mesh rest on its extended features, and the ledger says so", () => {
  const { ledger } = lowered([modelService({ ports: [port({ arms: [arm(modelRoute(), { path: path("prefix", "/a"), methods: ["GET"] })] })] })]);
  expect(ledger.filter(({ kind }) => kind === "assumed").map(({ note }) => note)).toEqual([expect.stringContaining("implements routes for Services, the extended features")]);
});

test("[gateway-api 24#L59] no deadline is written as none, since a product's default may be another", () => {
  const { manifests } = lowered([modelService({ ports: [port({ arms: [arm(modelRoute())] })] })]);
  expect(manifests[0]?.object.spec?.["rules"]).toEqual([expect.objectContaining({ timeouts: { request: "0s" } })]);
});
