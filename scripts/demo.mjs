// The main job on the example mesh: compile it for all five targets, then put one routing question to the policies and to all of them.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = fileURLToPath(new URL("../dist/bin/meshwright.js", import.meta.url));

function meshwright(...args) {
  console.log(`\n$ meshwright ${args.map((arg) => (/[\s']/.test(arg) ? `"${arg}"` : arg)).join(" ")}`);
  const { status } = spawnSync(process.execPath, [main, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

meshwright("compile", "policies/", "-o", "out", "--prune", "--min-severity", "warning");
meshwright("route", "policies/", "--on", "all", "--from", "shop/web", "--to", "shop/order", "GET", "/orders/7");
