import type { Decision } from "../../../model/decision.ts";
import { answer, notModelled } from "./answer.ts";
import type { HttpRedirect } from "./config.ts";
import type { Way } from "./forward.ts";
import { replacedPath } from "./mutations.ts";
import type { Candidate } from "./virtual-services.ts";

const known = [301, 302, 303, 307, 308];

/**
 * A redirect. Without `port` a written host has none, so the scheme's own; the request's host keeps its port
 * (istio/istio:pilot/pkg/networking/core/route/route.go, `ApplyRedirect`).
 */
export function redirect(way: Way, action: HttpRedirect, { entry, match }: Candidate): Decision {
  const { ask } = way;
  if (!known.includes(action.status)) return notModelled(ask, `Envoy knows no redirect of status ${action.status}, so what it runs is not known`);
  const path = action.uri !== null ? ({ kind: "constant", value: action.uri } as const) : action.prefixRewrite !== null ? replacedPath(action.prefixRewrite, match) : ({ kind: "keep" } as const);
  const answered = { status: action.status, scheme: action.scheme, host: action.authority, port: portOf(way, action), path, keepsQuery: action.uri?.includes("?") !== true };
  return answer(ask, "redirect", { route: entry.name, redirect: answered, responseHeaders: entry.response });
}

function portOf(way: Way, { port, scheme, authority }: HttpRedirect): number | null {
  if (typeof port === "number") return port;
  if (port === "request") return scheme === null ? null : way.port;
  if (authority !== null) return scheme === null ? defaultPort(way) : null;
  return scheme === null || way.port === 80 || way.port === 443 ? null : way.port;
}

function defaultPort({ ask }: Way): number {
  return ask.view.test({ dimension: "scheme", predicate: { kind: "exact", value: "https" } }) ? 443 : 80;
}
