import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { MeshModel, Profile } from "../../../src/model/index.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { asWritten } from "../../../src/targets/delivery.ts";
import { apiForm } from "../../../src/targets/appmesh/api/form.ts";
import { appmesh } from "../../../src/targets/appmesh/index.ts";
import { verify } from "../../../src/verify/index.ts";
import { service, model } from "../../support/build-model.ts";
import { plain } from "../lower/support.ts";
import { api, everything, written } from "./support.ts";

const golden = join(__dirname, "golden");
const files = written(everything);
const update = process.env["MESHWRIGHT_UPDATE"] !== undefined;

function write(): void {
  rmSync(golden, { recursive: true, force: true });
  for (const { path, value } of files) {
    mkdirSync(dirname(join(golden, path)), { recursive: true });
    writeFileSync(join(golden, `${path}.json`), `${JSON.stringify(value, null, 2)}\n`);
  }
}

test("requests of the example are what they were", () => {
  if (update || !existsSync(golden)) write();
  const known = readdirSync(golden).flatMap((folder) => readdirSync(join(golden, folder)).map((file) => `${folder}/${file}`));
  expect(known.sort()).toEqual(files.map(({ path }) => `${path}.json`).sort());
  for (const { path, value } of files) expect(value).toEqual(JSON.parse(readFileSync(join(golden, `${path}.json`), "utf8")));
});

test("every kind of request is in use, in an order in which each finds what it names", () => {
  const folders = [...new Set(files.map(({ path }) => path.split("/")[0]))];
  expect(folders).toEqual(["1-create-mesh", "2-create-virtual-node", "3-create-virtual-router", "4-create-route", "5-create-virtual-service", "6-create-virtual-gateway", "7-create-gateway-route"]);
  expect([...folders].sort()).toEqual(folders);
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
});

test("nothing of Kubernetes is left in a request", () => {
  const text = JSON.stringify(files.map(({ value: { tags: _, ...value } }) => value));
  for (const word of ["Ref", "podSelector", "namespaceSelector", "awsName", "apiVersion", "ARN"]) expect(text).not.toContain(word);
});

function findings(mesh: MeshModel, on: Profile): readonly string[] {
  const lowered = appmesh.lower(mesh, on);
  const read = asWritten(appmesh, on, lowered.manifests);
  const { read: reader, diagnostics } = appmesh.interpret(read.manifests, { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: on });
  const result = verify(mesh, decide(mesh), reader, lowered.ledger, { target: "appmesh" });
  expect(result.proofs.length).toBeGreaterThan(4);
  return [...lowered.diagnostics, ...read.diagnostics, ...diagnostics, ...result.diagnostics].map(({ code, message }) => `${code} ${message}`).filter((text) => !text.startsWith("MW4500"));
}

const profiles: readonly (readonly [string, Profile])[] = [
  ["Cloud Map and SPIRE", api()],
  ["one Cloud Map namespace for all", api({ cloudMapNamespace: "apps.internal" })],
  ["certificates as files", api({ certificates: "file", certificateFolder: "/keys" })],
  ["a certificate of ACM at the gateway", api({ gatewayCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/12345678" })],
];

test.each(profiles)("requests that are read back mean what the policy says: %s", (_, on) => {
  expect(findings(everything, on)).toEqual([]);
});

test("versions that labels tell apart cannot be found by DNS", () => {
  const codes = appmesh.lower(everything, api({ discovery: "dns" })).diagnostics.map(({ code }) => code);
  expect(codes.filter((code) => code === "MW4523")).toHaveLength(2);
  const one = appmesh.lower(model([service(), plain("web")]), api({ discovery: "dns" }));
  expect(one.diagnostics.map(({ code }) => code)).toEqual(["MW4500"]);
  expect(one.manifests.some(({ object }) => object.kind === "Service")).toBe(false);
});

test("where requests come from is said in tags", () => {
  const remarked = apiForm.remarked?.({ meshName: "mesh", tags: [{ key: "a", value: "b" }] }, { "meshwright-source": "policies/order.yaml:3, <v1>" });
  expect(remarked).toEqual({ meshName: "mesh", tags: [{ key: "a", value: "b" }, { key: "meshwright.dev/source", value: "policies/order.yaml:3   v1 " }] });
});
