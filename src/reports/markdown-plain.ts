import { printable } from "./printable.ts";

/** The text for Markdown: characters that Markdown, HTML or GitHub's own additions act on, as entities; an empty comment keeps mentions apart, which GitHub looks for in the finished text. */
export function plain(text: string): string {
  const entities = printable(text).replace(/[&<>"'`*_{}[\]()#+!|~@:\\$^=]|\.(?=\w)/g, (character) => `&#${character.charCodeAt(0)};`);
  return entities.replace(/&#(?:64|35);/g, (entity) => `${entity}<!-- -->`);
}
