import { basename, join, resolve } from "node:path";
import { unsoundConfig } from "./config.ts";
import type { Config, UnsoundConfig } from "./config.ts";
import { configDiagnostics } from "./config.diagnostics.ts";
import { isGlob } from "./inputs.ts";
import type { InputRequest } from "./inputs.ts";
import { kindAt } from "./paths.ts";

type Unsound = ReturnType<typeof unsoundConfig>;

/** Refuses a request for the configured policies where some of them are not there; paths of the command line are judged when they are read. */
export function withConfiguredPaths(request: InputRequest, config: Config): { readonly ok: true; readonly value: InputRequest } | Unsound {
  const unsound = request.paths === config.settings.policies ? missingPaths(config) : null;
  return unsound === null ? { ok: true, value: request } : unsoundConfig(unsound);
}

/** What is wrong with the paths of a configuration; null where all are there. */
export function missingPaths({ document, settings, folder, file }: Config): UnsoundConfig | null {
  if (document === null || file === null) return null;
  const found = (settings.policies ?? []).flatMap((path, index) =>
    isGlob(path) || path === "-" || kindAt(resolve(folder, path)) !== "missing" ? [] : [configDiagnostics["configured-path-missing"].report({ at: document.origin(["policies", index]), with: { path } })],
  );
  return found.length === 0 ? null : { path: join(folder, basename(file)), file: document.file, found };
}
