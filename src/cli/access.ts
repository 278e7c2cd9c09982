import { knownCallers } from "../lint/access/callers.ts";
import { mayCall } from "../lint/access/may-call.ts";
import type { World } from "../lint/rule.ts";
import { accessReports } from "../reports/access-matrix.ts";
import type { AccessAnswer } from "../reports/access-matrix.ts";
import { fullName, openWorld } from "./analysed-world.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";
import type { Asked } from "./io.ts";
import { workspaceOptions } from "./workspace.ts";

/** Prints who may call whom. */
export const command: Command = {
  name: "access",
  summary: "show who may call which service, and with which requests",
  usage: "[PATHS…] [options]",
  description: "A caller is a service that has a policy, an account as `namespace/account`, or `none` for callers without identity.",
  options: [
    { name: "from", value: "CALLER", help: "only this caller" },
    { name: "to", value: "SERVICE", help: "only this service" },
    { name: "method", value: "METHOD", help: "only requests with this method" },
    { name: "path", value: "PATH", help: "only requests for this path" },
    { name: "format", value: "FORMAT", choices: Object.keys(accessReports), help: "table, json or markdown (default: table)" },
    ...workspaceOptions,
  ],
  run: async (invocation) => {
    const opened = await openWorld(invocation);
    if (!opened.ok) return opened.code;
    const answers = answersFor(invocation, opened.world);
    if (!answers.ok) return complain(answers.problem, invocation.io);
    const format = (invocation.text("format") ?? "table") as keyof typeof accessReports;
    invocation.io.stdout(accessReports[format](answers.value));
    return exit.fine;
  },
};

interface Asker {
  readonly name: string;
  readonly identity: Parameters<typeof mayCall>[1]["from"];
}

function answersFor(invocation: Invocation, world: World): Asked<readonly AccessAnswer[]> {
  const callees = world.model.services.filter(({ external }) => external === null).map((service) => ({ name: `${service.id.namespace}/${service.id.name}`, service }));
  const wanted = invocation.text("to");
  const to = wanted === null ? null : fullName(wanted, callees.map(({ name }) => name));
  if (wanted !== null && to === null) return { ok: false, problem: `\`--to ${wanted}\` has to be a service with a policy, \`namespace/name\` where several have the name` };
  const callers = askers(invocation.text("from"), world);
  if (!callers.ok) return callers;
  const [method, path] = [invocation.text("method"), invocation.text("path")];
  const asked = callees.filter(({ name }) => to === null || name === to);
  const answers = callers.value.flatMap((caller) =>
    asked.flatMap(({ name, service }) =>
      caller.name === name && to === null ? [] : [{ from: caller.name, to: name, permission: mayCall(service, { from: caller.identity, port: null, method, path }, world) }],
    ),
  );
  return { ok: true, value: answers };
}

/** Every service, every gateway and nobody; or the one that was asked for. */
function askers(wanted: string | null, { model }: World): Asked<readonly Asker[]> {
  const all = knownCallers(model).map(({ name, identity }): Asker => ({ name: name ?? "none", identity }));
  if (wanted === null) return { ok: true, value: all };
  const name = fullName(wanted, all.map((asker) => asker.name));
  const known = all.find((asker) => asker.name === name);
  if (known !== undefined) return { ok: true, value: [known] };
  const [, namespace, serviceAccount] = /^([^/\s]+)\/([^/\s]+)$/.exec(wanted) ?? [];
  if (namespace === undefined || serviceAccount === undefined) return { ok: false, problem: `\`--from ${wanted}\` has to be a service with a policy, \`namespace/account\` or \`none\`` };
  return { ok: true, value: [{ name: wanted, identity: { namespace, serviceAccount } }] };
}
