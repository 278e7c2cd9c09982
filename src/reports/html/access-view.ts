import { knownCallers } from "../../lint/access/callers.ts";
import { mayCallEach } from "../../lint/access/may-call.ts";
import type { Asked, Permission } from "../../lint/access/may-call.ts";
import type { World } from "../../lint/rule.ts";
import type { Identity, Service } from "../../model/index.ts";
import { groupBy } from "../../support/group-by.ts";

/** Who may call whom. */
export interface AccessView {
  readonly callers: readonly string[];
  readonly rows: readonly AccessRow[];
  /** Whether the page holds the whole matrix as a table; a large one is drawn, and told in lists alone. */
  readonly isTable: boolean;
}

/** What one service lets in. */
export interface AccessRow {
  readonly to: string;
  /** A letter for each caller: `a` all, `s` some, `n` none of its requests. */
  readonly cells: string;
  readonly answers: readonly { readonly from: string; readonly allowed: Permission["allowed"]; readonly by: string }[];
  /** The same in words, by what is allowed; `everyone` and `everyone but` where that is shorter. */
  readonly all: string;
  readonly some: string;
  readonly refused: string;
}

/** Cells that a table of the page has at most. */
const mostCells = 2_500;

/** Asks for every service and gateway, and for callers without identity, what each service lets in. */
export function accessView(world: World): AccessView {
  const callers = callersIn(world);
  const services = world.model.services.filter(({ external }) => external === null);
  const rows = services.map((service) => {
    const to = `${service.id.namespace}/${service.id.name}`;
    return rowOf(to, permissionsFor(service, callers, world));
  });
  return { callers: callers.map(({ name }) => name), rows, isTable: callers.length * rows.length <= mostCells };
}

interface Caller {
  readonly name: string;
  readonly asked: Asked;
}

/** Callers that none of the service's rules can tell apart get one answer. */
function permissionsFor(service: Service, callers: readonly Caller[], world: World): readonly (Permission & { readonly from: string })[] {
  const kindOf = kindsFor(service);
  const groups = [...groupBy(callers, ({ asked }) => kindOf(asked.from))];
  const answers = mayCallEach(service, groups.flatMap(([, [first]]) => first?.asked ?? []), 80, world);
  const byKind = new Map(groups.map(([kind], index) => [kind, answers[index]]));
  return callers.map(({ name, asked }) => ({ from: name, ...(byKind.get(kindOf(asked.from)) ?? { allowed: "none", by: [], rules: [] }) }));
}

/** Rules speak of accounts and namespaces: an identity is what they name of it, or one of all the others. */
function kindsFor({ access }: Service): (identity: Identity | null) => string {
  const subjects = [...access.allow, ...access.deny].flatMap(({ from }) => from.map(({ identity }) => identity));
  const accounts = new Set(subjects.flatMap((one) => (one.kind === "account" ? `${one.namespace}/${one.serviceAccount}` : [])));
  const namespaces = new Set(subjects.flatMap((one) => (one.kind === "namespace" ? one.namespace : [])));
  return (identity) => {
    if (identity === null) return "nobody";
    const account = `${identity.namespace}/${identity.serviceAccount}`;
    if (accounts.has(account)) return `account ${account}`;
    return namespaces.has(identity.namespace) ? `namespace ${identity.namespace}` : "somebody";
  };
}

function callersIn({ model }: World): readonly Caller[] {
  return knownCallers(model).map(({ name, identity }) => ({ name: name ?? "no identity", asked: { from: identity, port: null, method: null, path: null } }));
}

function rowOf(to: string, permissions: readonly (Permission & { readonly from: string })[]): AccessRow {
  const others = permissions.filter(({ from }) => from !== to);
  const words = (allowed: Permission["allowed"]): string => callersText(others.filter((one) => one.allowed === allowed).map(({ from }) => from), others.map(({ from }) => from));
  return {
    to,
    cells: permissions.map(({ allowed }) => allowed.charAt(0)).join(""),
    answers: permissions.map(({ from, allowed, by }) => ({ from, allowed, by: by.join(", ") })),
    all: words("all"),
    some: words("some"),
    refused: words("none"),
  };
}

function callersText(names: readonly string[], all: readonly string[]): string {
  if (names.length === 0) return "nobody";
  const said = new Set(names);
  const rest = all.filter((name) => !said.has(name));
  if (rest.length === 0) return "everyone";
  return rest.length < names.length ? `everyone but ${rest.join(", ")}` : names.join(", ");
}
