/** The parts of a page of `docs/rules/` that other formats show. */
export interface RulePage {
  /** Name of the finding in words: `duplicate key`. */
  readonly title: string;
  /** The first paragraph, on one line. */
  readonly summary: string;
  /** All of the page, as Markdown. */
  readonly markdown: string;
}

/** Takes a page apart; a code without a page is known by its name alone. */
export function rulePage(code: string, name: string, text: string | null): RulePage {
  const title = name.replaceAll("-", " ");
  if (text === null) return { title, summary: title, markdown: `# ${code}: ${name}\n` };
  const paragraph = text.split(/\n\n/)[1] ?? title;
  return { title, summary: paragraph.replaceAll("\n", " ").trim(), markdown: text };
}
