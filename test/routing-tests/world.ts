import { inFolder, shop } from "../route/world.ts";
import type { Ran } from "../route/world.ts";

/** A RoutingTest in the folder of the shop: tests, or with `always:` properties, as they stand below `spec`. */
export function routingTest(spec: string): string {
  return `apiVersion: meshwright.dev/v1alpha1\nkind: RoutingTest\nmetadata: { name: t, namespace: shop }\nspec:\n${spec}`;
}

/** Runs `meshwright test` over the shop, or other policies, and a RoutingTest. */
export function testing(spec: string, argv: readonly string[] = [], policies = shop): Promise<Ran> {
  return inFolder({ "shop.yaml": policies, "tests.yaml": routingTest(spec) }, ["test", ".", "--on", "policy", ...argv]);
}

/** One test, in flow style. */
export function oneTest(request: string, expect: string): string {
  return `  tests:\n    - { name: it, request: { ${request} }, expect: { ${expect} } }\n`;
}
