import type { AccessRule, Identity, MtlsMode, Service, Wish } from "../../model/index.ts";
import type { World } from "../rule.ts";
import { overlaps, without } from "../space/boxes.ts";
import { gridOf } from "../space/grid.ts";
import type { Box } from "../space/grid.ts";
import { anyOf, exactly, methodClauses } from "../space/region.ts";
import type { Region } from "../space/region.ts";
import { identityText, ruleRegions } from "./rule-regions.ts";

/** Which of a caller's requests a service lets in; `by` names the rules or the default that spoke. */
export interface Permission {
  readonly allowed: "all" | "some" | "none";
  readonly by: readonly string[];
  readonly rules: readonly AccessRule[];
}

/** Requests of one caller; no identity is a caller outside the mesh. */
export interface Asked {
  readonly from: Identity | null;
  readonly port: number | null;
  readonly method: string | null;
  readonly path: string | null;
}

/** Who a service is when it calls: its stated identity, else the account that is named like it. */
export function identityOf(service: Pick<Service, "id" | "identity">): Identity {
  return service.identity?.value ?? { namespace: service.id.namespace, serviceAccount: service.id.name };
}

/** The default that decides where no rule speaks: the service's own, its namespace's, the mesh's; null: nobody says, calls are let in. */
export function effectiveDefault(service: Service, world: World): Wish<"allow" | "deny"> | null {
  const inherited = inheritedDefault(service.id.namespace, world);
  return service.access.mode === "audit" ? inherited : (service.access.default ?? inherited);
}

/** The default for whatever states none: the namespace's, else the mesh's. */
export function inheritedDefault(namespace: string, { model }: World): Wish<"allow" | "deny"> | null {
  const scoped = (scope: string | null): Wish<"allow" | "deny"> | null => model.mesh.scopes.find((each) => each.namespace === scope)?.accessDefault ?? null;
  return scoped(namespace) ?? scoped(null);
}

/** Mutual TLS of a service: its own, its namespace's, the mesh's; null: nobody says, both are accepted. */
export function effectiveMtls(service: Service, { model }: World): Wish<MtlsMode> | null {
  const scoped = (namespace: string | null): Wish<MtlsMode> | null => model.mesh.scopes.find((scope) => scope.namespace === namespace)?.mtls ?? null;
  return service.mtls ?? scoped(service.id.namespace) ?? scoped(null);
}

/** Which of the requests a service lets in: deny rules first, then the allow rules where the default is deny. */
export function mayCall(service: Service, asked: Asked, world: World): Permission {
  return permissionsOf(service, [callerRegion(asked, world.model.mesh.trustDomain)], asked.port ?? 80, world)[0] ?? refused;
}

const refused: Permission = { allowed: "none", by: ["default"], rules: [] };

/** The same for several callers; together they cost little more than one. */
export function mayCallEach(service: Service, asked: readonly Asked[], port: number, world: World): readonly Permission[] {
  return permissionsOf(service, asked.map((one) => callerRegion(one, world.model.mesh.trustDomain)), port, world);
}

/** The same for any sets of requests; several at once cost little more than one. */
export function permissionsOf(service: Service, asked: readonly Region[], port: number, world: World): readonly Permission[] {
  const { allow, deny } = service.access.mode === "audit" ? { allow: [], deny: [] } : service.access;
  const { trustDomain } = world.model.mesh;
  const regions = (rules: readonly AccessRule[]) => rules.map((rule) => ruleRegions(rule, trustDomain));
  const [denied, allowed] = [regions(deny), regions(allow)];
  const cut = gridOf([...asked, ...denied.flat(), ...allowed.flat()], port, trustDomain);
  if (!cut.ok) return asked.map(() => ({ allowed: "some", by: [`not decided: ${cut.reason}`], rules: [] }));
  const boxes = cut.grid.boxes.slice(asked.length);
  const taken = boxes.slice(0, denied.flat().length);
  const rules = { allow, deny, taken, takenBy: grouped(taken, denied), given: grouped(boxes.slice(taken.length), allowed), open: effectiveDefault(service, world)?.value !== "deny" };
  return cut.grid.boxes.slice(0, asked.length).map((own) => permissionIn(own, rules));
}

interface Rules {
  readonly allow: readonly AccessRule[];
  readonly deny: readonly AccessRule[];
  readonly taken: readonly Box[];
  readonly takenBy: readonly (readonly Box[])[];
  readonly given: readonly (readonly Box[])[];
  /** What no rule speaks of is let in. */
  readonly open: boolean;
}

function permissionIn(own: Box, { allow, deny, taken, takenBy, given, open }: Rules): Permission {
  const left = remainder([own], taken);
  if (left.length === 0) return { allowed: "none", by: deny.flatMap((rule, index) => (touches(takenBy[index] ?? [], [own]) ? rule.name : [])), rules: [] };
  const isCut = taken.some((box) => overlaps(box, own));
  if (open) return { allowed: isCut ? "some" : "all", by: ["default"], rules: [] };
  const rules = allow.filter((_, index) => touches(given[index] ?? [], left));
  if (rules.length === 0) return refused;
  const whole = !isCut && remainder(left, given.flat()).length === 0;
  return { allowed: whole ? "all" : "some", by: rules.map(({ name }) => name), rules };
}

function callerRegion({ from, port, method, path }: Asked, trustDomain: string): Region {
  const identity = from === null ? { dimension: "identity", any: [{ predicate: { kind: "present" as const }, wanted: false }] } : anyOf("identity", [exactly(identityText(from, trustDomain))]);
  const onPort = port === null ? [] : [anyOf("port", [exactly(`${port}`)])];
  return [identity, ...onPort, ...methodClauses(method === null ? null : [method]), ...(path === null ? [] : [anyOf("path", [exactly(path)])])];
}

function grouped(boxes: readonly Box[], like: readonly (readonly Region[])[]): readonly (readonly Box[])[] {
  let at = 0;
  return like.map((group) => boxes.slice(at, (at += group.length)));
}

function touches(boxes: readonly Box[], others: readonly Box[]): boolean {
  return boxes.some((box) => others.some((other) => overlaps(box, other)));
}

/** What the boxes leave; where there would be too many pieces, one that is certainly there stands for the rest. */
function remainder(start: readonly Box[], taken: readonly Box[]): readonly Box[] {
  return taken.reduce<readonly Box[]>((rest, box) => without(rest, box) ?? rest, start);
}
