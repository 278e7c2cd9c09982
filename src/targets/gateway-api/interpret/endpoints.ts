import type { InventoryService, Name } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";
import type { Cluster } from "./ask.ts";

/** The endpoints of a Service in the words of what runs. */
export interface Endpoints {
  readonly service: string;
  /** The Service that was named, where it only narrows another one. */
  readonly version: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A Service that runs stands for itself. One that only the manifests have stands for those pods of a Service that takes
 * them in which carry the labels it adds, if its port leads to the same container port. Of several such Services, which all
 * say the same, the one whose name it continues (`order` for `order-v2`) is named, or the widest.
 */
export function endpointsOf(name: Name, port: number, { config, inventory }: Cluster): Endpoints {
  const whole = { service: name.name, version: null, labels: {} };
  const written = config.services.find(({ id }) => sameName(id, name));
  const selector = written?.selector ?? null;
  const target = written?.ports.find((each) => each.port === port)?.targetPort;
  if (selector === null || inventory.services.some(({ id }) => sameName(id, name))) return whole;
  const around = inventory.services.filter((other) => other.id.namespace === name.namespace && takesIn(other, selector)).sort((a, b) => continued(b, name) - continued(a, name) || breadth(a) - breadth(b) || (a.id.name < b.id.name ? -1 : 1));
  const [base] = around;
  const reached = base?.ports.find((each) => each.port === port);
  if (base === undefined || (reached !== undefined && (reached.targetPort ?? port) !== target)) return whole;
  const labels = Object.fromEntries(Object.entries(selector).filter(([key]) => base.selector?.[key] === undefined));
  return { service: base.id.name, version: name.name, labels };
}

function takesIn(other: InventoryService, selector: Readonly<Record<string, string>>): boolean {
  return other.selector !== null && Object.entries(other.selector).every(([key, value]) => selector[key] === value);
}

/** The length of the other's name where this one goes on from it. */
function continued({ id }: InventoryService, name: Name): number {
  return name.name.startsWith(`${id.name}-`) ? id.name.length : 0;
}

function breadth({ selector }: InventoryService): number {
  return Object.keys(selector ?? {}).length;
}
