import type { Command } from "./command.ts";

/** Loads a command when it is called for, so that none pays for another. */
export type CommandLoader = () => Promise<{ readonly command: Command }>;

/** Every command by name, in the order of the help; a new one is a file and a line here. */
export const commands: Readonly<Record<string, CommandLoader>> = {
  init: () => import("./init.ts"),
  lint: () => import("./lint.ts"),
  compile: () => import("./compile.ts"),
  route: () => import("./route.ts"),
  test: () => import("./test.ts"),
  simulate: () => import("./simulate.ts"),
  report: () => import("./report.ts"),
  graph: () => import("./graph.ts"),
  access: () => import("./access.ts"),
  targets: () => import("./targets.ts"),
  lsp: () => import("./lsp.ts"),
  explain: () => import("./explain.ts"),
};
