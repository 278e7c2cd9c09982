import { callGraph } from "../lint/callgraph/graph.ts";
import { callPaths } from "../lint/callgraph/paths.ts";
import { pathArithmetic } from "../reports/path-arithmetic.ts";
import { fullName, openWorld } from "./analysed-world.ts";
import type { Invocation, Option } from "./command.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";

/** The option of `lint` that answers with arithmetic instead of findings. */
export const explainPathOption: Option = { name: "explain-path", value: "FROM..TO", help: "print tries, time and load along the declared calls, such as web..payment" };

/** Prints the arithmetic of every path of declared calls between two services. Answers the exit code. */
export async function explainPath(asked: string, invocation: Invocation): Promise<number> {
  const opened = await openWorld(invocation);
  if (!opened.ok) return opened.code;
  const graph = callGraph(opened.world);
  const names = graph.nodes.map(({ id }) => id);
  const [from, to] = asked.split("..").map((name) => fullName(name, names));
  if (from == null || to == null) return complain(`\`--explain-path ${asked}\` has to be two services of the graph, such as web..payment; \`meshwright graph\` shows them`, invocation.io);
  const paths = callPaths(graph, from, to);
  if (paths.length === 0) return complain(`no declared calls lead from \`${from}\` to \`${to}\``, invocation.io);
  invocation.io.stdout(pathArithmetic(paths));
  return exit.fine;
}
