import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

interface Nearest {
  readonly nearest: string | null;
}

const meant = (p: Nearest): string => (p.nearest === null ? "remove it" : `did you mean \`${p.nearest}\`?`);

/** Findings about the shape of Gateway API objects: what an API server would refuse, or drop, before anybody reads it. */
export const shapeDiagnostics = defineDiagnostics({
  "gateway-api-version-unknown": {
    code: "MW1200",
    severity: "error",
    what: (p: { kind: string; version: string; known: readonly string[] }) => `\`${p.kind}\` has no version \`${p.version}\``,
    why: "an API server refuses a version that it does not serve",
    help: (p) => `write one of ${p.known.map((version) => `\`${version}\``).join(", ")}`,
  },
  "gateway-api-kind-unknown": {
    code: "MW1201",
    severity: "error",
    what: (p: { kind: string; group: string } & Nearest) => `group \`${p.group}\` has no kind \`${p.kind}\``,
    help: meant,
  },
  "gateway-api-version-deprecated": {
    code: "MW1202",
    severity: "info",
    what: (p: { kind: string; version: string; since: string }) => `\`${p.kind}\` version \`${p.version}\` is deprecated, ${p.since}`,
    help: "write `gateway.networking.k8s.io/v1`",
  },
  "gateway-api-version-not-in-channel": {
    code: "MW1203",
    severity: "error",
    what: (p: { kind: string; version: string }) => `the standard channel does not serve \`${p.kind}\` version \`${p.version}\``,
    why: "the setting `gatewayApi.channel` says `standard`",
    help: "use a version of the standard channel, or set the channel to `experimental`",
  },
  "gateway-api-wrong-type": {
    code: "MW1204",
    severity: "error",
    what: (p: { field: string; want: string; found: string }) => `\`${p.field}\` must be ${p.want}, found ${p.found}`,
  },
  "gateway-api-field-missing": {
    code: "MW1205",
    severity: "error",
    what: (p: { field: string; missing: string }) => `\`${p.field}\` needs \`${p.missing}\``,
    help: (p) => `add \`${p.missing}\``,
  },
  "gateway-api-field-unknown": {
    code: "MW1206",
    severity: "error",
    what: (p: { field: string; holder: string } & Nearest) => `\`${p.holder}\` has no field \`${p.field}\``,
    why: "an API server drops fields that it does not know, so the wish would be lost without a word",
    help: meant,
  },
  "gateway-api-number-out-of-range": {
    code: "MW1207",
    severity: "error",
    what: (p: { field: string; found: number; min: number; max: number }) =>
      `\`${p.field}\` must be from ${p.min} to ${p.max}, found ${p.found}`,
  },
  "gateway-api-text-length": {
    code: "MW1208",
    severity: "error",
    what: (p: { field: string; found: number; min: number; max: number }) =>
      `\`${p.field}\` must have ${p.min} to ${p.max} characters, found ${p.found}`,
  },
  "gateway-api-word-unknown": {
    code: "MW1209",
    severity: "error",
    what: (p: { field: string; found: string; known: readonly string[] } & Nearest) => `\`${p.field}\` cannot be \`${p.found}\``,
    help: (p) =>
      p.nearest === null ? `write one of ${p.known.map((word) => `\`${word}\``).join(", ")}` : `did you mean \`${p.nearest}\`?`,
  },
  "gateway-api-text-form": {
    code: "MW1210",
    severity: "error",
    what: (p: { field: string; found: string; says: string }) => `\`${p.field}\` must be ${p.says}, found \`${p.found}\``,
  },
  "gateway-api-list-size": {
    code: "MW1211",
    severity: "error",
    what: (p: { field: string; found: number; min: number; max: number }) =>
      p.found < p.min ? `\`${p.field}\` needs at least ${p.min} entries` : `\`${p.field}\` takes at most ${p.max} entries, found ${p.found}`,
  },
  "gateway-api-entry-repeated": {
    code: "MW1212",
    severity: "error",
    what: (p: { field: string; found: string }) => `\`${p.field}\` has \`${p.found}\` twice`,
    why: "an API server refuses the list",
    help: "keep one of them",
  },
  "gateway-api-experimental": {
    code: "MW1213",
    severity: "info",
    what: (p: { field: string }) => `\`${p.field}\` exists in the experimental channel only`,
    why: "a cluster with the standard channel drops it without a word",
    help: "set `gatewayApi.channel` to `standard` to have this checked; `lint --on gateway-api/experimental` takes the field for installed",
  },
  "gateway-api-not-in-standard": {
    code: "MW1214",
    severity: "error",
    what: (p: { field: string }) => `\`${p.field}\` does not exist in the standard channel`,
    why: "the setting `gatewayApi.channel` says `standard`; such a cluster drops it without a word",
    help: "remove it, or install the experimental channel and change the setting",
  },
  "gateway-api-setting-unknown": {
    code: "MW1215",
    severity: "error",
    what: (p: { setting: string; found: string; known: readonly string[] }) => `setting \`${p.setting}\` cannot be \`${p.found}\``,
    help: (p) => `use one of ${p.known.map((word) => `\`${word}\``).join(", ")}`,
  },
});
