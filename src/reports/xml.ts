import { printable } from "./printable.ts";

/** An XML element; its attributes may hold any text, `inside` is XML already. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, inside: string): string {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  return inside === "" ? `<${name}${listed.join("")}/>\n` : `<${name}${listed.join("")}>\n${inside}</${name}>\n`;
}

/** Any text as one line of XML text or attribute. */
export function xmlText(text: string): string {
  return xmlLines(printable(text));
}

/** Lines that are printable already, which leaves no character that XML forbids. */
export function xmlLines(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
