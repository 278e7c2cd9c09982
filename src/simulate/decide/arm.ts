import type { Action, Arm, Cors, Decision, FaultAnswer, MeshModel, PathMatch, Redirect, Route } from "../../model/index.ts";
import { noHeaderEdits } from "../../model/edits.ts";
import { compareFractions, one } from "../../support/fraction.ts";
import { answer, step } from "./answer.ts";
import { entryPath } from "./conditions.ts";
import { isRaw } from "./entry.ts";
import type { Start } from "./entry.ts";
import { forwarded } from "./forward.ts";
import { valuePredicate } from "../../model/condition-predicates.ts";
import { pathEdit } from "./rewrite.ts";
import type { Test } from "./view.ts";

/** Decides by the arm that holds: preflights first, then faults, then the action of its route. */
export function decideArm(arm: Arm, start: Start, test: Test, model: MeshModel): Decision {
  const { route } = arm;
  const matched = step(`route ${route.name} matched`, arm.origin);
  const cors = route.cors?.value ?? null;
  if (cors !== null && isPreflight(cors, test)) {
    const answered = step("cors preflight answered by the proxy", route.cors?.origin ?? null);
    return answer("respond", { status: 200, route: route.name, cors, trace: [matched, answered] });
  }
  const faults = faultsOf(route);
  const aborted = faults.find((fault) => fault.kind === "abort" && compareFractions(fault.share, one) >= 0);
  const decision = aborted?.kind === "abort" ? answer("respond", { status: aborted.status, route: route.name }) : decideAction(route.action, arm, start, test, model);
  const faultSteps = [route.delay, route.abort].flatMap((fault, index) => (fault === null ? [] : [step(index === 0 ? "delay injected" : "abort injected", fault.origin)]));
  return { ...decision, faults, trace: [matched, ...faultSteps, ...decision.trace] };
}

function decideAction(action: Action, arm: Arm, start: Start, test: Test, model: MeshModel): Decision {
  const { route } = arm;
  const match = arm.when.path ?? entryPath(start.entry);
  switch (action.kind) {
    case "forward":
      return forwarded(action, arm, match, start, test, model);
    case "redirect":
      return redirected(action, route, match, test);
    case "respond":
      return answer("respond", { status: action.status, route: route.name, responseHeaders: route.responseHeaders?.value ?? noHeaderEdits, trace: [step(`answered ${action.status} by the proxy`, action.origin)] });
    case "unroutable":
      return answer("unroutable", { status: isRaw(start.protocol) ? null : 404, trace: [step("no route for this caller", action.origin)] });
  }
}

/** The query goes along, unless the new path brings one of its own. */
function redirected(action: Redirect, route: Route, match: PathMatch | null, test: Test): Decision {
  const { status, scheme, host, port } = action;
  const path = pathEdit(action.path, match, test);
  const keepsQuery = !(path.kind === "constant" && path.value.includes("?"));
  return answer("redirect", {
    status,
    route: route.name,
    redirect: { status, scheme, host, port, path, keepsQuery },
    responseHeaders: route.responseHeaders?.value ?? noHeaderEdits,
    trace: [step(`redirected with ${status}`, action.origin)],
  });
}

function isPreflight(cors: Cors, test: Test): boolean {
  return (
    test.text("method", { kind: "exact", value: "OPTIONS" }) &&
    test.text("header:access-control-request-method", { kind: "present" }) &&
    cors.allowOrigins.some((origin) => test.text("header:origin", valuePredicate(origin)))
  );
}

function faultsOf({ delay, abort }: Route): readonly FaultAnswer[] {
  const faults: FaultAnswer[] = [];
  if (delay !== null && delay.value.share.num > 0n) faults.push({ kind: "delay", share: delay.value.share, durationMs: delay.value.durationMs });
  if (abort !== null && abort.value.share.num > 0n) faults.push({ kind: "abort", share: abort.value.share, status: abort.value.status });
  return faults;
}
