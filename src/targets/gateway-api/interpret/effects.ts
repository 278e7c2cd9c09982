import { noHeaderEdits } from "../../../model/edits.ts";
import { sameName } from "../../../model/name.ts";
import type { Cors, Decision, HeaderEdits, PathEdit, RetryAnswer } from "../../../model/index.ts";
import type { RetryEvent } from "../../../model/retry.ts";
import { answer, unsupported } from "./answer.ts";
import type { Ask } from "./ask.ts";
import { settled, unresolved } from "./backends.ts";
import type { Standpoint } from "./backends.ts";
import { budgetFor } from "./budget.ts";
import type { Filter, PathCondition, PathModifier, Rule } from "./config.ts";
import { endpointsOf } from "./endpoints.ts";
import type { Candidate } from "./rank.ts";

/** What becomes of the request by the rule that took it. */
export function effectOf({ rule, match, route }: Candidate, from: Standpoint, ask: Ask): Decision {
  if (rule.unmodelled !== null) return unsupported(ask, rule.unmodelled);
  ask.step(`route ${route.id.namespace}/${route.id.name}${rule.name === null ? "" : ` rule ${rule.name}`} matched`, route.origin);
  const cors = filter(rule, "cors")?.cors ?? null;
  if (cors !== null && isPreflight(cors, ask)) return answer(ask, "respond", { status: 200, route: route.id.name, cors });
  const redirect = filter(rule, "redirect");
  if (redirect !== undefined) return redirected(redirect, match.path, from, ask, route.id.name);
  return forwarded(rule, match.path, from, ask, { route: route.id.name, cors });
}

type OfKind<K extends Filter["kind"]> = Extract<Filter, { readonly kind: K }>;

function filter<K extends Filter["kind"]>(rule: Rule, kind: K): OfKind<K> | undefined {
  return rule.filters.find((each): each is OfKind<K> => each.kind === kind);
}

function editsOf(rule: Rule, kind: "requestHeaders" | "responseHeaders"): HeaderEdits {
  const found = rule.filters.find((each) => each.kind === kind);
  return found !== undefined && "edits" in found ? found.edits : noHeaderEdits;
}

function isPreflight(cors: Cors, ask: Ask): boolean {
  return (
    ask.text("method", { kind: "exact", value: "OPTIONS" }) &&
    ask.text("header:access-control-request-method", { kind: "present" }) &&
    cors.allowOrigins.some((origin) => ask.text("header:origin", origin))
  );
}

/** The port that is not written is the scheme's own where the scheme is, else the one the call came to (undefined in a mesh). */
function redirected(to: OfKind<"redirect">, path: PathCondition, from: Standpoint, ask: Ask, route: string): Decision {
  if (to.port === null && to.scheme === null && from.kind === "mesh") return unsupported(ask, "the port of a redirect without port and scheme is not defined in a mesh");
  ask.note("whether the query goes along in a redirect is not stated");
  const port = to.port ?? (to.scheme === "https" ? 443 : to.scheme === "http" ? 80 : null);
  return answer(ask, "redirect", {
    status: to.status,
    route,
    redirect: { status: to.status, scheme: to.scheme, host: to.hostname, port, path: pathEdit(to.path, path, ask), keepsQuery: true },
  });
}

function forwarded(rule: Rule, path: PathCondition, from: Standpoint, ask: Ask, given: Pick<Decision, "route" | "cors">): Decision {
  const rewrite = filter(rule, "rewrite");
  const headers = editsOf(rule, "requestHeaders");
  const retries = retriesOf(rule);
  const retryBudget = retries === null ? null : budgetFor(from, ask.cluster.config.budgets);
  const kept = keptWithOne(rule, ask);
  if (kept !== null) return unsupported(ask, `session persistence of ${kept} is not modelled`);
  noteTls(rule, from, ask);
  if (retryBudget === "half") return unsupported(ask, "half of the floor of a retry budget is written, and the other half is the implementation's own");
  return answer(ask, "forward", {
    ...given,
    ...settled(rule.backends, from, ask),
    upstream: { path: pathEdit(rewrite?.path ?? null, path, ask), authority: rewrite?.hostname ?? headers.set["host"] ?? null, headers },
    responseHeaders: editsOf(rule, "responseHeaders"),
    mirrors: mirrorsOf(rule, from, ask),
    ...timesOf(rule, retries, ask),
    retries,
    retryBudget,
  });
}

/** The backend that a traffic policy keeps calls with one endpoint of, over and above weights. */
function keptWithOne({ backends }: Rule, { cluster: { config } }: Ask): string | null {
  const found = backends.find((ref) => config.persistent.some((id) => sameName(id, ref)));
  return found === undefined ? null : `${found.namespace}/${found.name}`;
}

/** Whether TLS to a backend succeeds hangs on certificates that nobody sees; a mesh need not heed the policy. */
function noteTls({ backends }: Rule, from: Standpoint, { cluster: { config }, note }: Ask): void {
  for (const { namespace, name } of backends.filter((ref) => config.secured.some((id) => sameName(id, ref)))) {
    note(from.kind === "gateway" ? `the gateway starts TLS to ${namespace}/${name}, and calls fail where its certificate does not fit` : `whether a mesh heeds the BackendTLSPolicy of ${namespace}/${name} is its own affair`);
  }
}

/** `0s` is no timeout; a bound of the only try is a bound of the call. */
function timesOf(rule: Rule, retries: RetryAnswer | null, ask: Ask): Pick<Decision, "deadlineMs" | "perTryTimeoutMs"> {
  const some = (ms: number | null): number | null => (ms === 0 ? null : ms);
  const [whole, each] = [some(rule.requestMs), some(rule.backendRequestMs)];
  if (rule.requestMs === null) ask.note("without `timeouts.request` the implementation's own default holds");
  if (retries !== null || each === null) return { deadlineMs: whole, perTryTimeoutMs: each };
  return { deadlineMs: whole === null ? each : Math.min(whole, each), perTryTimeoutMs: null };
}

/** A stanza repeats lost connections and timed-out tries besides its codes; a count that is not written is the implementation's own. */
function retriesOf({ retry, backendRequestMs }: Rule): RetryAnswer | null {
  if (retry === null) return null;
  const timed: readonly RetryEvent[] = backendRequestMs === null || backendRequestMs === 0 ? [] : ["t"];
  const must: readonly RetryEvent[] = ["c", "l", ...timed, ...retry.codes.map((code): RetryEvent => `s${code}`)];
  return { attempts: retry.attempts ?? 1, on: retry.codes.map(String), events: { must, may: [] }, backoffMs: null };
}

function mirrorsOf(rule: Rule, from: Standpoint, ask: Ask): Decision["mirrors"] {
  return rule.filters.flatMap((each) => {
    if (each.kind !== "mirror" || each.share.num === 0n || unresolved(each.to, from, ask) !== null || each.to.port === null) return [];
    const { namespace, port } = each.to;
    return [{ namespace, ...endpointsOf(each.to, port, ask.cluster), port, share: each.share, access: { allowed: true, by: null } }];
  });
}

/** The table of HTTPPathModifier: the prefix is cut by segment, and never does an empty segment appear. */
function pathEdit(modifier: PathModifier | null, path: PathCondition, ask: Ask): PathEdit {
  if (modifier === null) return { kind: "keep" };
  if (modifier.kind === "full") return { kind: "constant", value: modifier.value };
  const prefix = path.kind === "prefix" && path.value !== "/" ? path.value : "";
  const target = modifier.value.replace(/\/$/, "");
  if (ask.text("path", { kind: "exact", value: prefix === "" ? "/" : prefix })) return { kind: "constant", value: target === "" ? "/" : target };
  return { kind: "splice", drop: prefix.length, prepend: target };
}
