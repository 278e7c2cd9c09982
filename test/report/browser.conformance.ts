import { accessSync, constants, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { analyse } from "../../src/analyse.ts";
import { worldOf } from "../../src/lint/world.ts";
import { htmlReport } from "../../src/reports/html/index.ts";
import { newFolder } from "../cli/harness.ts";
import { brokenPolicies, hostile, hostilePolicies, hostileSimulation, manyServices, poisoned } from "./fixtures.ts";

const root = join(__dirname, "../..");

/** `CHROMIUM`, else the system's. */
function browserPath(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const wanted = [process.env["CHROMIUM"] ?? "", ...folders.flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))];
  return wanted.find((path) => path !== "" && isProgram(path)) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const program = browserPath();
if (program === null) process.stderr.write("the report is not looked at: there is no Chromium on the PATH, and CHROMIUM names none\n");

const folder = mkdtempSync(join(tmpdir(), "meshwright-report-"));
let browser: Browser | null = null;

beforeAll(async () => {
  if (program !== null) browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Visit {
  readonly page: Page;
  /** Messages of the console, faults of scripts, and requests other than for the page itself. */
  readonly noise: readonly string[];
}

async function visit(html: string, options: { readonly dark?: boolean; readonly width?: number; readonly height?: number } = {}): Promise<Visit> {
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  if (browser === null) throw new Error("there is no browser");
  const page = await browser.newPage({ viewport: { width: options.width ?? 1440, height: options.height ?? 900 }, colorScheme: options.dark === true ? "dark" : "light", reducedMotion: "reduce" });
  const noise: string[] = [];
  page.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`fault: ${error.message}`));
  page.on("request", (request) => request.url() === `file://${file}` || noise.push(`request: ${request.url().slice(0, 200)}`));
  await page.goto(`file://${file}`);
  return { page, noise };
}

/** The example of the repository with a simulation of one of its scenarios. */
async function examplePage(): Promise<string> {
  const example = newFolder();
  cpSync(join(root, "policies"), join(example.path, "policies"), { recursive: true });
  cpSync(join(root, "meshwright.yaml"), join(example.path, "meshwright.yaml"));
  await example.run(["simulate", "--scenario", "canary-goes-bad", "--seeds", "2", "--format", "json=simulation.json"]);
  const ran = await example.run(["report", "-o", "report.html", "--simulation", "simulation.json", "--as-of", "2026-01-01", "--title", "shop"]);
  expect(ran.stderr).toBe("report.html written\n");
  return readFileSync(join(example.path, "report.html"), "utf8");
}

const inBrowser = program === null ? describe.skip : describe;

inBrowser("the report in a browser", () => {
  let html = "";
  beforeAll(async () => void (html = await examplePage()), 300_000);

  test.each([false, true])("graph and charts are drawn, quietly (dark: %s)", async (dark) => {
    const { page, noise } = await visit(html, { dark });
    expect(await colours(page, "#canvas canvas")).toBeGreaterThan(4);
    await page.locator("#simulation").scrollIntoViewIfNeeded();
    await page.waitForSelector(".chart canvas");
    expect(await colours(page, ".chart canvas")).toBeGreaterThan(4);
    expect(await luminance(page)).toBe(dark ? "dark" : "light");
    await page.click("#theme");
    await page.click("#theme");
    expect(await luminance(page)).toBe("dark");
    await page.click("#findings .filter");
    expect(noise).toEqual([]);
    await page.close();
  }, 120_000);

  test("search finds services, and a click or the keyboard shows their details with places that lead to the source", async () => {
    const { page, noise } = await visit(html);
    await page.fill("#graph-search", "order");
    expect(await page.textContent("#graph-found")).toMatch(/^1 of \d+$/);
    await page.keyboard.press("Enter");
    expect(await page.textContent("#detail h3")).toBe("shop/order");
    await page.keyboard.press("Escape");
    expect(await page.isHidden("#detail")).toBe(true);
    await page.focus("#nodes [tabindex='0']");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    expect(await page.textContent("#detail h3")).not.toBe("shop/order");
    await page.click("#detail .place >> nth=0");
    await page.waitForFunction(`document.querySelector("#sources :target")?.closest("details")?.open`);
    expect(noise).toEqual([]);
    await page.close();
  }, 120_000);

  test("a click on a box of the drawing shows its details", async () => {
    const { page } = await visit(html);
    const spot = await page.evaluate<{ x: number; y: number }>(`(() => {
      const box = [...document.querySelectorAll("#nodes button")].find((button) => button.textContent === "shop/web").getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    })()`);
    await page.mouse.click(spot.x, spot.y);
    await page.waitForSelector("#detail:not([hidden])");
    expect(await page.textContent("#detail h3")).toBe("shop/web");
    await page.close();
  }, 120_000);

  test("headings, names and tables are there for those who do not see", async () => {
    const { page } = await visit(html);
    const nameless = await page.evaluate<readonly string[]>(`(() => {
      const named = (one) => (one.getAttribute("aria-label") ?? one.getAttribute("aria-labelledby") ?? one.closest("label")?.textContent ?? one.textContent).trim() !== "";
      const all = [...document.querySelectorAll("button, input, select, a, canvas[tabindex], [role='region'], section, nav, aside")];
      return all.filter((one) => !named(one)).map((one) => one.outerHTML.slice(0, 100));
    })()`);
    expect(nameless).toEqual([]);
    const levels = await page.evaluate<readonly number[]>(`[...document.querySelectorAll("h1, h2, h3, h4")].map((one) => Number(one.tagName.slice(1)))`);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    const ids = await page.evaluate<readonly string[]>(`[...document.querySelectorAll("[id]")].map(({ id }) => id)`);
    expect(new Set(ids).size).toBe(ids.length);
    await page.close();
  }, 120_000);

  test("nothing is wider than a small screen", async () => {
    const { page } = await visit(html, { width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.close();
  }, 120_000);

  test.each(["sound", "refused", "poisoned"] as const)("markup in names does nothing (%s)", async (kind) => {
    const { page, noise } = await visit(await hostilePage(kind));
    await page.evaluate(`document.querySelectorAll("#nodes button").forEach((each) => each.click())`);
    await page.evaluate(`document.querySelectorAll("details").forEach((each) => (each.open = true))`);
    await page.evaluate(`document.querySelectorAll(".chart").forEach((each) => each.scrollIntoView())`);
    await page.waitForTimeout(300);
    expect(await page.evaluate(`"hacked" in globalThis`)).toBe(false);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(4);
    expect(await page.textContent("body")).toContain(hostile);
    expect(noise).toEqual([]);
    await page.close();
  }, 120_000);

  test("four hundred services stay responsive", async () => {
    const many = newFolder({ "policy.yaml": manyServices(400) });
    expect((await many.run(["report", "policy.yaml", "--no-verify"])).code).toBe(0);
    const start = Date.now();
    const { page, noise } = await visit(readFileSync(join(many.path, "report.html"), "utf8"));
    expect(await colours(page, "#canvas canvas")).toBeGreaterThan(4);
    const loaded = Date.now() - start;
    const searched = await timed(() => page.fill("#graph-search", "svc-2"));
    expect(await page.textContent("#graph-found")).toBe("100 of 400");
    const inGraph = (what: string): Promise<number> => page.evaluate<number>(`document.getElementById("stage").graph.elements(${JSON.stringify(what)}).length`);
    expect(await inGraph("edge.near")).toBe(0);
    const fitted = await timed(() => page.click("#graph-fit"));
    expect(await inGraph("node.far")).toBe(400);
    const opened = await timed(() => page.press("#graph-search", "Enter"));
    // Of the chosen service alone, and seen from near.
    expect(await inGraph("edge.near")).toBeGreaterThan(0);
    expect(await inGraph("edge.near")).toBeLessThan(20);
    expect(await inGraph("node.far")).toBe(0);
    const framesAt = await page.evaluate<number>(dragged);
    process.stderr.write(`400 services: loaded and drawn ${loaded} ms, search ${searched} ms, fit ${fitted} ms, details ${opened} ms, slowest frame while panning ${Math.round(framesAt)} ms\n`);
    expect(loaded).toBeLessThan(8_000);
    for (const took of [searched, fitted, opened, framesAt]) expect(took).toBeLessThan(1_000);
    expect(await page.locator("#matrix").isVisible()).toBe(true);
    await page.focus("#matrix");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent("#matrix-said")).toMatch(/^team-0\/svc-000 lets in from team-0\/svc-010: /);
    expect(noise).toEqual([]);
    await page.close();
  }, 300_000);
});

async function hostilePage(kind: "sound" | "refused" | "poisoned"): Promise<string> {
  if (kind === "poisoned") return poisonedPage();
  const { path, run } = newFolder({ "policy.yaml": kind === "sound" ? hostilePolicies : brokenPolicies, "simulation.json": hostileSimulation });
  await run(["report", "policy.yaml", "--simulation", "simulation.json", "-t", "consul", "--title", hostile]);
  return readFileSync(join(path, "report.html"), "utf8");
}

/** A page of a model whose names no reader would have accepted. */
function poisonedPage(): string {
  const sources = [{ path: `${hostile}.yaml`, text: hostilePolicies }];
  const { model, diagnostics } = analyse(sources);
  return htmlReport({ title: hostile, version: hostile, world: worldOf(poisoned(model)), diagnostics: poisoned(diagnostics), sources, targets: [], tests: null, simulations: [] });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = Date.now();
  await work();
  return Date.now() - start;
}

/** Different colours in the drawing; an empty one has one. */
async function colours(page: Page, selector: string): Promise<number> {
  await page.waitForTimeout(500);
  return page.evaluate<number>(`(() => {
    const seen = new Set();
    for (const canvas of document.querySelectorAll(${JSON.stringify(selector)})) {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 0) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    }
    return seen.size;
  })()`);
}

async function luminance(page: Page): Promise<"dark" | "light"> {
  const background = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  return Number(/\d+/.exec(background)?.[0] ?? 0) < 100 ? "dark" : "light";
}

/** The longest time between two frames while the drawing is dragged, in milliseconds. */
const dragged = `(async () => {
  const canvas = document.querySelector("#canvas canvas:last-of-type");
  const { left, top } = canvas.getBoundingClientRect();
  const send = (type, at) => canvas.dispatchEvent(new MouseEvent(type, { clientX: left + 300 + at * 8, clientY: top + 30 + at * 4, bubbles: true, button: 0, buttons: 1, view: window }));
  let [slowest, before] = [0, performance.now()];
  send("mousedown", 0);
  for (let at = 1; at < 40; at += 1) {
    send("mousemove", at);
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    slowest = Math.max(slowest, now - before);
    before = now;
  }
  send("mouseup", 40);
  return slowest;
})()`;
