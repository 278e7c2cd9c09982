import type { Location } from "vscode-languageserver/node";
import { serviceAt } from "./service-reference.ts";
import { rangeOf } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where the service that a word means is described: its policy, its version's entry, or its Kubernetes Service. */
export function definitionAt(file: string, offset: number, snapshot: Snapshot): readonly Location[] {
  const described = serviceAt(file, offset, snapshot)?.described ?? [];
  return described.map((place) => {
    const token = snapshot.analysis.tokenAt(place);
    return { uri: snapshot.uriOf(token.file), range: rangeOf(token, snapshot) };
  });
}
