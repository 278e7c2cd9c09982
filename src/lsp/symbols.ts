import type { DocumentSymbol } from "vscode-languageserver/node";
import type { KubernetesDocument } from "../dialects/dialect.ts";
import type { Route } from "../model/index.ts";
import { armPlaces } from "./hovered.ts";
import { rangeOf } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** Kinds by the numbers of the protocol (Language Server Protocol 3.17, SymbolKind): Object and Function. */
const objectKind = 19;
const functionKind = 12;

/** The objects of a file, the routes of each below it. */
export function documentSymbols(file: string, snapshot: Snapshot): readonly DocumentSymbol[] {
  const routes = [...new Set(armPlaces(snapshot.analysis.model).flatMap(({ arms }) => arms.map(({ route }) => route)))].filter(({ origin }) => origin.file === file);
  return snapshot.analysis.documents.filter((document) => document.file.path === file).map((document) => objectSymbol(document, routes, snapshot));
}

function objectSymbol(document: KubernetesDocument, routes: readonly Route[], snapshot: Snapshot): DocumentSymbol {
  const { metadata } = document.value as { readonly metadata?: { readonly name?: unknown } | null };
  const all = document.origin([]);
  const inside = routes.filter(({ origin }) => all.start <= origin.start && origin.end <= all.end);
  return {
    name: typeof metadata?.name === "string" && metadata.name !== "" ? metadata.name : document.kind,
    detail: document.kind,
    kind: objectKind,
    range: rangeOf(all, snapshot),
    selectionRange: rangeOf(document.origin(["metadata", "name"]), snapshot),
    children: inside.map((route) => ({ name: route.name === "" ? "route" : route.name, kind: functionKind, range: rangeOf(route.origin, snapshot), selectionRange: rangeOf(snapshot.analysis.tokenAt(route.origin), snapshot) })),
  };
}
