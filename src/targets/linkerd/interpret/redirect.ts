import type { PathEdit } from "../../../model/edits.ts";
import type { Decision } from "../../../model/index.ts";
import { answer, asks } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { RedirectFilter } from "./config.ts";
import type { Candidate } from "./ranking.ts";

/** The answer of a RequestRedirect (linkerd/linkerd2-proxy:linkerd/http/route/src/http/filter/redirect.rs). */
export function redirect(ask: Ask, { route, rule, match }: Candidate, filter: RedirectFilter, port: number): Decision {
  const { scheme, hostname: host, status } = filter;
  const path = pathOf(ask, filter, match.path?.kind ?? "prefix", match.path?.value ?? "/");
  if (host === null && scheme === null && filter.port === null) ask.note("a place that is the request's own is not redirected to: the call goes on to the backends");
  return answer(ask, "redirect", {
    status,
    route: route.meta.name,
    redirect: { status, scheme, host, port: filter.port ?? (scheme === null ? null : port), path, keepsQuery: filter.path?.kind !== "full" },
    responseHeaders: rule.responseHeaders,
  });
}

/** A prefix is cut off and the rest put behind the value as it is: `/` in place of `/a` gives `//b`. */
function pathOf(ask: Ask, { path }: RedirectFilter, kind: string, value: string): PathEdit {
  if (path === null) return { kind: "keep" };
  if (path.kind === "full") return { kind: "constant", value: path.value };
  if (kind !== "prefix") ask.unsupported("a prefix is replaced where the match is no prefix: 500");
  if (asks(ask.view, "path", { kind: "exact", value })) ask.unsupported("whether a slash is put behind a replaced prefix that is the whole path");
  return { kind: "splice", drop: value === "/" ? 0 : value.length, prepend: path.value };
}
