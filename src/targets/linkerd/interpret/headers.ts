import { canonicalDimension, holds } from "../../../model/evaluate.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import type { Atom, RequestView } from "../../../model/predicate.ts";

/** The request after header changes; an added line is compared for itself, like every line. */
export function withHeaders(view: RequestView, edits: HeaderEdits): RequestView {
  return { test: (atom) => testEdited(view, edits, atom) };
}

function testEdited(view: RequestView, edits: HeaderEdits, atom: Atom): boolean {
  if (atom.dimension === "caller" || atom.dimension === "peer") return view.test(atom);
  const dimension = canonicalDimension(atom.dimension);
  if (!dimension.startsWith("header:")) return view.test(atom);
  const name = dimension.slice("header:".length);
  if (edits.remove.includes(name)) return false;
  if (Object.hasOwn(edits.set, name)) return holds(atom.predicate, edits.set[name] ?? "");
  const added = Object.hasOwn(edits.add, name) ? (edits.add[name] ?? "") : null;
  return view.test(atom) || (added !== null && holds(atom.predicate, added));
}
