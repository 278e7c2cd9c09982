import { concreteView } from "../model/evaluate.ts";
import { requestParts } from "../model/request-parts.ts";
import type { Atom, CallerPredicate, Decision, LedgerEntry, MeshModel, Name, Reader, Request, RequestView, TextPredicate } from "../model/index.ts";
import { decideAccess } from "../simulate/decide/access.ts";
import { asSent } from "../simulate/decide/view.ts";
import type { Visit } from "./boxes.ts";
import { compareDecisions } from "./compare.ts";
import type { Comparing, Difference } from "./difference.ts";
import type { ProofEntry } from "./entries.ts";
import { excuseFor } from "./excuse.ts";
import type { Place } from "./excuse.ts";
import { answerTo } from "./space.ts";
import type { Answer } from "./space.ts";
import { requestOf } from "./values.ts";
import type { Values } from "./values.ts";

/** A request on which the readers differ, beyond what the ledger allows. */
export interface Refutation {
  readonly request: Request;
  readonly wanted: Decision;
  readonly got: Decision;
  readonly differences: readonly Difference[];
}

/** Both sides of a comparison, and what of the ledger it leans on. */
export interface Sides {
  readonly model: MeshModel;
  readonly target: string;
  readonly policy: Reader;
  readonly interpreter: Reader;
  readonly ledger: readonly LedgerEntry[];
  /** Entries that excused a difference are added here. */
  readonly used: Set<LedgerEntry>;
}

/** Puts one request to both readers, and records every question that the answer rests on. */
export function visitRequest(entry: ProofEntry, sides: Sides, values: Values): Visit<Refutation> {
  const { universe } = entry;
  const request = requestOf(universe.entry, values);
  const answers = new Map<string, Answer>();
  const view = recording(concreteView(request, { trustDomain: universe.trustDomain }), answers);
  const question = { entry: request.to, protocol: universe.entry.protocol, view };
  const [wanted, got] = [sides.policy(question), sides.interpreter(question)];
  const unsupported = [wanted, got].find(({ outcome }) => outcome === "unsupported");
  if (unsupported !== undefined) return { answers: [...answers.values()], finding: null, open: unsupported.reason ?? "not modelled" };
  const open: string[] = [];
  const all = compareDecisions(wanted, got, comparingOn(request, view, answers, open));
  const differences = all.filter((difference) => !excused(difference, entry, { wanted, got }, sides, view));
  const finding = differences.length === 0 ? null : { request, wanted, got, differences };
  return { answers: [...answers.values()], finding, open: open[0] ?? null };
}

/** A view that writes down every question and its answer, so that a sweep knows what an answer rests on. */
export function recording(view: RequestView, answers: Map<string, Answer>): RequestView {
  return {
    test: (atom) => {
      const answer = answerTo(atom, view.test(atom));
      answers.set(answer.key, answer);
      return answer.answer;
    },
  };
}

/** What the comparison of two answers to one request may ask; what it asks of the view is recorded there. */
export function comparingOn(request: Request, view: RequestView, answers: ReadonlyMap<string, Answer>, open: string[]): Comparing {
  const parts = requestParts(request);
  const path = parts.path ?? "";
  const authority = parts.authority ?? "";
  const pin = (dimension: "path" | "authority" | "scheme", value: string): boolean => view.test({ dimension, predicate: { kind: "exact", value } });
  return {
    path,
    authority,
    scheme: parts.scheme,
    port: request.to.port ?? 80,
    pinPath: (characters) => {
      if (characters === "all" || characters >= path.length) pin("path", path);
      else if (characters > 0) view.test({ dimension: "path", predicate: { kind: "prefix", value: path.slice(0, characters) } });
    },
    pinAuthority: () => void pin("authority", authority),
    pinScheme: () => void pin("scheme", parts.scheme),
    pathIsPinned: () => [...answers.values()].some(({ atom, answer }) => answer && isExactPath(atom)),
    leaveOpen: (reason) => void open.push(reason),
  };
}

function isExactPath(atom: Atom): boolean {
  return atom.dimension === "path" && atom.predicate.kind === "exact" && atom.predicate.ignoreCase !== true;
}

function excused(difference: Difference, entry: ProofEntry, answers: Answers, sides: Sides, view: RequestView): boolean {
  const found = excuseFor(difference, placeOf(entry.universe.entry.point, entry.service, answers, sides, view), sides.ledger);
  if (found !== null) sides.used.add(found);
  return found !== null;
}

type Answers = Pick<Refutation, "wanted" | "got">;

/** What the differences of two answers to one request are about: `asked` is the service or the gateway that was called. */
export function placeOf(point: EntryPoint, asked: Name, { wanted, got }: Answers, { model, target }: Pick<Sides, "model" | "target">, view: RequestView): Place {
  const caller = (predicate: CallerPredicate): boolean => view.test({ dimension: "caller", predicate });
  const claim = (name: string, predicate: TextPredicate): boolean => view.test({ dimension: `claim:${name}`, predicate });
  return { target, services: [asked, ...ownersOf(model, wanted)], route: wanted.route, reason: got.reason, caller, claim, refuses: refusalsOf(point, model, view) };
}

type EntryPoint = Request["to"];

/** Asks the policy's own rules about the request as sent, so that the questions are recorded with the proof. */
function refusalsOf(point: EntryPoint, model: MeshModel, view: RequestView): (service: Name) => boolean {
  if ("gateway" in point) return () => false;
  return ({ namespace, name }) => {
    const owner = model.services.find(({ id }) => id.namespace === namespace && id.name === name) ?? null;
    const place = { owner, namespace, port: point.port ?? owner?.ports[0]?.port ?? 0 };
    return !decideAccess(place, { kind: "caller" }, asSent(view), model).allowed;
  };
}

/** The services that the answer's backends and mirrors belong to. */
function ownersOf(model: MeshModel, decision: Decision): readonly Name[] {
  const answering = [...decision.backends, ...decision.mirrors];
  const owners = model.services.filter((service) =>
    answering.some((backend) =>
      [service.id, ...service.versions.map((version) => version.service)].some((name) => name.namespace === backend.namespace && name.name === backend.service),
    ),
  );
  return owners.map((service) => service.id);
}
