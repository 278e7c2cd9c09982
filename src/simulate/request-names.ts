import type { Caller, MeshModel, Name, Request } from "../model/index.ts";
import { groupBy } from "../support/group-by.ts";
import { findService } from "../model/find-service.ts";

/** What was read, or what is wrong with the text. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** What short names are looked up in. */
export interface NameWorld {
  readonly model: MeshModel;
  /** Of names that are in no policy and say no namespace. */
  readonly defaultNamespace: string;
}

/**
 * Reads who calls: `none`, `web`, `shop/web` (a service, which calls under the account its policy declares, else an
 * account), or an account as meshes write it: `shop/sa/web`, `cluster.local/ns/shop/sa/web`.
 */
export function readCaller(text: string, world: NameWorld): Read<Caller | null> {
  if (text === "none") return { ok: true, value: null };
  const account = /^(?:(?:spiffe:\/\/)?([^/]+)\/ns\/)?([^/]+)\/sa\/([^/]+)$/.exec(text);
  if (account !== null) return { ok: true, value: accountCaller(account[1], account[2] ?? "", account[3] ?? "") };
  const name = readName(text, world);
  return name === null ? wrong(`\`${text}\` has to be a service, an account or \`none\``) : { ok: true, value: serviceCaller(name, world.model) };
}

/** Callers without a namespace are at home where the called service is. */
export function callerWorld(to: Request["to"], world: NameWorld): NameWorld {
  return "gateway" in to ? world : { ...world, defaultNamespace: to.namespace };
}

function accountCaller(trustDomain: string | undefined, namespace: string, serviceAccount: string): Caller {
  return { namespace, serviceAccount, ...(trustDomain !== undefined && { trustDomain }) };
}

function serviceCaller(name: Name, model: MeshModel): Caller {
  const service = findService(model, name);
  const identity = service?.identity?.value;
  return {
    namespace: identity?.namespace ?? name.namespace,
    serviceAccount: identity?.serviceAccount ?? name.name,
    service: name.name,
  };
}

/** Reads what is called: `order`, `shop/order`, `shop/order:8080`, or `gateway:infra/public:443/shop.example.com`. */
export function readDestination(text: string, world: NameWorld): Read<{ readonly to: Request["to"]; readonly authority?: string }> {
  const gateway = /^gateway:([^/:]+)\/([^/:]+):(\d{1,5})(?:\/(.+))?$/.exec(text);
  if (gateway !== null) return gatewayDestination(gateway[1] ?? "", gateway[2] ?? "", Number(gateway[3]), gateway[4]);
  const [, name = "", port] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const found = text.startsWith("gateway:") ? null : readName(name, world);
  if (found === null) return wrong(`\`${text}\` has to be \`service\`, \`namespace/service:port\` or \`gateway:namespace/name:port/host\``);
  return { ok: true, value: { to: { namespace: found.namespace, service: found.name, ...(port !== undefined && { port: Number(port) }) } } };
}

function gatewayDestination(namespace: string, name: string, port: number, host: string | undefined): Read<{ readonly to: Request["to"]; readonly authority?: string }> {
  return { ok: true, value: { to: { gateway: { namespace, name }, port, ...(host !== undefined && port === 443 && { sni: host }) }, ...(host !== undefined && { authority: host }) } };
}

/** A bare name is the one service, or else the one account, of that name; several leave it to the default namespace. */
function readName(text: string, { model, defaultNamespace }: NameWorld): Name | null {
  const [, namespace, name = ""] = /^(?:([^/\s:]+)\/)?([^/\s:]+)$/.exec(text) ?? [];
  if (name === "") return null;
  if (namespace !== undefined) return { namespace, name };
  for (const known of namesIn(model)) {
    const found = known.get(name) ?? [];
    const home = found.find((one) => one.namespace === defaultNamespace) ?? (found.length === 1 ? found[0] : undefined);
    if (home !== undefined) return home;
  }
  return { namespace: defaultNamespace, name };
}

type ByName = ReadonlyMap<string, readonly Name[]>;

const remembered = new WeakMap<MeshModel, readonly ByName[]>();

/** Services of policies, Services of the inventory and accounts, each by their bare names; worked out once a model. */
function namesIn(model: MeshModel): readonly ByName[] {
  const known = remembered.get(model);
  if (known !== undefined) return known;
  const lists = [model.services.map(({ id }) => id), model.inventory.services.map(({ id }) => id), model.inventory.accounts];
  const fresh = lists.map((list) => groupBy(list, ({ name }) => name));
  remembered.set(model, fresh);
  return fresh;
}

function wrong<T>(problem: string): Read<T> {
  return { ok: false, problem };
}
