import type { Name } from "../model/index.ts";
import type { Wish } from "../model/index.ts";
import type { RoutePlace } from "./rule.ts";

const numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** `two tries`, `one try`, `12 tries`; the plural is given where it is not the word with an `s`. */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${numbers[count] ?? count} ${count === 1 ? word : plural}`;
}

/** `a`, `a and b`, `a, b and c`, each as code. */
export function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/** `shop/order`. */
export function nameOf({ namespace, name }: Name): string {
  return `${namespace}/${name}`;
}

/** `route \`read\` of \`shop/order\``, or `the default` for a wish that a MeshPolicy made, once for all that inherit it. */
export function holderOf(wish: Wish<unknown>, place: RoutePlace): string {
  return wish.inherited === true ? "the default" : routeOf(place);
}

/** `route \`read\` of \`shop/order\``. */
export function routeOf({ route, service, gateway }: RoutePlace): string {
  const owner = service === null ? (gateway === null ? null : gateway.gateway.id) : service.id;
  return owner === null ? `route \`${route.name}\`` : `route \`${route.name}\` of \`${nameOf(owner)}\``;
}
