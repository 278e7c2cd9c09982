import { watch } from "node:fs";
import { resolve } from "node:path";
import { readConfig } from "./config.ts";
import type { Invocation } from "./command.ts";
import { exit } from "./io.ts";
import { kindAt } from "./paths.ts";

/** How long files may go on changing, in milliseconds, before the next run: editors write in several steps. */
const settleMs = 150;

/** Runs now, and again after each change of what the command reads, until it is interrupted. */
export async function watchInputs(invocation: Invocation, run: () => Promise<number>): Promise<number> {
  let wake: (reason: "changed" | "stopped") => void = () => undefined;
  const stop = (): void => wake("stopped");
  process.once("SIGINT", stop);
  const watchers = watchedPaths(invocation).map((path) => watch(path, { recursive: kindAt(path) === "folder" }, () => wake("changed")));
  for (let reason = "changed"; reason !== "stopped"; ) {
    const next = new Promise<"changed" | "stopped">((done) => (wake = done));
    await run();
    invocation.io.stderr("meshwright: waiting for changes; stop with Ctrl-C\n");
    reason = await next;
    await new Promise((done) => setTimeout(done, settleMs));
  }
  for (const watcher of watchers) watcher.close();
  return exit.fine;
}

function watchedPaths({ positionals, texts, text, io }: Invocation): readonly string[] {
  const config = readConfig(text("config"), io);
  const named = [...positionals, ...texts("file")].filter((path) => path !== "-").map((path) => resolve(io.cwd, path));
  const configured = config.ok && named.length === 0 ? (config.value.settings.policies ?? []).map((path) => resolve(config.value.folder, path)) : [];
  return [...named, ...configured].filter((path) => kindAt(path) !== "missing");
}
