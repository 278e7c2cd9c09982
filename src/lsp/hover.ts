import type { Hover } from "vscode-languageserver/node";
import type { MeshModel, Reader, Request } from "../model/index.ts";
import { nameText } from "../model/name.ts";
import { printable } from "../reports/printable.ts";
import { sideBySideText } from "../reports/side-by-side.ts";
import type { SideBySide } from "../reports/side-by-side.ts";
import { armRequests, plainRequest, requestWords } from "./arm-requests.ts";
import type { ArmRequest } from "./arm-requests.ts";
import { groupBy } from "../support/group-by.ts";
import { answerMarkdown, code } from "./answer-markdown.ts";
import { hoveredAt, placesOf } from "./hovered.ts";
import type { ArmPlace, Hovered } from "./hovered.ts";
import { rangeOf } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** How questions are answered: by the policy alone, and by it beside the targets. */
export interface Answering {
  readonly policy: Reader;
  readonly sideBySide: (request: Request, words: string) => SideBySide;
  /** Whether the editor shows Markdown; plain text otherwise. */
  readonly markdown: boolean;
}

/** Most answers in one hover, of a service with many routes; and its longest text, in UTF-16 code units. */
const mostAnswers = 8;
const longest = 20_000;

/**
 * Where the calls go that the place under the pointer speaks of: what the policy decides and what each target does. While
 * the policies have errors it says so. null where there is nothing to ask about.
 */
export function hoverAt(file: string, offset: number, snapshot: Snapshot, answering: () => Answering): Hover | null {
  const hovered = hoveredAt(file, offset, snapshot);
  if (hovered === null) return null;
  const errors = snapshot.analysis.diagnostics.filter(({ severity }) => severity === "error").length;
  const range = rangeOf(snapshot.analysis.tokenAt(hovered.at), snapshot);
  if (errors > 0) return { contents: `No answer while the policies have ${errors === 1 ? "an error" : `${errors} errors`}.`, range };
  const given = answering();
  const asked = { ...given, sideBySide: (request: Request, words: string) => ownFirst(given.sideBySide(request, words), file) };
  const body = answersTo(hovered, snapshot.analysis.model, asked);
  const text = [titleOf(hovered, asked), ...body.slice(0, mostAnswers), ...(body.length > mostAnswers ? [`and ${body.length - mostAnswers} more`] : [])].join("\n\n").slice(0, longest);
  return { contents: { kind: asked.markdown ? "markdown" : "plaintext", value: text }, range };
}

/** What a target refuses in this file is told before what it refuses elsewhere. */
function ownFirst(answer: SideBySide, file: string): SideBySide {
  const isOwn = ({ at }: SideBySide["targets"][number]["refused"][number]): boolean => at?.file === file;
  return { ...answer, targets: answer.targets.map((target) => ({ ...target, refused: [...target.refused.filter(isOwn), ...target.refused.filter((each) => !isOwn(each))] })) };
}

function titleOf(hovered: Hovered, answering: Answering): string {
  switch (hovered.kind) {
    case "service":
      return `service ${quoted(nameText(hovered.service), answering)}${hovered.version === null ? "" : `, version ${quoted(hovered.version, answering)}`}`;
    case "arms":
      return `route ${quoted(hovered.route, answering)}`;
  }
}

function quoted(text: string, { markdown }: Answering): string {
  return markdown ? code(text) : printable(text);
}

function answersTo(hovered: Hovered, model: MeshModel, answering: Answering): readonly string[] {
  switch (hovered.kind) {
    case "service":
      return serviceAnswers(placesOf(hovered.service, model), model, answering);
    case "arms":
      return [...groupBy(hovered.arms.slice(0, mostAnswers + 1), ({ place }) => place)].flatMap(([place, arms]) => armAnswers(place, arms.map(({ index }) => index), model, answering));
  }
}

function serviceAnswers(places: readonly ArmPlace[], model: MeshModel, answering: Answering): readonly string[] {
  if (places.length === 0) return ["No policy speaks of it."];
  return places.slice(0, mostAnswers + 1).flatMap((place) => {
    if (place.arms.length === 0) return [plainAnswer(place, model, answering)];
    const indexes = [...place.arms.keys()].slice(0, mostAnswers + 1);
    return armAnswers(place, indexes, model, answering).map((answer, at) => `route ${quoted(place.arms[at]?.route.name ?? "", answering)}: ${answer}`);
  });
}

function armAnswers(place: ArmPlace, indexes: readonly number[], model: MeshModel, answering: Answering): readonly string[] {
  return armRequests(place, indexes, answering.policy, model).map((request) => armAnswer(request, answering));
}

function plainAnswer({ entry }: ArmPlace, model: MeshModel, answering: Answering): string {
  const request = plainRequest(entry, answering.policy, model);
  return armAnswer(request === null ? { ok: false, why: "no call arrives there" } : { ok: true, request }, answering);
}

function armAnswer(asked: ArmRequest, { sideBySide, markdown }: Answering): string {
  if (!asked.ok) return asked.why;
  const answer = sideBySide(asked.request, requestWords(asked.request));
  return markdown ? answerMarkdown(answer) : sideBySideText(answer).trimEnd();
}
