import type { Origin } from "../source/origin.ts";
import type { Name } from "./name.ts";
import type { Protocol } from "./request.ts";

/**
 * What is known to run: from plain Kubernetes objects in the input, or stated by policies. Only a `complete` inventory
 * licenses 'does not exist'; in a `partial` one a missing name is unknown.
 */
export interface Inventory {
  readonly completeness: "complete" | "partial";
  readonly services: readonly InventoryService[];
  readonly workloads: readonly Workload[];
  readonly accounts: readonly Name[];
  readonly namespaces: readonly InventoryNamespace[];
}

/** A Kubernetes Service. */
export interface InventoryService {
  readonly id: Name;
  readonly ports: readonly InventoryPort[];
  /** Pod labels it selects; null for a Service without selector. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly type: "ClusterIP" | "Headless" | "NodePort" | "LoadBalancer" | "ExternalName";
  readonly origin: Origin;
}

/** A port of a Kubernetes Service. */
export interface InventoryPort {
  readonly name: string | null;
  readonly port: number;
  /** Container port by number or name; null: the same number. */
  readonly targetPort: number | string | null;
  /** From appProtocol or the port's name; null when neither says. */
  readonly protocol: Protocol | "udp" | null;
  /** `appProtocol` as written; absent or null when it is not. */
  readonly appProtocol?: string | null;
}

/** Pods that run under one template: a Deployment, StatefulSet, DaemonSet or a bare Pod. */
export interface Workload {
  readonly id: Name;
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `default` when the pod template names none. */
  readonly serviceAccount: string;
  readonly ports: readonly { readonly name: string | null; readonly port: number }[];
  readonly replicas: number | null;
  /** Calls of GET by which the kubelet asks whether pods are well; absent: none is known. */
  readonly probes?: readonly Probe[];
  /** Claims of volumes that its containers may write to; absent: none is known. */
  readonly claims?: readonly string[];
  readonly origin: Origin;
}

/** A path that is asked for, on a container port by number or name. */
export interface Probe {
  readonly path: string;
  readonly port: number | string;
}

/** A namespace with its labels. */
export interface InventoryNamespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}
