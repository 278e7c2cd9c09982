import nunjucks from "nunjucks";
import { pageAssets } from "../../resources/generated/report-page.ts";
import { printable } from "../printable.ts";

type View = Readonly<Record<string, unknown>>;

/**
 * Fills the page. Every text is escaped by the templates; characters that hide or reorder what is shown are made visible
 * first. The data of the scripts stands in an element that is never run.
 */
export function renderPage(view: View, data: View): string {
  const environment = new nunjucks.Environment([loader], { autoescape: true, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true });
  environment.addFilter("code", (text: string) => new nunjucks.runtime.SafeString(inCode(text)));
  const { styles, scripts, licences } = pageAssets;
  const page = { policy: contentPolicy(), styles: styles.map(({ text }) => safe(text)), scripts: scripts.map(({ text }) => safe(text)), licences };
  return environment.render("page.njk", { ...visible(view), page, data: safe(jsonText(visible(data))) });
}

function safe(text: string): nunjucks.runtime.SafeString {
  return new nunjucks.runtime.SafeString(text);
}

const loader: nunjucks.ILoader = {
  getSource: (name) => {
    const src = (pageAssets.templates as Readonly<Record<string, string>>)[name];
    if (src === undefined) throw new Error(`the page has no template ${name}`);
    return { src, path: name, noCache: false };
  },
};

/** Nothing may be loaded or sent, and only the scripts and styles of the page run (W3C, Content Security Policy Level 3). */
function contentPolicy(): string {
  const hashes = (list: readonly { readonly hash: string }[]): string => list.map(({ hash }) => `'sha256-${hash}'`).join(" ");
  return `default-src 'none'; script-src ${hashes(pageAssets.scripts)}; style-src ${hashes(pageAssets.styles)}; base-uri 'none'; form-action 'none'`;
}

/** JSON that cannot end the element it stands in, nor begin a comment there (HTML Standard, restrictions for contents of script elements). */
function jsonText(data: View): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Words between backticks as code. */
function inCode(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.length > 1 && part.startsWith("`") ? `<code>${escaped(part.slice(1, -1))}</code>` : escaped(part)))
    .join("");
}

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The same value with nothing hidden in any of its texts. */
function visible<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map(visible) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visible(each)])) as T;
}
