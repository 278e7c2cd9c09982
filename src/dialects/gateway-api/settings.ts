import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Origin } from "../../source/origin.ts";
import { regexRanks } from "./link/rank.ts";
import type { RegexRank } from "./link/rank.ts";
import type { Channel } from "./shape/check.ts";
import { shapeDiagnostics as say } from "./shape/shape.diagnostics.ts";

/** What a user may state about the cluster that the objects are for. */
export interface GatewayApiSettings {
  readonly channel: Channel;
  readonly regexRank: RegexRank | null;
}

const channels: readonly Channel[] = ["experimental", "standard"];

/** `gatewayApi.channel` (experimental unless said) and `gatewayApi.regexRank` (not stated unless said). */
export function readSettings(settings: Readonly<Record<string, string>>, at: Origin, found: Diagnostic[]): GatewayApiSettings {
  const pick = <W extends string>(setting: string, known: readonly W[]): W | null => {
    const written = settings[setting];
    if (written === undefined) return null;
    const word = known.find((candidate) => candidate === written);
    if (word === undefined) found.push(say["gateway-api-setting-unknown"].report({ at, with: { setting, found: written, known } }));
    return word ?? null;
  };
  return { channel: pick("gatewayApi.channel", channels) ?? "experimental", regexRank: pick("gatewayApi.regexRank", regexRanks) };
}
