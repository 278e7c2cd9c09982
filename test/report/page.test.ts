import { createHash } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../cli/harness.ts";
import type { Folder } from "../cli/harness.ts";
import { brokenPolicies, hostile, hostilePolicies, hostileSimulation } from "./fixtures.ts";

const root = join(__dirname, "../..");

function pageIn(folder: Folder): string {
  return readFileSync(join(folder.path, "report.html"), "utf8");
}

/** The example of the repository, without what takes long. */
async function example(): Promise<string> {
  const folder = newFolder();
  cpSync(join(root, "policies"), join(folder.path, "policies"), { recursive: true });
  cpSync(join(root, "meshwright.yaml"), join(folder.path, "meshwright.yaml"));
  const ran = await folder.run(["report", "-o", "report.html", "--no-coverage", "--no-verify", "--as-of", "2026-01-01", "--title", "shop"]);
  expect(ran).toEqual({ code: 0, stdout: "", stderr: "report.html written\n" });
  return pageIn(folder);
}

const exampleOnce = example();

test("every part of the page has a landmark and a heading", async () => {
  const page = await exampleOnce;
  for (const id of ["graph", "services", "access", "ledger", "findings", "tests", "sources"]) {
    expect(page).toContain(`<section id="${id}" aria-labelledby="${id}-title">`);
    expect(page).toMatch(new RegExp(`<h2 id="${id}-title">`));
    expect(page).toContain(`<li><a href="#${id}">`);
  }
  expect(page).toContain("<main");
  expect(page).toContain('<html lang="en">');
});

test("the page says of a service what its policy says, with places that are in the page", async () => {
  const page = await exampleOnce;
  const card = /<details class="card" id="card-\d+" data-words="shop\/order">[\s\S]*?<\/details>/.exec(page)?.[0] ?? "";
  expect(card).toContain("<b>95%</b>");
  expect(card).toContain("path prefix <code>&#47;orders</code>".replace("&#47;", "/"));
  const hrefs = [...card.matchAll(/class="place" href="#([^"]+)"/g)].map(([, id]) => id ?? "");
  expect(hrefs.length).toBeGreaterThan(3);
  for (const id of hrefs) expect(page).toContain(`id="${id}"`);
});

test("only scripts and styles of the page itself may run, and nothing may be loaded", async () => {
  const page = await exampleOnce;
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
  const texts = (tag: string): readonly string[] => [...page.matchAll(new RegExp(`<${tag}(?: id="__\\w+")?>([\\s\\S]*?)</${tag}>`, "g"))].map(([, text]) => text ?? "");
  const hashes = (tag: string): string => texts(tag).map((text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`).join(" ");
  expect(texts("script")).toHaveLength(3);
  expect(policy).toBe(`default-src 'none'; script-src ${hashes("script")}; style-src ${hashes("style")}; base-uri 'none'; form-action 'none'`);
  expect(withoutScripts(page)).not.toMatch(/\s(?:src|srcset|style|on\w+)=|<link|<iframe|<object|@import|url\(/i);
});

function withoutScripts(page: string): string {
  return page.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<pre[\s\S]*?<\/pre>/g, "");
}

test("the same policies give the same bytes", async () => {
  expect(await example()).toBe(await exampleOnce);
});

test("the licences of the libraries inside are in the page", async () => {
  const page = await exampleOnce;
  for (const name of ["cytoscape", "uplot"]) expect(page).toContain(`/*! ${name} `);
  expect(withoutLibraries(page)).toContain("Permission is hereby granted");
});

function withoutLibraries(page: string): string {
  return page.replace(/<script>[\s\S]*?<\/script>/g, "");
}

test.each([["sound", hostilePolicies, 0], ["refused", brokenPolicies, 1]])("markup in names of %s policies stays text", async (_, policies, code) => {
  const folder = newFolder({ "policy.yaml": policies, "simulation.json": hostileSimulation });
  const ran = await folder.run(["report", "policy.yaml", "-o", "report.html", "-t", "consul", "--simulation", "simulation.json", "--title", hostile]);
  expect(ran.code).toBe(code);
  const page = pageIn(folder);
  expect(page.match(/<script/g)).toHaveLength(4);
  expect(page.match(/<\/script/g)).toHaveLength(4);
  expect(page).not.toContain("<img");
  expect(page).toContain("&lt;/script&gt;&lt;script&gt;hacked=1");
  expect(page.includes('id="graph"')).toBe(code === 0);
  const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
  expect(JSON.parse(data)).toMatchObject({ charts: [[{ bands: [{ name: hostile }] }]] });
});

test("of policies with errors the page shows the errors", async () => {
  const folder = newFolder({ "policy.yaml": "apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: a, namespace: b }\nspec: { port: none }\n" });
  const ran = await folder.run(["report", "policy.yaml"]);
  expect(ran).toMatchObject({ code: 1, stderr: "report.html written; the policies have 1 errors\n" });
  expect(pageIn(folder)).toContain("The policies have errors");
  expect(pageIn(folder)).not.toContain('id="graph"');
});

test.each([["{", "is no JSON"], ["{}", "holds no results of `meshwright simulate --format json`"], ['{"results":[{"scenario":"a"}]}', "holds no results of `meshwright simulate --format json`"]])(
  "a simulation file with %s is refused",
  async (text, problem) => {
    const folder = newFolder({ "policy.yaml": hostilePolicies, "simulation.json": text });
    expect(await folder.run(["report", "policy.yaml", "--simulation", "simulation.json"])).toMatchObject({ code: 2, stderr: `meshwright: \`simulation.json\` ${problem}\n` });
  },
);

test("results of simulations alone are a page too", async () => {
  const folder = newFolder();
  cpSync(join(root, "policies"), join(folder.path, "policies"), { recursive: true });
  const ran = await folder.run(["simulate", "policies", "--scenario", "canary-goes-bad", "--seeds", "1", "--format", "html=report.html"]);
  expect(ran.code).toBe(0);
  expect([...pageIn(folder).matchAll(/<section id="(\w+)"/g)].map(([, id]) => id)).toEqual(["simulation"]);
  expect(pageIn(folder)).toContain("shop/canary-goes-bad");
});
