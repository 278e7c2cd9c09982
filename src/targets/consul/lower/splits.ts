import type { Backend, Forward, Manifest, Name, Route, Service } from "../../../model/index.ts";
import { shortHash } from "../../object-names.ts";
import { nameText } from "../../../model/name.ts";
import type { Origin } from "../../../source/origin.ts";
import { approximation } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import type { Context } from "./context.ts";
import { labelName, labelText, reference } from "./names.ts";
import { compact, object } from "./piece.ts";
import type { Json } from "./piece.ts";
import { subsetOf } from "./registry.ts";
import { percentages } from "./weights.ts";

/** A service without instances that stands for a split, since a route leads to one service. */
export interface VirtualService {
  readonly name: Name;
  readonly splits: readonly Json[];
  readonly origin: Origin;
}

/** Where a route leads: the fields of its destination, the virtual service it needs, and what differs. */
export interface Led {
  readonly destination: Json;
  readonly virtual: VirtualService | null;
  readonly drafts: readonly Draft[];
}

/** What must be known to tell where a route leads. */
export type LeadContext = Omit<Context, "groups">;

/** A lone backend is the destination; several are split by a virtual service of the route's name. */
export function leadTo(action: Forward, route: Route, service: Service, context: LeadContext): Led {
  const backends = merged(action.backends);
  const [only, ...more] = backends;
  if (only !== undefined && more.length === 0) return { destination: placeOf(only, service.id, context), virtual: null, drafts: [] };
  const { parts, error } = percentages(backends.map(({ weight }) => weight));
  const splits = parts.flatMap(({ index, percent }) => {
    const backend = backends[index];
    return backend === undefined ? [] : [{ weight: percent, ...placeOf(backend, service.id, context) }];
  });
  const name = virtualName(service, route, splits, context);
  const drafts = error === null ? [] : [roundedDraft(route, action, error)];
  return { destination: reference(name, service.id, context.profile), virtual: { name, splits, origin: action.origin }, drafts };
}

/** The same endpoints stand in one entry: a splitter refuses them twice. */
function merged(backends: readonly Backend[]): readonly Backend[] {
  const key = (backend: Backend): string => `${nameText(backend.service)} ${labelText(backend.labels)}`;
  const first = backends.filter((backend, index) => backends.findIndex((each) => key(each) === key(backend)) === index);
  return first.map((backend) => ({ ...backend, weight: backends.filter((each) => key(each) === key(backend)).reduce((sum, { weight }) => sum + weight, 0) }));
}

function placeOf(backend: Backend, from: Name, { profile, registry }: LeadContext): Json {
  return { ...reference(backend.service, from, profile), ...compact({ serviceSubset: subsetOf(registry, backend) ?? undefined }) };
}

/** `order--read`; another service of that name keeps it, and the split gets a name that its content tells. */
function virtualName(service: Service, route: Route, splits: readonly Json[], { registry, model }: LeadContext): Name {
  const plain = labelName(service.id.name, route.name);
  const others = service.ports.flatMap(({ arms }) => arms.map((arm) => arm.route)).filter((each) => each !== route && each.name === route.name);
  const known = [...registry.services.map(({ name }) => name), ...model.inventory.services.map(({ id }) => id)];
  const taken = others.length > 0 || known.some(({ name }) => name === plain);
  return { namespace: service.id.namespace, name: taken ? labelName(plain, shortHash(JSON.stringify(splits))) : plain };
}

function roundedDraft(route: Route, action: Forward, size: NonNullable<Draft["size"]>): Draft {
  return approximation({
    feature: "split",
    field: `route.${route.name}.split`,
    consent: "split",
    route: route.name,
    direction: "different",
    effects: ["shares"],
    size,
    note: "weights are hundredths of a percent, and the proxies round some of them down",
    origin: action.origin,
  });
}

/** The objects of a virtual service: its protocol, which its chain needs, and its splits. */
export function virtualManifests(virtual: VirtualService, protocol: string): readonly Manifest[] {
  const { name, splits, origin } = virtual;
  return [object("ServiceDefaults", name, { protocol }, [origin]), object("ServiceSplitter", name, { splits }, [origin])];
}
