import { readdirSync } from "node:fs";
import { join } from "node:path";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { MeshModel, Profile } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { asWritten } from "../../src/targets/delivery.ts";
import type { Lowered, Target } from "../../src/targets/target.ts";
import { verify } from "../../src/verify/index.ts";

/** A policy and the profile that it is compiled for. */
export interface Tried {
  readonly mesh: MeshModel;
  readonly profile: Profile;
}

/** What is altered, what it is tried on, and which functions may be altered unnoticed, with the reason. */
export interface Alteration {
  readonly target: Target;
  readonly policies: readonly Tried[];
  readonly survivors: Readonly<Record<string, string>>;
  /** So many exported functions lowering has at least. */
  readonly functions: number;
  /** Files that all targets share, altered too, such as `retry-drafts.ts`; absent: none. */
  readonly shared?: readonly string[];
}

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

function lowerWith(folder: string, file: string, name: string): Lower {
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
/** Whether the altered lowering throws, reports otherwise, accounts otherwise, or writes what verify refutes. */
function notices(target: Target, lower: Lower, { mesh, profile }: Tried, before: Lowered): boolean {
  let after: Lowered;
  try {
    after = lower(mesh, profile);
  } catch {
    return true;
  }
  if (said(after) !== said(before)) return true;
  if (text(after.manifests) === text(before.manifests)) return false;
  const written = asWritten(target, profile, after.manifests);
  const { read, diagnostics } = target.interpret(written.manifests, { inventory: statedInventory(mesh), mesh: mesh.mesh, profile });
  return written.diagnostics.length + diagnostics.length > 0 || verify(mesh, decide(mesh), read, after.ledger, { target: target.name }).diagnostics.length > 0;
}

function functionsIn(folder: string, shared: readonly string[]): readonly { readonly file: string; readonly name: string }[] {
  const files = [...readdirSync(folder).filter((file) => file !== "index.ts"), ...shared.map((file) => `../../${file}`)];
  return files.flatMap((file) => Object.entries(jest.requireActual<Module>(join(folder, file))).flatMap(([name, value]) => (typeof value === "function" ? [{ file, name }] : [])));
}

/** Tests that each exported function of a target's lowering is needed: emptied, it is noticed by a finding, the ledger or a proof. */
export function testAlterations({ target, policies, survivors, functions: least, shared = [] }: Alteration): void {
  const folder = join(__dirname, "..", "..", "src", "targets", target.name, "lower");
  const functions = functionsIn(folder, shared);
  const baseline = policies.map(({ mesh, profile }) => target.lower(mesh, profile));

  test("the functions of lowering are known", () => {
    expect(functions.length).toBeGreaterThanOrEqual(least);
    const names = functions.map(({ file, name }) => `${file} ${name}`);
    expect(Object.keys(survivors).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(functions)("$file: without $name something is noticed", ({ file, name }) => {
    const lower = lowerWith(folder, file, name);
    const noticed = policies.some((policy, index) => notices(target, lower, policy, baseline[index] as Lowered));
    const survivor = survivors[`${file} ${name}`];
    expect({ name, noticed: noticed || survivor !== undefined }).toEqual({ name, noticed: true });
    if (survivor !== undefined) expect({ name, noticed }).toEqual({ name, noticed: false });
  });
}
