import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Dialect, DialectContext, DialectResult, KubernetesDocument } from "../dialect.ts";
import { advise, adviseStatus } from "./advice/index.ts";
import { isRoute } from "./link/candidate.ts";
import { isGateway, linkGateways } from "./link/gateways.ts";
import { grantTest } from "./link/grants.ts";
import type { Linking } from "./link/linking.ts";
import { linkServices } from "./link/mesh.ts";
import { linkPolicies } from "./link/policies.ts";
import { reportUnreadKinds } from "./link/unread-kinds.ts";
import { experimentalGroup, gatewayGroup } from "./kinds/versions.ts";
import { shapes } from "./kinds/shapes.ts";
import { openObject } from "./read/object.ts";
import { checkRules } from "./rules/check.ts";
import { withoutTwins } from "./read/twins.ts";
import { readSettings } from "./settings.ts";

/** The Gateway API as input: routes of Services (GAMMA) and of Gateways, grants, retry budgets. */
export const gatewayApi: Dialect = {
  name: "gateway-api",
  recognises: (apiVersion) => apiVersion.startsWith(`${gatewayGroup}/`) || apiVersion.startsWith(`${experimentalGroup}/`),
  read,
};

function read(documents: readonly KubernetesDocument[], context: DialectContext): DialectResult {
  const [firstDocument] = documents;
  if (firstDocument === undefined) return { fragments: { services: [], mesh: [], gateways: [] }, diagnostics: [] };
  const found: Diagnostic[] = [];
  const settings = readSettings(context.settings, firstDocument.origin([]), found);
  const opened = documents.map((document) => openObject(document, { channel: settings.channel, defaultNamespace: context.defaultNamespace, shapes }));
  found.push(...opened.flatMap(({ diagnostics }) => diagnostics));
  const distinct = withoutTwins(opened.flatMap(({ object }) => object ?? []));
  const objects = distinct.filter((object) => checkRules(object, settings.channel, found));
  reportUnreadKinds(objects, found);
  const around = { services: context.services, granted: grantTest(objects) };
  const gatewayNames = documents.flatMap(nameOfGateway);
  const linking: Linking = { routes: objects.filter(isRoute), around, regexRank: settings.regexRank, gatewayNames, found };
  const services = [...linkServices(linking), ...linkPolicies(objects, found)];
  const resources = objects.filter(isGateway);
  const gateways = linkGateways(linking, resources);
  advise(objects, resources, linking);
  found.push(...documents.flatMap(adviseStatus));
  return { fragments: { services, mesh: [], gateways }, diagnostics: withoutDoubles(found) };
}

/** Unchecked, since a refused Gateway has a name all the same. */
function nameOfGateway({ kind, value }: KubernetesDocument): readonly string[] {
  const name = (value as { readonly metadata?: { readonly name?: unknown } | null }).metadata?.name;
  return kind === "Gateway" && typeof name === "string" ? [name] : [];
}

/** One route can be read for several places; what is wrong with it is said once. */
function withoutDoubles(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return found.filter(({ code, origin, message }) => {
    const key = JSON.stringify([code, origin.file, origin.start, origin.end, message]);
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}
