/** Inputs that several tests share. */

export function split(body: string, version = "v1alpha4", name = "rollout"): string {
  return `apiVersion: split.smi-spec.io/${version}\nkind: TrafficSplit\nmetadata: {name: ${name}, namespace: shop}\nspec:\n${indented(body)}\n---\n`;
}

export function group(matches: string, version = "v1alpha4", name = "routes"): string {
  const flat = version === "v1alpha1" || version === "v1alpha2";
  const list = `matches:\n${matches}`;
  return `apiVersion: specs.smi-spec.io/${version}\nkind: HTTPRouteGroup\nmetadata: {name: ${name}, namespace: shop}\n${flat ? list : `spec:\n${indented(list)}`}\n---\n`;
}

export function tcp(ports: string, name = "ports", kind = "TCPRoute"): string {
  return `apiVersion: specs.smi-spec.io/v1alpha4\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: {matches: {ports: ${ports}}}\n---\n`;
}

export interface TargetOptions {
  readonly version?: string;
  readonly name?: string;
  readonly destination?: string;
  readonly sources?: string;
  readonly port?: string;
}

export function target(rules: string, options: TargetOptions = {}): string {
  const { version = "v1alpha3", name = "web-reads", destination = "order", sources = "web", port } = options;
  const flat = version === "v1alpha1";
  const written = port === undefined ? "" : `, port: ${port}`;
  const accounts = sources.split(" ").map((source) => {
    const [account, namespace = "shop"] = source.split("@");
    return `{kind: ServiceAccount, name: ${account}, namespace: ${namespace}}`;
  });
  const body = `destination: {kind: ServiceAccount, name: ${destination}, namespace: shop${written}}\n${flat ? "specs" : "rules"}: [${rules}]\nsources: [${accounts.join(", ")}]`;
  return `apiVersion: access.smi-spec.io/${version}\nkind: TrafficTarget\nmetadata: {name: ${name}, namespace: shop}\n${flat ? body : `spec:\n${indented(body)}`}\n---\n`;
}

export const groupRule = "{kind: HTTPRouteGroup, name: routes}";
export const tcpRule = "{kind: TCPRoute, name: ports}";

function indented(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}

export const twoBackends = "service: order\nbackends:\n- {service: v1, weight: 90}\n- {service: v2, weight: 10}";
