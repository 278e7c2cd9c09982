import type { Command, Option } from "./command.ts";
import { complain } from "./complain.ts";
import { lintTargetOption } from "./lint-choice.ts";
import { workspaceOptions } from "./workspace.ts";

/** Options that settle how policies are read; which are read is settled by the editor's folders. */
const settling: readonly Option[] = [lintTargetOption, ...workspaceOptions.filter(({ name }) => ["ignore", "namespace", "smi", "config"].includes(name))];

/** Serves an editor, with a library that is loaded for this alone. The library ends the process: with 0 after `shutdown` and `exit`, with 1 when the editor goes away. */
export const command: Command = {
  name: "lsp",
  summary: "serve an editor: findings while typing, where routes go on each target, go to service, quick fixes",
  usage: "[--stdio] [options]",
  description: "Speaks the Language Server Protocol on standard input and output. Reads `policies` of the meshwright.yaml of each folder.",
  options: [
    { name: "stdio", help: "speak on standard input and output, which is the only way there is" },
    { name: "clientProcessId", value: "PID", help: "the editor's process; the server ends with it" },
    ...settling,
  ],
  run: async (invocation) => {
    const [stray] = invocation.positionals;
    if (stray !== undefined) return complain(`\`${stray}\` is not wanted: the editor says which folders it works on`, invocation.io);
    const [{ createConnection }, { serve }] = await Promise.all([import("vscode-languageserver/node"), import("./lsp-session.ts")]);
    serve(createConnection(process.stdin, process.stdout), invocation);
    return new Promise<number>(() => undefined);
  },
};
