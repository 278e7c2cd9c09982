import { pathText } from "../../source/path-text.ts";
import type { KubernetesDocument } from "../dialect.ts";
import { readBinding } from "./identity-binding.ts";
import { readMeta } from "./meta.ts";
import { child, placeOf, rootOf } from "./node.ts";
import type { Sink } from "./node.ts";
import { readPortRoute } from "./port-route.ts";
import type { Meta, Resources } from "./resources.ts";
import { readRouteGroup } from "./route-group.ts";
import type { Settings } from "./settings.ts";
import { shapeFindings } from "./shape.diagnostics.ts";
import { readSplit } from "./traffic-split.ts";
import { readTarget } from "./traffic-target.ts";
import { groups, splitApiVersion } from "./versions.ts";
import type { SmiKind, Version } from "./versions.ts";

interface Reading {
  readonly settings: Settings;
  readonly defaultNamespace: string;
  readonly sink: Sink;
}

type Part = { readonly [K in keyof Resources]: Resources[K][number][] };

/** Reads every document into its newest form; what cannot be read is reported and left out. */
export function readResources(documents: readonly KubernetesDocument[], reading: Reading): Resources {
  const resources: Part = { splits: [], groups: [], portRoutes: [], targets: [], bindings: [] };
  const seen = new Map<string, Meta>();
  for (const document of documents) {
    const meta = recognise(document, reading);
    if (meta !== null && isFirst(meta, seen, reading.sink)) add(meta, resources, reading);
  }
  return resources;
}

function isFirst(meta: Meta, seen: Map<string, Meta>, sink: Sink): boolean {
  const first = seen.get(meta.title);
  seen.set(meta.title, first ?? meta);
  if (first === undefined) return true;
  const related = [{ origin: first.origin, note: "defined here first" }];
  sink(shapeFindings["smi-duplicate-object"].report({ at: meta.origin, with: { title: meta.title }, related }));
  return false;
}

function recognise(document: KubernetesDocument, reading: Reading): Meta | null {
  const { kind } = document;
  const { group, version } = splitApiVersion(document.apiVersion);
  const kinds = groups[group] ?? {};
  const versions = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (group === "metrics.smi-spec.io" && versions !== undefined) {
    reading.sink(shapeFindings["smi-metrics-skipped"].report({ at: document.origin(["kind"]), path: "kind", with: { kind } }));
    return null;
  }
  if (versions === undefined) {
    const names = Object.keys(kinds).join(", ");
    reading.sink(shapeFindings["smi-unknown-kind"].report({ at: document.origin(["kind"]), path: "kind", with: { group, kind, kinds: names } }));
    return null;
  }
  if (!(versions as readonly string[]).includes(version)) {
    reportVersion(document, versions, reading.sink);
    return null;
  }
  return readMeta(document, kind as SmiKind, version as Version, reading.defaultNamespace, reading.sink);
}

function reportVersion(document: KubernetesDocument, versions: readonly Version[], sink: Sink): void {
  const node = child(rootOf(document), "apiVersion");
  const parameters = { apiVersion: document.apiVersion, kind: document.kind, versions: versions.join(", ") };
  sink(shapeFindings["smi-unknown-version"].report({ at: placeOf(node), path: pathText(node.path), with: parameters }));
}

function add(meta: Meta, resources: Part, reading: Reading): void {
  const { settings, sink } = reading;
  switch (meta.kind) {
    case "TrafficSplit":
      return addRead(resources.splits, readSplit(meta, sink));
    case "HTTPRouteGroup":
      return addRead(resources.groups, readRouteGroup(meta, settings, sink));
    case "TCPRoute":
    case "UDPRoute":
      return addRead(resources.portRoutes, readPortRoute(meta, sink));
    case "TrafficTarget":
      return addRead(resources.targets, readTarget(meta, sink));
    case "IdentityBinding":
      return addRead(resources.bindings, readBinding(meta, sink));
  }
}

function addRead<T>(list: T[], item: T | null): void {
  if (item !== null) list.push(item);
}
