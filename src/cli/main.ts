#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Io } from "./io.ts";
import { run } from "./run.ts";

const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stdin: () => readFileSync(0),
  cwd: process.cwd(),
  env: process.env,
  isTty: process.stdout.isTTY === true,
  now: () => new Date(),
  packageFile,
};

function packageFile(path: string): string | null {
  const full = join(packageRoot, path);
  if (!full.startsWith(packageRoot + sep)) return null;
  try {
    return readFileSync(full, "utf8");
  } catch {
    return null;
  }
}

/** A reader that has seen enough, such as `head`, closes the pipe; that is no fault. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await run(process.argv.slice(2), io);
