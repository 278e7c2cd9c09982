import { identityOf, mayCallEach } from "../../lint/access/may-call.ts";
import type { Asked, Permission } from "../../lint/access/may-call.ts";
import type { World } from "../../lint/rule.ts";

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
    const permissions = mayCallEach(service, callers.map(({ asked }) => asked), 80, world);
    return rowOf(to, callers.map(({ name }, index) => ({ from: name, ...(permissions[index] ?? { allowed: "none", by: [], rules: [] }) })));
  });
  return { callers: callers.map(({ name }) => name), rows, isTable: callers.length * rows.length <= mostCells };
}

function callersIn({ model }: World): readonly { readonly name: string; readonly asked: Asked }[] {
  const anyRequest = { port: null, method: null, path: null };
  const services = model.services.filter(({ external }) => external === null).map((service) => ({ name: `${service.id.namespace}/${service.id.name}`, asked: { from: identityOf(service), ...anyRequest } }));
  const gateways = model.gateways.map(({ id, serviceAccount }) => ({ name: `gateway ${id.namespace}/${id.name}`, asked: { from: { namespace: id.namespace, serviceAccount: serviceAccount ?? id.name }, ...anyRequest } }));
  return [...services, ...gateways, { name: "no identity", asked: { from: null, ...anyRequest } }];
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
  const rest = all.filter((name) => !names.includes(name));
  if (rest.length === 0) return "everyone";
  return rest.length < names.length ? `everyone but ${rest.join(", ")}` : names.join(", ");
}
