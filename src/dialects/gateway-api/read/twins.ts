import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { shapeDiagnostics as say } from "../shape/shape.diagnostics.ts";
import type { GatewayObject } from "./object.ts";

/** Each object once: of two with one kind and name the first stays, and a second that says something else is reported. */
export function withoutTwins(objects: readonly GatewayObject<unknown>[], found: Diagnostic[]): readonly GatewayObject<unknown>[] {
  const first = new Map<string, GatewayObject<unknown>>();
  for (const object of objects) {
    const twin = first.get(object.title);
    if (twin === undefined) first.set(object.title, object);
    else if (JSON.stringify(twin.spec) !== JSON.stringify(object.spec)) found.push(twinFinding(twin, object));
  }
  return [...first.values()];
}

function twinFinding(first: GatewayObject<unknown>, second: GatewayObject<unknown>): Diagnostic {
  const related = [{ origin: first.at(["metadata", "name"]), note: "the other one" }];
  return say["gateway-api-object-twice"].report({ at: second.at(["metadata", "name"]), path: "metadata.name", with: { title: second.title }, related });
}
