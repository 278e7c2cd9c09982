import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { blocksMeet } from "../../support/address-block.ts";
import type { TrapWorld } from "../trap-world.ts";
import { at, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Installation } from "./installation.ts";
import { group } from "./trap-world.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Networks that hold addresses of the cluster itself are not accepted, nor the routes for them (`linkerd/linkerd2:policy-controller/k8s/status/src/index.rs`). */
export function egressTraps(world: TrapWorld, { clusterNetworks }: Installation): readonly Diagnostic[] {
  return world.of(group, "EgressNetwork").flatMap(({ spec, manifest }) =>
    listOf(at(spec, "networks")).flatMap((network) => {
      const cidr = at(network, "cidr");
      const except = listOf(at(network, "except")).map((node) => textOf(node) ?? "");
      const own = clusterNetworks.find((each) => blocksMeet(textOf(cidr) ?? "", except, each));
      return own === undefined ? [] : [say["policy-on-nothing"].report({ at: placeOf(cidr), with: { manifest: titleOf(manifest), why: `\`${own}\` is of the cluster itself, so neither it nor its routes are accepted` } })];
    }),
  );
}
