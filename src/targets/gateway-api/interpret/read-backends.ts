import type { BackendRef } from "./config.ts";
import { at, name, refuse, text, whole, written } from "./node.ts";
import type { Node } from "./node.ts";

/** A reference to a backend with defaults; a Service needs its port. */
export function readBackend(node: Node, namespace: string): BackendRef {
  const group = text(at(node, "group")) ?? "";
  const kind = text(at(node, "kind")) ?? "Service";
  const port = whole(at(node, "port"), 1, 65_535);
  const service = group === "" && kind === "Service";
  if (service && port === null) refuse(node, "must name the port of a Service");
  return {
    namespace: text(at(node, "namespace")) ?? namespace,
    name: name(at(node, "name")),
    port,
    weight: written(at(node, "weight")) ? (whole(at(node, "weight"), 0, 1_000_000) ?? 0) : 1,
    problem: service ? null : `backends of kind ${kind} are not modelled`,
  };
}
