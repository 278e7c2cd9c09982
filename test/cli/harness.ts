import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";

const root = join(__dirname, "../..");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own that goes away after the test. */
export interface Folder {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  /** Runs the tool in the folder, or in one below it. */
  readonly run: (argv: readonly string[], more?: Partial<Io> & { readonly below?: string; readonly input?: string }) => Promise<Ran>;
}

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export function newFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), "meshwright-"));
  folders.push(path);
  const write: Folder["write"] = (more) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  write(files);
  return { path, write, run: (argv, more) => runIn(path, argv, more) };
}

async function runIn(path: string, argv: readonly string[], { below = ".", input = "", ...more }: Parameters<Folder["run"]>[1] = {}): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const io: Io = {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    stdin: () => new TextEncoder().encode(input),
    cwd: join(path, below),
    env: {},
    isTty: false,
    now: () => new Date(Date.UTC(2026, 0, 1)),
    packageFile: (name) => readOrNull(join(root, name)),
    ...more,
  };
  const code = await run(argv, io);
  return { code, stdout, stderr };
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** A sound policy for a service. */
export function policy(name: string, more = ""): string {
  return `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  port: 8080\n${more}`;
}
