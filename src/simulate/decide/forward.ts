import type { Arm, BackendRef, BackendShare, Decision, Forward, MeshModel, PathMatch, Retry, Route, Service, TraceStep } from "../../model/index.ts";
import { findService } from "../../model/find-service.ts";
import { noHeaderEdits } from "../../model/edits.ts";
import { durationText } from "../../support/duration.ts";
import { fractionText, one, sameFraction } from "../../support/fraction.ts";
import { remembered } from "../../support/remember.ts";
import { decideAccess } from "./access.ts";
import type { Verdict } from "./access.ts";
import { answer, step } from "./answer.ts";
import { methodHolds } from "./conditions.ts";
import type { Start } from "./entry.ts";
import { pathEdit } from "./rewrite.ts";
import { settingsOf } from "./settings.ts";
import { accessOf, draw, endpoints, endsOf, mirrorShares } from "./split.ts";
import type { Drawn } from "./split.ts";
import { asForwarded } from "./view.ts";
import type { Test } from "./view.ts";

/** Decides a call that goes on to backends: upstream request, shares, access at each backend and mirror, timing. */
export function forwarded(forward: Forward, arm: Arm | null, match: PathMatch | null, start: Start, test: Test, model: MeshModel): Decision {
  const route = arm?.route ?? null;
  const upstream = upstreamOf(route, match, test);
  const after = asForwarded(test, upstream);
  const known = knownIn(model);
  const judge = (backend: BackendRef): Verdict => decideAccess({ owner: known(backend).owner, namespace: backend.service.namespace, port: backend.port }, start.hop, after, model);
  const drawn = draw(forward).map(({ backend, share: part }) => ({ backend, share: part, verdict: judge(backend) }));
  const retry = route === null ? null : retryFor(route, start, test);
  const { outcome, status, access, backends, failed, refused } = endsOf(drawn, (each) => share(each, each.verdict, known(each.backend).settings));
  return answer(outcome, {
    status,
    access,
    backends,
    failed,
    refused,
    route: route?.name ?? null,
    upstream,
    responseHeaders: route?.responseHeaders?.value ?? noHeaderEdits,
    mirrors: route === null ? [] : mirrorShares(route.mirrors, judge),
    deadlineMs: route?.deadlineMs?.value ?? null,
    perTryTimeoutMs: retry?.perTryTimeoutMs ?? null,
    idleTimeoutMs: route?.idleTimeoutMs?.value ?? null,
    retries: retry === null ? null : { attempts: retry.attempts, on: retry.on, events: retry.events, backoffMs: retry.backoffMs },
    retryBudget: budgetOf(start.service),
    cors: route?.cors?.value ?? null,
    trace: [...splitSteps(forward), ...drawn.map(accessStep), ...(route === null ? [] : timeSteps(route)), ...(route === null || retry === null ? [] : retrySteps(route))],
    notes: notesFor(drawn, retry, start, test),
  });
}

function upstreamOf(route: Route | null, match: PathMatch | null, test: Test): Decision["upstream"] {
  const headers = route?.requestHeaders?.value ?? noHeaderEdits;
  const rewrite = route?.rewrite ?? null;
  return { path: pathEdit(rewrite?.path ?? null, match, test), authority: rewrite?.authority?.value ?? headers.set["host"] ?? null, headers };
}

/** What of a backend is the same for every call. */
interface Known {
  readonly owner: Service | null;
  readonly settings: BackendShare["settings"];
}

const knownIn = remembered((model: MeshModel) =>
  remembered((backend: BackendRef): Known => {
    const owner = backend.owner === null ? null : findService(model, backend.owner);
    return { owner, settings: settingsOf(owner, backend.service.namespace, model) };
  }),
);

function share({ backend, share: part }: Drawn, verdict: Verdict, settings: BackendShare["settings"]): BackendShare {
  const { namespace, service, version, labels, port } = endpoints(backend);
  return { namespace, service, version, labels, port, share: part, access: accessOf(verdict), settings };
}

/** Retries of this call: none when its method is not among those that are repeated. */
function retryFor(route: Route, start: Start, test: Test): Retry | null {
  const retry = route.retry?.value ?? null;
  if (retry === null || retry.attempts < 1) return null;
  return start.protocol === "grpc" ? (rpcHolds(retry.methods, test) ? retry : null) : methodHolds(retry.methods, test) ? retry : null;
}

/** On a gRPC port methods are names of RPCs, the last segment of the path; every call is a POST. */
function rpcHolds(methods: readonly string[] | null, test: Test): boolean {
  return methods === null || methods.some((name) => (name === "POST" ? methodHolds([name], test) : test.text("path", { kind: "suffix", value: `/${name}` })));
}

function budgetOf(service: Service | null): Decision["retryBudget"] {
  const budget = service?.retryBudget?.value ?? null;
  return budget === null ? null : { kind: "window", ...budget };
}

const splitSteps = remembered((forward: Forward) => draw(forward).map(splitStep));

function splitStep({ backend, share: part }: Drawn): TraceStep {
  const portion = sameFraction(part, one) ? "everything" : fractionText(part);
  return step(`${portion} to ${nameOf(backend)}${backend.existence === "missing" ? ", which does not exist" : ""}`, backend.origin);
}

function nameOf(backend: BackendRef): string {
  return backend.version ?? `${backend.service.namespace}/${backend.service.name}:${backend.port}`;
}

function accessStep({ backend, verdict }: Drawn & { readonly verdict: Verdict }): TraceStep {
  return step(`${nameOf(backend)} ${verdict.allowed ? "admits" : "refuses"} the caller${verdict.by === null ? "" : ` by ${verdict.by}`}`, verdict.at);
}

const timeSteps = remembered(({ deadlineMs: deadline }: Route): readonly TraceStep[] =>
  deadline === null ? [] : [step(`deadline ${durationText(deadline.value)}${deadline.inherited === true ? ", inherited" : ""}`, deadline.origin)],
);

const retrySteps = remembered(({ retry }: Route): readonly TraceStep[] =>
  retry === null ? [] : [step(`up to ${retry.value.attempts} retries${retry.inherited === true ? ", inherited" : ""}`, retry.origin)],
);

function notesFor(drawn: readonly (Drawn & { readonly verdict: Verdict })[], retry: Retry | null, start: Start, test: Test): readonly string[] {
  const notes: string[] = [];
  if (retry !== null && drawn.length > 1) notes.push("whether a retry draws another backend is left to the mesh");
  if (start.hop.kind === "caller" && start.arms.length > 0 && !test.caller({ kind: "authenticated" })) {
    notes.push("routes hold for callers with a proxy; one without reaches the service directly");
  }
  return notes;
}
