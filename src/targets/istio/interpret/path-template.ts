import { quoted } from "./names.ts";

/** What is wrong with a path value that uses `{*}` or `{**}`; null when nothing is (istio/istio:pkg/config/security/security.go). */
export function pathTemplateProblem(path: string): string | null {
  if (!isPathTemplate(path)) return null;
  const segments = path.split("/");
  const last = segments.lastIndexOf("{**}");
  const operator = segments.some((segment, index) => index > last && last >= 0 && segment === "{*}");
  if (operator || segments.indexOf("{**}") !== last) return "where `{**}` must be the last operator";
  const strange = segments.some((segment) => segment !== "{*}" && segment !== "{**}" && /[*{}]/.test(segment));
  return strange ? "where `{*}` and `{**}` must fill a segment and nothing else may use `*`, `{` or `}`" : null;
}

/** Whether a path value is a template. */
export function isPathTemplate(path: string): boolean {
  return path.includes("{*}") || path.includes("{**}");
}

/** The template as a pattern: `{*}` is one segment, `{**}` any path characters, `/` too. */
export function templatePattern(path: string): string {
  return path
    .split("/")
    .map((segment) => (segment === "{*}" ? "[^/]+" : segment === "{**}" ? ".*" : quoted(segment)))
    .join("/");
}
