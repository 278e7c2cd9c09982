import type { DocumentPath, Origin } from "../source/origin.ts";

/** A Kubernetes object as plain data; keys in the order they are printed. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** An object that a back end made, with the places of the policy that caused it, most important first. */
export interface Manifest {
  readonly object: KubernetesObject;
  readonly sources: readonly Origin[];
}

/** An object as an interpreter gets it; `origin` is there when it was read from a file, `textAt` when that can be mended. */
export interface ManifestInput {
  readonly object: KubernetesObject;
  readonly origin?: (path: DocumentPath, part?: "key" | "value") => Origin;
  /** What is written at a place of the file. */
  readonly textAt?: (origin: Origin) => string;
}
