import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, getScalarValue, parseEvents } from "js-yaml";
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { inked, inkedEnd } from "./ink.ts";
import type { ReadLimits } from "./limits.ts";
import { plainScalar } from "./plain-scalar.ts";
import type { EntrySyntax, SyntaxNode } from "./syntax-tree.ts";

/**
 * The documents of a text without faults, an empty one as null. Null when there is a fault, or anything that few people
 * write and that needs a second look: tabs, tags, directives, keys behind `?`, nesting deeper than allowed. Never throws.
 */
export function parseSound(text: string, limits: ReadLimits): readonly (SyntaxNode | null)[] | null {
  const events = unusual.test(text) ? null : eventsOf(text, limits);
  if (events === null || events.some((event, index) => isOdd(event, events[index - 1], text))) return null;
  const reading: Reading = { text, events, next: 0, end: 0, hasOddKey: false };
  const documents: (SyntaxNode | null)[] = [];
  while (reading.next < events.length) documents.push(document(reading));
  return reading.hasOddKey ? null : documents;
}

function eventsOf(text: string, { depth }: ReadLimits): readonly Event[] | null {
  try {
    return parseEvents(text, { maxDepth: depth });
  } catch {
    return null;
  }
}

/** A directive, a tab, a byte order mark, a line that ends in a carriage return alone, or the sign of a key that may be anything. */
const unusual = /^%|[\t\ufeff]|\r(?!\n)|(?:^|[\s?:,[{-])[?:](?:\s|$)/m;

/** What the two parsers may read in different ways: tags, anchors on the line of a mapping's first key, `*a:`, text that is a whole document. */
function isOdd(event: Event, before: Event | undefined, text: string): boolean {
  switch (event.type) {
    case EVENT_ID.ALIAS:
      return text[event.anchorEnd - 1] === ":";
    case EVENT_ID.MAPPING:
      return event.tagStart >= 0 || (event.anchorEnd >= 0 && event.style === COLLECTION_STYLE.BLOCK && !text.slice(event.anchorEnd, event.start).includes("\n"));
    case EVENT_ID.SCALAR:
      return event.tagStart >= 0 || (before?.type === EVENT_ID.DOCUMENT ? event.valueStart >= 0 : before?.type === EVENT_ID.MAPPING && event.anchorEnd >= 0);
    default:
      return "tagStart" in event && event.tagStart >= 0;
  }
}

/** The place in the events, and where in the text the last thing ended. */
interface Reading {
  readonly text: string;
  readonly events: readonly Event[];
  next: number;
  end: number;
  /** A key is a mapping or a list. */
  hasOddKey: boolean;
}

function document(reading: Reading): SyntaxNode | null {
  reading.next += 1;
  const contents = isPop(reading) ? null : node(reading);
  reading.next += 1;
  return contents;
}

function isPop({ events, next }: Reading): boolean {
  return events[next]?.type === EVENT_ID.POP;
}

function node(reading: Reading): SyntaxNode {
  const event = reading.events[reading.next];
  reading.next += 1;
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return scalar(event, reading);
    case EVENT_ID.MAPPING:
      reading.end = opened(event, reading);
      return { kind: "map", anchor: anchorOf(event, reading), entries: entries(reading), ...closed(event, reading) };
    case EVENT_ID.SEQUENCE:
      reading.end = opened(event, reading);
      return { kind: "list", anchor: anchorOf(event, reading), items: items(reading), ...closed(event, reading) };
    case EVENT_ID.ALIAS:
      reading.end = event.anchorEnd;
      return { kind: "alias", name: reading.text.slice(event.anchorStart, event.anchorEnd), start: event.anchorStart - 1, end: event.anchorEnd };
    default:
      throw new Error("an event of YAML that begins no value");
  }
}

function entries(reading: Reading): readonly EntrySyntax[] {
  const found: EntrySyntax[] = [];
  while (!isPop(reading)) {
    const key = node(reading);
    reading.hasOddKey ||= key.kind === "map" || key.kind === "list";
    found.push({ key, value: node(reading) });
  }
  return found;
}

function items(reading: Reading): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  while (!isPop(reading)) found.push(node(reading));
  return found;
}

/** The span of a collection all of whose parts were read; one in brackets ends with its bracket, any other with its last part. */
function closed({ start }: MappingEvent | SequenceEvent, reading: Reading): { readonly start: number; readonly end: number } {
  reading.next += 1;
  if (isBracket(reading.text[start])) reading.end = bracketFrom(reading.end, reading.text) + 1;
  return { start, end: reading.end };
}

/** Where the first part of a collection may stand. */
function opened({ start }: MappingEvent | SequenceEvent, { text }: Reading): number {
  return isBracket(text[start]) ? start + 1 : start;
}

function isBracket(sign: string | undefined): boolean {
  return sign === "{" || sign === "[";
}

function bracketFrom(from: number, text: string): number {
  let at = inked(from, text);
  while (text[at] === ",") at = inked(at + 1, text);
  return at;
}

function scalar(event: ScalarEvent, reading: Reading): SyntaxNode {
  const anchor = anchorOf(event, reading);
  const span = event.valueStart < 0 ? emptySpan(event, reading) : spanOf(event, reading);
  reading.end = span.end;
  if (event.style !== SCALAR_STYLE.PLAIN) return { kind: "scalar", value: getScalarValue(reading.text, event), plain: null, anchor, ...span };
  const plain = getScalarValue(reading.text, event);
  return { kind: "scalar", value: plainScalar(plain), plain, anchor, ...span };
}

/** Quotes belong to a value, and so does the sign that opens a block of text. */
function spanOf({ style, valueStart, valueEnd, anchorEnd }: ScalarEvent, { text, end }: Reading): { readonly start: number; readonly end: number } {
  switch (style) {
    case SCALAR_STYLE.PLAIN:
      return { start: valueStart, end: valueEnd };
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start: valueStart - 1, end: valueEnd + 1 };
    default:
      return { start: inked(anchorEnd < 0 ? behindSign(end, text) : anchorEnd, text), end: inkedEnd(0, valueEnd, text) };
  }
}

/** An empty value stands behind the sign that promises it. */
function emptySpan({ anchorEnd }: ScalarEvent, { text, end }: Reading): { readonly start: number; readonly end: number } {
  const at = anchorEnd < 0 ? behindSign(end, text) : anchorEnd;
  return { start: at, end: at };
}

function behindSign(from: number, text: string): number {
  const at = inked(from, text);
  return text[at] === "-" || text[at] === ":" ? at + 1 : from;
}

function anchorOf({ anchorStart, anchorEnd }: ScalarEvent | MappingEvent | SequenceEvent, { text }: Reading): string | null {
  return anchorStart < 0 ? null : text.slice(anchorStart, anchorEnd);
}
