import { simulationHtml } from "./html.ts";
import { simulationJson } from "./json.ts";
import { simulationMarkdown } from "./markdown.ts";
import { simulationText } from "./text.ts";

/** Every format of simulation results; a new one is a file and a line here. */
export const simulationReports = { text: simulationText, json: simulationJson, markdown: simulationMarkdown, html: simulationHtml } as const;

/** The name of a format. */
export type SimulationFormat = keyof typeof simulationReports;
