// Builds after `npm install`. npm, asked to install a Git repository globally, as pre-commit does, hands that setting
// down to the installation in its clone, which then lacks what the build needs; here it is made good.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const inherited = /^npm_config_(?:global|location|prefix|install_links|omit|include|ignore_scripts)$/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));

function npm(...args) {
  const { status } = spawnSync("npm", args, { cwd: root, env, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(new URL("../node_modules/typescript", import.meta.url))) npm("ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund");
npm("run", "--silent", "build");
