// Takes the pictures of docs/report.md: `node scripts/screenshots.mjs REPORT COMPARED-REPORT LARGE-REPORT` with
// Chromium on the PATH.
import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, compared, large] = process.argv.slice(2).map((path) => pathToFileURL(path).href);
const folder = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

const choose = (name) => `[...document.querySelectorAll("#nodes button")].find((each) => each.textContent === ${JSON.stringify(name)}).click()`;
const show = (selector) => `document.querySelector(${JSON.stringify(selector)}).scrollIntoView()`;

const pictures = [
  { name: "graph-1440x900", page: report, size: wide, scheme: "light", steps: [choose("shop/order")] },
  { name: "simulation-1440x900", page: compared, size: wide, scheme: "dark", steps: [show("#scenario-0")] },
  { name: "ledger-1440x900", page: report, size: wide, scheme: "light", steps: [show("#access")] },
  { name: "graph-390x844", page: report, size: narrow, scheme: "dark", steps: [choose("shop/order"), show("#graph-tools"), "scrollBy(0, -100)"] },
  { name: "simulation-390x844", page: report, size: narrow, scheme: "light", steps: [show("#scenario-0")] },
  { name: "large-1440x900", page: large, size: wide, scheme: "light", steps: [choose("team-3/svc-123")] },
];

const program = process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const { name, page: address, size, scheme, steps } of pictures) {
  const page = await browser.newPage({ viewport: size, colorScheme: scheme, reducedMotion: "reduce" });
  await page.goto(address);
  for (const step of steps) await page.evaluate(step);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
}
await browser.close();
