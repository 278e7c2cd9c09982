import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readInputs } from "../../src/cli/inputs.ts";
import type { Io } from "../../src/cli/io.ts";
import { newFolder, policy } from "./harness.ts";

const files = {
  "a.yaml": "a: 1",
  "b.yml": "b: 1",
  "c.json": '{"c": 1}',
  "notes.txt": "no",
  "sub/d.yaml": "d: 1",
  "sub/deep/e.yaml": "e: 1",
  "sub/kustomization.yaml": "k: 1",
  "node_modules/x/f.yaml": "f: 1",
  ".hidden/g.yaml": "g: 1",
  "sub/.h.yaml": "h: 1",
};

const all = ["a.yaml", "b.yml", "c.json", "sub/d.yaml", "sub/deep/e.yaml"];

interface Asked {
  readonly paths: readonly string[];
  readonly ignore?: readonly string[];
  readonly cwd?: string;
}

async function read(folder: string, { paths, ignore = [], cwd = "." }: Asked): Promise<readonly string[] | string> {
  const io = { cwd: join(folder, cwd), stdin: () => new TextEncoder().encode("s: 1") } as unknown as Io;
  const result = await readInputs({ paths, base: io.cwd, ignore: ignore.map((glob) => ({ glob, base: io.cwd })) }, io);
  return result.ok ? result.value.files.map(({ path }) => path) : result.problem;
}

describe("paths", () => {
  const { path } = newFolder(files);

  test.each<[string, Asked, readonly string[]]>([
    ["a file", { paths: ["a.yaml"] }, ["a.yaml"]],
    ["a file of any name, when it is named", { paths: ["notes.txt", "sub/kustomization.yaml"] }, ["notes.txt", "sub/kustomization.yaml"]],
    ["a folder, recursively", { paths: ["."] }, all],
    ["a folder with a slash", { paths: ["sub/"] }, ["sub/d.yaml", "sub/deep/e.yaml"]],
    ["several, in any order", { paths: ["sub", "c.json", "a.yaml"] }, ["a.yaml", "c.json", "sub/d.yaml", "sub/deep/e.yaml"]],
    ["the same in two ways", { paths: ["./a.yaml", "a.yaml", ".", "sub/../a.yaml"] }, all],
    ["a glob", { paths: ["*.yaml"] }, ["a.yaml"]],
    ["a deep glob", { paths: ["**/*.{yaml,yml}"] }, ["a.yaml", "b.yml", "sub/d.yaml", "sub/deep/e.yaml", "sub/kustomization.yaml"]],
    ["from below", { paths: [".."], cwd: "sub" }, ["../a.yaml", "../b.yml", "../c.json", "d.yaml", "deep/e.yaml"]],
    ["standard input", { paths: ["-", "a.yaml"] }, ["a.yaml", "-"]],
    ["an ignored glob", { paths: ["."], ignore: ["**/*.yaml"] }, ["b.yml", "c.json"]],
    ["an ignored folder", { paths: ["."], ignore: ["sub"] }, ["a.yaml", "b.yml", "c.json"]],
    ["an ignored folder with a slash", { paths: ["."], ignore: ["./sub/deep/"] }, ["a.yaml", "b.yml", "c.json", "sub/d.yaml"]],
  ])("%s", async (_, asked, expected) => {
    expect(await read(path, asked)).toEqual(expected);
  });
});

describe("links", () => {
  const outside = newFolder({ "secret.yaml": "s: 1" });
  const { path } = newFolder(files);
  symlinkSync(path, join(path, "sub/loop"));
  symlinkSync("d.yaml", join(path, "sub/alias.yaml"));
  symlinkSync(join(outside.path, "secret.yaml"), join(path, "sub/stolen.yaml"));
  symlinkSync("nowhere.yaml", join(path, "sub/dangling.yaml"));

  test("do not loop, stay inside the folder, and a file is read once", async () => {
    expect(await read(path, { paths: ["sub"] })).toEqual(["sub/alias.yaml", "sub/deep/e.yaml"]);
  });

  test("are followed when they are named", async () => {
    expect(await read(path, { paths: ["sub/stolen.yaml", "sub/loop/c.json"] })).toEqual(["sub/loop/c.json", "sub/stolen.yaml"]);
  });

  test("that were left out are talked about", async () => {
    const { stderr } = await newFolder().run(["lint", join(path, "sub"), "-q"]);
    expect(stderr.match(/is a link that was not followed/g)).toHaveLength(3);
  });
});

test("a folder that is called like a file is no file", async () => {
  const { path } = newFolder({ "a.yaml": "a: 1" });
  mkdirSync(join(path, "b.yaml"));
  expect(await read(path, { paths: ["."] })).toEqual(["a.yaml"]);
});

test.each<[string, Uint8Array, string]>([
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0]), "the file is UTF-16, not UTF-8"],
  ["Latin-1", new Uint8Array([0x61, 0x3a, 0x20, 0xe9]), "a byte here is not UTF-8"],
])("a file in %s is a finding beside those of other files", async (_, bytes, message) => {
  const folder = newFolder({ "a.yaml": bytes, "b.yaml": policy("order", "  port: 9090\n") });
  const { code, stdout } = await folder.run(["lint", ".", "--format", "json", "-q"]);
  expect(code).toBe(1);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; message: string }[] };
  expect(diagnostics.map((each) => each.code).sort()).toEqual(["MW1003", "MW1013"]);
  expect(diagnostics.map((each) => each.message)).toContain(message);
  expect((await folder.run(["lint", ".", "-q"])).stdout.indexOf("a.yaml")).toBe(0);
});

test("an empty standard input is talked about", async () => {
  expect(await newFolder().run(["lint", "-"], { input: " \n" })).toEqual({ code: 0, stdout: "", stderr: "meshwright: standard input is empty\nno findings in 1 file\n" });
  expect((await newFolder().run(["lint", "-"], { input: policy("order") })).stderr).toBe("no findings in 1 file\n");
});

test("a mistake behind an anchor is told once, however often it is repeated", async () => {
  const text = policy("order", "  routes: [&r { name: a, to: order, dedline: 2s }, *r]\n");
  const { stdout } = await newFolder({ "a.yaml": text }).run(["lint", "a.yaml", "--format", "json"]);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { readonly message: string }[] };
  expect(diagnostics.filter(({ message }) => message.includes("dedline"))).toHaveLength(1);
});
