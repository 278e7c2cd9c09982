import type { Question } from "./decision.ts";
import { concreteView } from "./evaluate.ts";
import type { Request } from "./request.ts";

/** The question that one concrete request asks of a reader. */
export function questionOf(request: Request, world: { readonly trustDomain: string }): Question {
  return { entry: request.to, protocol: request.protocol ?? "http", view: concreteView(request, world) };
}
