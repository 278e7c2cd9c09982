import { analyse } from "../../src/analyse.ts";
import { compile, type CompileResult } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Feature, MeshModel, Verdict } from "../../src/model/index.ts";
import { gatewayUses, scopeUses, serviceUses } from "../../src/targets/feature-uses.ts";
import type { Target } from "../../src/targets/target.ts";
import { markedPolicy, wishes } from "./policies.ts";

/** One cell of a capability table. */
export interface Cell {
  readonly target: Target;
  readonly version: string;
  readonly profile: string;
  readonly feature: Feature;
}

/** What the compiler did with the policy of a cell. */
export interface Outcome {
  /** Errors of a policy that gives nothing up, `CODE message`; those about approximations apart. */
  readonly refused: readonly string[];
  /** Refusals of the wish itself that lie outside the marks. */
  readonly misplaced: readonly string[];
  /** Fields of the wish that are said approximately, or not enforced, only with consent. */
  readonly approximated: readonly string[];
  /** The same of other wishes that the policy cannot do without. */
  readonly besides: readonly string[];
  /** What is still wrong once the author consents; empty where nothing needed consent. */
  readonly despiteConsent: readonly string[];
  /** Fields of the ledger that rest on consent. */
  readonly consented: readonly string[];
  /** Entries whose proof is missing or failed. */
  readonly unproved: readonly string[];
  /** Objects of the service that were made although something of it was refused. */
  readonly leaked: number;
}

/** Every cell of the versions, in each profile. */
export function cellsOf(target: Target, versions: readonly string[]): readonly Cell[] {
  return target.profiles.flatMap((profile) =>
    versions.flatMap((version) => (Object.keys(target.capabilities(profileOf({ target, version, profile }))) as Feature[]).map((feature) => ({ target, version, profile, feature }))),
  );
}

/** What the table says of a cell. */
export function verdictOf(cell: Cell): Verdict {
  return cell.target.capabilities(profileOf(cell))[cell.feature];
}

function profileOf({ target, version, profile }: Omit<Cell, "feature">) {
  return { target: target.name, version, name: profile, settings: target.settings };
}

const approximations: readonly string[] = ["MW4002", "MW4003", "MW4006"];

/** Compiles the policy of the cell for its target; where that needs consent, once more with the consent that the findings ask for. */
export function judge(cell: Cell): Outcome {
  const { result, model, marks } = compiled(cell, "");
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const asking = errors.filter(({ code }) => approximations.includes(code));
  const refused = errors.filter((error) => !asking.includes(error));
  const fields = fieldsOf(cell.feature, model);
  const own = asking.filter((error) => fields.some((field) => error.message.includes(`\`${field}\``)));
  const about = refused.filter(({ code, message }) => code === "MW4001" && (cell.feature === "noMatch" || [`(${cell.feature})`, ` \`${cell.feature}\`:`].some((words) => message.includes(words))));
  const again = asking.length === 0 || refused.length > 0 ? null : compiled(cell, consentsFor(asking, cell.target.name)).result;
  const last = again ?? result;
  return {
    refused: refused.map(words),
    misplaced: [...(refused.length > 0 && about.length === 0 ? ["no finding names the feature"] : []), ...about.filter(({ origin }) => origin.start < marks[0] || origin.end > marks[1]).map(words)],
    approximated: own.map(words),
    besides: asking.filter((error) => !own.includes(error)).map(words),
    despiteConsent: again === null ? [] : again.diagnostics.filter(({ severity }) => severity === "error").map(words),
    consented: last.outputs.flatMap(({ ledger }) => ledger.flatMap(({ consent, field }) => (consent === null ? [] : [field]))),
    unproved: last.outputs.flatMap(({ verification }) => (verification === null ? ["not verified"] : verification.proofs.filter(({ proof }) => proof.kind !== "proved").map(({ entry, proof }) => `${entry} ${proof.kind}`))),
    leaked: result.outputs.flatMap(({ manifests }) => manifests).length,
  };
}

function words({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

interface Compiled {
  readonly result: CompileResult;
  readonly model: MeshModel;
  /** Offsets between which findings about the wish lie. */
  readonly marks: readonly [number, number];
}

function compiled({ target, version, profile, feature }: Cell, consents: string): Compiled {
  const marked = markedPolicy(feature, { target: target.name, profile }, consents);
  const [before = "", inside = ""] = marked.split(/[‹›]/);
  const files = [{ path: "p.yaml", text: marked.replace(/[‹›]/g, "") }];
  const { model, diagnostics } = analyse(files);
  const unsound = diagnostics.filter(({ severity, code }) => severity === "error" && code !== wishes[feature].reading);
  if (unsound.length > 0) throw new Error(unsound.map(words).join("\n"));
  const result = compile(model, files, { targets: [{ target: target.name, version, profile }], asOf: "2026-06-01", verify: true });
  return { result, model, marks: [before.length, before.length + inside.length] };
}

/** The fields by which the policy wishes the feature. */
function fieldsOf(feature: Feature, model: MeshModel): readonly string[] {
  const uses = [...model.services.flatMap((service) => serviceUses(service, model)), ...model.gateways.flatMap(gatewayUses), ...model.mesh.scopes.flatMap(scopeUses)];
  return feature === "noMatch" ? ["routes.noMatch"] : uses.filter((use) => use.feature === feature).map(({ field }) => field);
}

/** The consent that findings ask for, as lines of a policy. */
function consentsFor(asking: readonly Diagnostic[], target: string): string {
  const helps = asking.map(({ help }) => help ?? "");
  const fields = new Set(helps.flatMap((help) => /approximate: \[(\{.*?\})\]/.exec(help)?.[1] ?? []));
  const loosened = new Set(helps.flatMap((help) => /unenforced: \[(\w+)\]/.exec(help)?.[1] ?? []));
  const until = loosened.size === 0 ? "" : `, unenforced: [${[...loosened].join(", ")}], until: 2027-01-01`;
  const approximate = fields.size === 0 ? "" : `approximate: [${[...fields].join(", ")}]`;
  return `  targets: { ${target}: { ${[approximate, until.slice(2)].filter((text) => text !== "").join(", ")}, because: it is tested } }\n`;
}
