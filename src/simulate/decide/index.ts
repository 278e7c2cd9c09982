import type { Decision, Forward, MeshModel, Question, Reader } from "../../model/index.ts";
import { findListed } from "../../model/find-service.ts";
import { answer, step } from "./answer.ts";
import { decideArm } from "./arm.ts";
import { conditionsHold } from "./conditions.ts";
import { entryPlace, isRaw, startOf } from "./entry.ts";
import type { DeadEnd, Start } from "./entry.ts";
import { forwarded } from "./forward.ts";
import { asSent } from "./view.ts";
import type { Test } from "./view.ts";

/**
 * What the model means, as answers to questions. It is pure and total: every question gets a decision on every model,
 * and the request is seen only through the question's view.
 */
export function decide(model: MeshModel): Reader {
  return (question) => decideQuestion(question, model);
}

function decideQuestion(question: Question, model: MeshModel): Decision {
  const test = asSent(question.view);
  const start = startOf(question, test, model);
  if (start.kind !== "start") return deadEnd(start);
  const decision = decideStart(start, test, model);
  const entry = start.entry === null ? null : entryPlace(start.entry);
  return entry === null ? decision : { ...decision, trace: [step(entry.text, entry.at), ...decision.trace] };
}

function deadEnd({ kind, reason, status }: DeadEnd): Decision {
  return answer(kind, { reason, status, trace: [step(reason, null)] });
}

/** The first arm that holds decides; a port without arms forwards; a port whose arms all fail answers 404. */
function decideStart(start: Start, test: Test, model: MeshModel): Decision {
  const arm = start.arms.find((one) => conditionsHold(one.when, start.hop, test));
  if (arm !== undefined) return decideArm(arm, start, test, model);
  if (start.arms.length === 0 && start.fallback !== null) return unrouted(start, start.fallback, test, model);
  return answer("unroutable", { status: isRaw(start.protocol) ? null : 404, trace: [step("no route matched", start.service?.origin ?? null)] });
}

function unrouted(start: Start, fallback: NonNullable<Start["fallback"]>, test: Test, model: MeshModel): Decision {
  const decision = forwarded(fallback, null, null, start, test, model);
  const notes = [...strangers(fallback, model), ...decision.notes];
  return { ...decision, notes, trace: [step("no routes: forwarded to the service", fallback.origin), ...decision.trace] };
}

/** Nothing in the input speaks of the service, so its name may be misspelt. */
function strangers({ backends }: Forward, { inventory }: MeshModel): readonly string[] {
  const unknown = backends.filter(({ owner, service }) => owner === null && findListed(inventory, service) === null);
  return unknown.map(({ service }) => `no policy and no Service in the input is named \`${service.namespace}/${service.name}\`; it is taken to exist`);
}
