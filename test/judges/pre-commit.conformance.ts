import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The real pre-commit (PyPI), installed into a folder of its own unless it is on the path; npm and pip need their registries. */
const version = "4.7.0";
const root = join(__dirname, "../..");
const base = mkdtempSync(join(tmpdir(), "meshwright-hook-"));
const preCommit = installed();

afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function run(command: string, argv: readonly string[], cwd: string): Ran {
  const env = { ...process.env, PRE_COMMIT_HOME: join(base, "cache"), NODE_OPTIONS: "" };
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd, encoding: "utf8", env });
  return { code: status, output: `${stdout ?? ""}${stderr ?? ""}` };
}

function installed(): string | null {
  if (run("pre-commit", ["--version"], base).code === 0) return "pre-commit";
  const venv = join(base, "venv");
  if (run("python3", ["-m", "venv", venv], base).code !== 0) return null;
  const { code } = run(join(venv, "bin/pip"), ["install", "--quiet", `pre-commit==${version}`], base);
  return code === 0 ? join(venv, "bin/pre-commit") : null;
}

function git(cwd: string, ...argv: readonly string[]): void {
  const { code, output } = run("git", ["-c", "user.name=test", "-c", "user.email=test@example.invalid", ...argv], cwd);
  if (code !== 0) throw new Error(output);
}

/** The hooks of a clone, so that what is committed is what runs. */
function clone(): string {
  const path = join(base, "meshwright");
  if (!existsSync(path)) git(base, "clone", "--quiet", root, path);
  return path;
}

function repository(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(base, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  git(path, "init", "--quiet");
  git(path, "add", ".");
  return path;
}

const policy = (port: string) =>
  `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: order, namespace: shop }\nspec:\n  port: ${port}\n`;

if (preCommit === null) test("the hook with the real pre-commit is left out: it is not installed, and pip cannot install it", () => expect(preCommit).toBeNull());
else
  test.each<[string, string, number, RegExp]>([
    ["bad", "eighty", 1, /policies\/order\.yaml:5:9 error MW\d{4}: /],
    ["good", "8080", 0, /meshwright lint\.+Passed/],
  ])("try-repo on a repository with a %s policy", (name, port, code, message) => {
    const path = repository(name, { "meshwright.yaml": "policies: [policies]\n", "policies/order.yaml": policy(port) });
    const ran = run(preCommit, ["try-repo", clone(), "meshwright-lint", "--all-files", "--color", "never"], path);
    expect(ran.output).toMatch(message);
    expect(ran.code).toBe(code);
  });
