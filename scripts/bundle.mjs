// Joins what the compiler wrote for the command line into a few files, dist/bin/, since loading six hundred small modules
// takes longer than most commands. What a command alone needs stays apart and is loaded with it; packages stay outside.
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist/bin");

const { metafile } = await build({
  entryPoints: { meshwright: join(root, "dist/cli/main.js") },
  outdir: folder,
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  metafile: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});

// Parts of earlier builds go only when the new ones are in place.
const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(folder)) if (!written.has(name)) rmSync(join(folder, name));
