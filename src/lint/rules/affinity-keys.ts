import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Arm, Service } from "../../model/index.ts";
import { exposingGateway } from "../exposure.ts";
import { fieldOf } from "../place.ts";
import type { Rule, World } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Headers that are the same in all calls of a program, or that proxies take for themselves. */
const sameForAll = new Set([":authority", ":scheme", "host", "accept", "accept-encoding", "connection", "content-type", "te", "transfer-encoding", "upgrade", "user-agent"]);

/** Findings of this lint. */
export const affinityKeyDiagnostics = defineDiagnostics({
  "affinity-key-not-sent": {
    code: "MW3035",
    severity: "warning",
    what: (p: { route: string; service: string; header: string }) => `route \`${p.route}\` of \`${p.service}\` takes calls without \`${p.header}\`, by which \`affinity\` chooses the endpoint`,
    why: "a call without the key goes to an endpoint by chance",
    help: "keep callers together by a header that all of them send",
  },
  "affinity-key-alike": {
    code: "MW3036",
    severity: "warning",
    what: (p: { service: string; header: string }) => `\`affinity\` of \`${p.service}\` goes by \`${p.header}\`, which is the same in all calls of a program`,
    why: "all of them go to one endpoint, and the others stand idle",
    help: "choose a header that tells users apart",
  },
  "affinity-cookie-without-browsers": {
    code: "MW3037",
    severity: "info",
    what: (p: { service: string; cookie: string }) => `the cookie \`${p.cookie}\` keeps nobody with an endpoint of \`${p.service}\`: no gateway exposes it`,
    why: "services do not keep cookies, unless they hand on those of a browser; a call without it goes to an endpoint by chance",
    help: "keep callers together by a header",
  },
});

/** Affinity by something that calls do not carry, or all carry alike. */
export const affinityKeys: Rule = {
  service: (service, world) => {
    const { affinity } = service;
    switch (affinity?.value.kind) {
      case "header":
        return [...alike(service, affinity.value.name), ...notSent(service, affinity.value.name)];
      case "cookie":
        return withoutBrowsers(service, affinity.value.name, world);
      default:
        return [];
    }
  },
};

function alike(service: Service, header: string): readonly Diagnostic[] {
  if (service.affinity === null || !sameForAll.has(header)) return [];
  return [affinityKeyDiagnostics["affinity-key-alike"].report({ at: fieldOf(service.affinity, "header"), with: { service: nameOf(service.id), header } })];
}

/** A route whose condition says that the header is absent. */
function notSent(service: Service, header: string): readonly Diagnostic[] {
  if (service.affinity === null) return [];
  const { affinity } = service;
  const related = [{ origin: affinity.origin, note: "the affinity" }];
  return service.ports.flatMap(({ arms }) => arms.flatMap((arm) => absenceOf(header, arm).map((at) => affinityKeyDiagnostics["affinity-key-not-sent"].report({ at, with: { route: arm.route.name, service: nameOf(service.id), header }, related }))));
}

function absenceOf(header: string, { when, route }: Arm) {
  const absent = when.headers.filter(({ name, match }) => name === header && match.kind === "not" && match.match.kind === "present");
  return route.action.kind === "forward" ? absent.map(({ origin }) => origin) : [];
}

function withoutBrowsers(service: Service, cookie: string, world: World): readonly Diagnostic[] {
  if (service.affinity === null || service.ports.some((port) => exposingGateway(service, port, world) !== null) || isBackendOfGateway(service, world)) return [];
  return [affinityKeyDiagnostics["affinity-cookie-without-browsers"].report({ at: fieldOf(service.affinity, "cookie"), with: { service: nameOf(service.id), cookie } })];
}

/** Gateways may lead past the service's own routes, to its backends. */
function isBackendOfGateway({ id }: Service, { model }: World): boolean {
  const arms = model.gateways.flatMap(({ entries }) => entries.flatMap(({ leads }) => (leads.kind === "arms" ? leads.arms : [])));
  const backends = arms.flatMap(({ route: { action } }) => (action.kind === "forward" ? action.backends : []));
  return backends.some(({ owner, service }) => nameOf(owner ?? service) === nameOf(id));
}
