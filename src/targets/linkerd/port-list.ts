/**
 * The ranges of an annotation such as `25,8000-8090`; what is no port counts for nothing
 * (`linkerd/linkerd2:pkg/util/parsing.go`).
 */
export function portRanges(text: string): readonly (readonly [first: number, last: number])[] {
  return text.split(",").flatMap((part) => {
    const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? [];
    return from === undefined ? [] : [[Number(from), Math.min(Number(to ?? from), 65_535)] as const];
  });
}

/** Whether a port is in the ranges of an annotation. */
export function hasPort(text: string, port: number): boolean {
  return portRanges(text).some(([first, last]) => first <= port && port <= last);
}
