import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { analyse } from "../../src/analyse.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { istio } from "../../src/targets/istio/index.ts";
import type { Lowered } from "../../src/targets/target.ts";
import { verify } from "../../src/verify/index.ts";
import type { MeshModel, Profile } from "../../src/model/index.ts";
import { drawn } from "./drawn.ts";
import type { Drawn } from "./drawn.ts";
import { survivors } from "./lowering-survivors.ts";
import { oddPolicies } from "./odd-policies.ts";

const root = join(__dirname, "..", "..");
const folder = join(root, "src", "targets", "istio", "lower");

function example(): MeshModel {
  const files = readdirSync(join(root, "policies")).sort().map((name) => ({ path: `policies/${name}`, text: readFileSync(join(root, "policies", name), "utf8") }));
  return analyse(files).model;
}

/** The policies that every altered lowering is tried on: generated ones, the example, and some that conditions refuse. */
const sidecar: Profile = { target: "istio", version: istio.defaultVersion, name: "sidecar", settings: istio.settings };
const policies: readonly Drawn[] = [{ mesh: example(), profile: sidecar }, ...oddPolicies, ...fc.sample(drawn, { numRuns: 40, seed: 20_262 })];

/** A value of the same type that says nothing. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (value instanceof Map) return new Map();
  if (typeof value === "string") return "";
  if (typeof value === "number") return 0;
  if (typeof value === "boolean") return !value;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  const lists = fields.some(([, field]) => Array.isArray(field));
  return lists ? Object.fromEntries(fields.map(([name, field]) => [name, Array.isArray(field) ? [] : field])) : {};
}

type Module = Readonly<Record<string, unknown>>;
type Lower = (mesh: MeshModel, profile: Profile) => Lowered;

function lowerWith(file: string, name: string): Lower {
  let changed: Lower | null = null;
  jest.isolateModules(() => {
    jest.doMock(join(folder, file), () => {
      const actual = jest.requireActual<Module>(join(folder, file));
      const original = actual[name] as (...given: readonly unknown[]) => unknown;
      return { ...actual, [name]: (...given: readonly unknown[]) => emptied(original(...given)) };
    });
    changed = (require(join(folder, "index.ts")) as Module)["lower"] as Lower;
    jest.dontMock(join(folder, file));
  });
  if (changed === null) throw new Error("the altered lowering was not loaded");
  return changed;
}

const text = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}` : inner));
const said = ({ ledger, diagnostics }: Lowered): string => text([ledger, diagnostics]);
const baseline = policies.map(({ mesh, profile }) => istio.lower(mesh, profile));

/** Whether the altered lowering throws, reports otherwise, accounts otherwise, or writes what verify refutes. */
function notices(lower: Lower, { mesh, profile }: Drawn, before: Lowered): boolean {
  let after: Lowered;
  try {
    after = lower(mesh, profile);
  } catch {
    return true;
  }
  if (said(after) !== said(before)) return true;
  if (text(after.manifests) === text(before.manifests)) return false;
  const { read, diagnostics } = istio.interpret(after.manifests.map(({ object }) => ({ object })), { inventory: statedInventory(mesh), mesh: mesh.mesh, profile });
  return diagnostics.length > 0 || verify(mesh, decide(mesh), read, after.ledger, { target: "istio" }).diagnostics.length > 0;
}

const functions = readdirSync(folder)
  .filter((file) => file !== "index.ts")
  .flatMap((file) => Object.entries(jest.requireActual<Module>(join(folder, file))).flatMap(([name, value]) => (typeof value === "function" ? [{ file, name }] : [])));

test("the functions of lowering are known", () => {
  expect(functions.length).toBeGreaterThan(60);
  const names = functions.map(({ file, name }) => `${file} ${name}`);
  expect(Object.keys(survivors).filter((name) => !names.includes(name))).toEqual([]);
});

test.each(functions)("$file: without $name something is noticed", ({ file, name }) => {
  const lower = lowerWith(file, name);
  const noticed = policies.some((policy, index) => notices(lower, policy, baseline[index] as Lowered));
  const survivor = survivors[`${file} ${name}`];
  expect({ name, noticed: noticed || survivor !== undefined }).toEqual({ name, noticed: true });
  if (survivor !== undefined) expect({ name, noticed }).toEqual({ name, noticed: false });
});
