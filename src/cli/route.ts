import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { analyse } from "../analyse.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MeshModel, Request } from "../model/index.ts";
import { questionOf } from "../model/question.ts";
import { renderDecision } from "../model/render.ts";
import type { RenderedDecision } from "../model/render.ts";
import { decisionText } from "../reports/decision-text.ts";
import { sideBySideJson, sideBySideText } from "../reports/side-by-side.ts";
import { textReport } from "../reports/text.ts";
import { completeRequest } from "../simulate/complete-request.ts";
import type { SourceFile } from "../source/origin.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { exit, refuse } from "./io.ts";
import type { Asked, Io } from "./io.ts";
import { kindAt } from "./paths.ts";
import { placesIn } from "./places.ts";
import { configuredTargets } from "./output/targets.ts";
import { answerSideBySide, comparedTargets } from "./route-all.ts";
import { callerWorld, readCaller, readDestination } from "../simulate/request-names.ts";
import type { NameWorld } from "../simulate/request-names.ts";
import { hasPolicies, readerFor } from "./route-readers.ts";
import type { Material, NamedReader } from "./route-readers.ts";
import { readRequestLines } from "./route-request.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/** Answers where requests go, by the policy or by manifests of a target. */
export const command: Command = {
  name: "route",
  summary: "say where a request goes, and why",
  usage: "[PATHS…] --to SERVICE [--from CALLER] [METHOD] /PATH [options]",
  description: [
    "Paths are policies, or manifests of the target that --on names; without any, `policies` of meshwright.yaml.",
    "",
    "  meshwright route policies --from web --to order GET /orders/7 -H 'x-cohort: beta'",
    "  meshwright route policies --to gateway:infra/public:443/shop.example.com GET /orders",
    "  meshwright route policies --on all --from web --to order GET /orders/7",
    "  meshwright route --on istio manifests --requests requests.jsonl --format json",
  ].join("\n"),
  options: [
    { name: "from", value: "CALLER", help: "a service, `namespace/service`, `namespace/sa/account`, or none (default: none)" },
    { name: "to", value: "SERVICE", help: "a service, `namespace/service:port`, or gateway:namespace/name:port/host" },
    { name: "header", short: "H", value: "'NAME: VALUE'", repeats: true, help: "a header of the request" },
    { name: "authority", value: "HOST", help: "the host that the request names" },
    { name: "scheme", value: "SCHEME", choices: ["http", "https"], help: "the scheme of the request" },
    { name: "protocol", value: "PROTOCOL", choices: ["http", "http2", "grpc", "tls", "tcp"], help: "what is spoken (default: http)" },
    { name: "claim", value: "NAME=VALUE", repeats: true, help: "a verified claim of the caller's token" },
    { name: "ip", value: "ADDRESS", help: "the address of the direct peer" },
    { name: "requests", value: "FILE", help: "answer requests of a file instead, one JSON object a line; `-` for standard input" },
    { name: "on", value: "READER", repeats: true, help: "who answers: policy (default), a target such as istio, or all of them side by side" },
    { name: "format", value: "FORMAT", choices: ["text", "json"], help: "text for people, or one JSON object a line (default with --requests)" },
    ...workspaceOptions,
  ],
  run: async (invocation) => {
    const slip = pathWithoutSlash(invocation) ?? requestBeforePaths(invocation);
    if (slip !== null) return complain(slip, invocation.io);
    const asked = splitPositionals(invocation);
    const opened = await openWorkspace(invocation, asked.paths);
    return opened.ok ? answerAll(invocation, asked, opened.workspace) : opened.code;
  },
};

interface Positionals {
  readonly paths: readonly string[];
  readonly method: string | null;
  /** Path of the request. */
  readonly target: string | null;
}

/** `POST orders`: a method, and a path that lacks its slash. */
function pathWithoutSlash({ positionals, io }: Invocation): string | null {
  const [before = "", last = ""] = positionals.slice(-2);
  if (!isMethod(before, io) || kindAt(resolve(io.cwd, last)) !== "missing" || last.startsWith("/")) return null;
  return `the path of a request begins with \`/\`: \`${before} /${last}\``;
}

/** `GET / policies`: taken as they stand, the words would ask for every file of the machine. */
function requestBeforePaths({ positionals, io }: Invocation): string | null {
  const at = positionals.findIndex((word, index) => isMethod(word, io) && positionals[index + 1]?.startsWith("/") === true);
  const [request, behind] = [positionals.slice(at, at + 2), positionals.slice(at + 2)];
  return at < 0 || behind.length === 0 ? null : `the request stands last: \`${[...positionals.slice(0, at), ...behind, ...request].join(" ")}\``;
}

function isMethod(word: string, io: Io): boolean {
  return /^[A-Z][A-Z-]{0,31}$/.test(word) && kindAt(resolve(io.cwd, word)) === "missing";
}

/** The last words may be a method and the path of the request; whatever stands before them is to be read. */
function splitPositionals({ positionals, text, io }: Invocation): Positionals {
  const last = positionals.at(-1) ?? "";
  const before = positionals.at(-2) ?? "";
  const nothing = { paths: positionals, method: null, target: null };
  if (text("requests") !== null || !last.startsWith("/")) return nothing;
  if (isMethod(before, io)) return { paths: positionals.slice(0, -2), method: before, target: last };
  return kindAt(last) === "missing" || positionals.length > 1 ? { paths: positionals.slice(0, -1), method: null, target: last } : nothing;
}

function answerAll(invocation: Invocation, asked: Positionals, workspace: Workspace): number {
  const { io } = invocation;
  const { files, sources, diagnostics } = workspace;
  const analysis = analyse(files, workspace.analysis);
  const errors = [...diagnostics, ...(hasPolicies(analysis) ? analysis.diagnostics : [])].filter(({ severity }) => severity === "error");
  if (errors.length > 0) return unsound(errors, sources, invocation);
  const requests = requestsOf(invocation, asked, { model: analysis.model, defaultNamespace: workspace.analysis.defaultNamespace });
  if (!requests.ok) return complain(requests.problem, io);
  const material = { analysis, files, asOf: io.now().toISOString().slice(0, 10) };
  if (invocation.texts("on").includes("all")) return answerOnAll(invocation, requests.value, material, workspace);
  const readers = readersOf(invocation, (on) => readerFor(on, material));
  if (!readers.ok) return complain(readers.problem, io);
  const findings = readers.value.flatMap((reader) => reader.diagnostics);
  if (hasPolicies(analysis) && findings.some(({ severity }) => severity === "error")) return unsound(findings, sources, invocation);
  if (findings.length > 0) io.stderr(textReport(findings, sources, { colour: false }));
  io.stdout(requests.value.map((request) => readers.value.map((reader) => answerOne(request, reader, analysis.model, sources, invocation)).join("")).join(""));
  return exit.fine;
}

/** Every target is asked, and those that refuse the policies say so beside the answers of the others. */
function answerOnAll(invocation: Invocation, requests: readonly Request[], material: Material, { sources, config }: Workspace): number {
  const { io } = invocation;
  const { model } = material.analysis;
  if (new Set(invocation.texts("on")).size > 1) return complain("`--on all` already asks everyone; leave the other `--on` out", io);
  if (!hasPolicies(material.analysis)) return complain("`--on all` compares targets with a policy, and there is none among what was read; name the target of these manifests with `--on`", io);
  const compared = comparedTargets(material, configuredTargets(config));
  const show = formatOf(invocation) === "json" ? sideBySideJson : sideBySideText;
  const answers = requests.map((request) => {
    const complete = completeRequest(request, model);
    return show(answerSideBySide(complete, (policy) => questionText(complete, "policy", policy), compared, material, placesIn(sources)));
  });
  io.stdout(answers.join(""));
  return exit.fine;
}

function unsound(errors: readonly Diagnostic[], sources: readonly SourceFile[], { io }: Invocation): number {
  io.stderr(textReport(errors, sources, { colour: false }));
  io.stderr("meshwright: no request is answered while there are errors\n");
  return exit.findings;
}

function readersOf({ texts }: Invocation, prepare: (on: string) => Asked<NamedReader>): Asked<readonly NamedReader[]> {
  const wanted = texts("on").length === 0 ? ["policy"] : [...new Set(texts("on"))];
  const readers: NamedReader[] = [];
  for (const on of wanted) {
    const reader = prepare(on);
    if (!reader.ok) return reader;
    readers.push(reader.value);
  }
  return { ok: true, value: readers };
}

function requestsOf(invocation: Invocation, asked: Positionals, world: NameWorld): Asked<readonly Request[]> {
  const file = invocation.text("requests");
  if (file === null) {
    const request = writtenRequest(invocation, asked, world);
    return request.ok ? { ok: true, value: [request.value] } : request;
  }
  if (file === "-") return readRequestLines(new TextDecoder().decode(invocation.io.stdin()), "-", world);
  const path = resolve(invocation.io.cwd, file);
  return kindAt(path) === "file" ? readRequestLines(readFileSync(path, "utf8"), file, world) : refuse(`\`${file}\` is not a file`);
}

function writtenRequest({ text, texts }: Invocation, asked: Positionals, world: NameWorld): Asked<Request> {
  const to = text("to");
  if (to === null) return refuse("which service is called? name it with `--to`");
  const destination = readDestination(to, world);
  if (!destination.ok) return refuse(`\`--to\`: ${destination.problem}`);
  const caller = readCaller(text("from") ?? "none", callerWorld(destination.value.to, world));
  if (!caller.ok) return refuse(`\`--from\`: ${caller.problem}`);
  const headers = readPairs(texts("header"), "-H", ":");
  if (!headers.ok) return headers;
  const claims = readPairs(texts("claim"), "--claim", "=");
  if (!claims.ok) return claims;
  const extras = { ...(text("ip") !== null && { ip: text("ip") ?? "" }), ...(claims.value.length > 0 && { claims: Object.fromEntries(claims.value) }) };
  const from = Object.keys(extras).length === 0 ? caller.value : { ...(caller.value ?? { namespace: "" }), ...extras };
  const fields = { method: asked.method, path: asked.target, authority: text("authority"), scheme: text("scheme"), protocol: text("protocol") };
  const written = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Partial<Request>;
  return { ok: true, value: { ...destination.value, ...written, from, ...(headers.value.length > 0 && { headers: Object.fromEntries(headers.value) }) } };
}

function readPairs(texts: readonly string[], option: string, separator: string): Asked<readonly (readonly [string, string])[]> {
  const wrong = texts.find((text) => text.indexOf(separator) < 1);
  if (wrong !== undefined) return refuse(`\`${option} ${wrong}\` has to be a name and a value with \`${separator}\` between them`);
  return { ok: true, value: texts.map((text) => [text.slice(0, text.indexOf(separator)).trim(), text.slice(text.indexOf(separator) + 1).trim()]) };
}

function answerOne(request: Request, reader: NamedReader, model: MeshModel, sources: readonly SourceFile[], invocation: Invocation): string {
  const complete = completeRequest(request, model);
  const decision = reader.read(questionOf(complete, model.mesh));
  const rendered = renderDecision(decision, complete, placesIn(sources));
  const several = new Set(invocation.texts("on")).size > 1;
  if (formatOf(invocation) === "json") return `${JSON.stringify(several ? { ...rendered, on: reader.on } : rendered)}\n`;
  return decisionText(questionText(complete, reader.on, rendered), rendered);
}

function formatOf({ text }: Invocation): string {
  return text("format") ?? (text("requests") === null ? "text" : "json");
}

function questionText({ from, to, method, path }: Request, on: string, { upstream }: RenderedDecision): string {
  const account = from?.service ?? from?.serviceAccount;
  const caller = from === null || account === undefined ? `a caller without identity${from === null || from.namespace === "" ? "" : ` in ${from.namespace}`}` : `${from.namespace}/${account}`;
  const called = "gateway" in to ? `gateway ${to.gateway.namespace}/${to.gateway.name}:${to.port}` : `${to.namespace}/${to.service}${to.port === undefined ? "" : `:${to.port}`}`;
  const what = upstream !== null && upstream.path === null ? "" : ` ${method ?? "GET"} ${path ?? "/"}`;
  return `${caller} to ${called}${what}${on === "policy" ? "" : `, on ${on}`}`;
}
