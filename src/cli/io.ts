/** The world as commands see it, so that a test can hand them another one. */
export interface Io {
  /** Data; what a machine format says and nothing else. */
  readonly stdout: (text: string) => void;
  /** Talk: summaries, hints, what is wrong with the call. */
  readonly stderr: (text: string) => void;
  /** All of standard input. */
  readonly stdin: () => Uint8Array;
  /** Absolute; paths of the command line are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal. */
  readonly isTty: boolean;
  readonly now: () => Date;
  /** Text of a file that is part of the package, such as `docs/rules/MW1001.md`; null when there is none. */
  readonly packageFile: (path: string) => string | null;
}

/** Exit codes: fine, findings (or a check that failed), wrong use or configuration, a fault of our own. */
export const exit = { fine: 0, findings: 1, usage: 2, fault: 3 } as const;

/** The result of something that a user may have asked for wrongly; `problem` is shown, and the exit code is 2. */
export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Wrong use: what is wrong, and perhaps what to do. */
export function refuse<T>(problem: string): Asked<T> {
  return { ok: false, problem };
}

/** Colour where a person looks on: a terminal, unless `NO_COLOR` is set (no-color.org); `FORCE_COLOR` insists. */
export function wantsColour(io: Io): boolean {
  if ((io.env["NO_COLOR"] ?? "") !== "") return false;
  return io.isTty || !["", "0"].includes(io.env["FORCE_COLOR"] ?? "");
}
