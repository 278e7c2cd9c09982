import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { sameText } from "../trap-world.ts";
import type { Placed } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { endsOf, nameOf } from "./trap-world.ts";
import type { Mesh } from "./trap-world.ts";
import { consulTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What the resolvers of the targets of a split say and do not do there. */
export function splitTraps(mesh: Mesh): readonly Diagnostic[] {
  return mesh.of("ServiceSplitter").flatMap((splitter) => {
    const resolvers = endsOf(mesh, nameOf(splitter), splitter).flatMap((name) => mesh.named("ServiceResolver", name, splitter) ?? []);
    return [...secondKeys(resolvers, splitter), ...resolvers.flatMap((resolver) => deadline(resolver, splitter, mesh))];
  });
}

/** A route takes the first balancer by hash among its targets (`hashicorp/consul:agent/consul/discoverychain/compile.go`). */
function secondKeys(resolvers: readonly Placed[], splitter: Placed): readonly Diagnostic[] {
  const [first, ...rest] = resolvers.filter(({ spec }) => ["ring_hash", "maglev"].includes(textOf(at(spec, "loadBalancer", "policy")) ?? ""));
  if (first === undefined) return [];
  const keys = ({ spec }: Placed): Written => at(spec, "loadBalancer", "hashPolicies");
  const others = rest.filter((each) => isSet(keys(each)) && sameText(keys(each)) !== sameText(keys(first)));
  return others.map((each) => say["second-key-not-used"].report({ at: placeOf(keys(each)), with: { target: nameOf(each), first: nameOf(first), other: titleOf(splitter.manifest) } }));
}

/** A resolver's time counts where the chain begins with it (`hashicorp/consul:agent/xds/routes.go`). */
function deadline(resolver: Placed, splitter: Placed, mesh: Mesh): readonly Diagnostic[] {
  const node = at(resolver.spec, "requestTimeout");
  const routed = ["ServiceRouter", "ServiceSplitter"].some((kind) => mesh.named(kind, nameOf(resolver), resolver) !== null);
  return isSet(node) && !routed ? [shared["field-without-effect"].report({ at: placeOf(node), with: { field: "requestTimeout", does: `calls that come through ${titleOf(splitter.manifest)} do not look at it` } })] : [];
}
