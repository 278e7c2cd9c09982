import type { PathMatch, Retry, Wish } from "../../../model/index.ts";
import type { FragmentArm } from "../../fragment.ts";

/**
 * `retry.methods` of a gRPC route names RPC methods, which are paths (`/pkg.Service/Method`): one arm with the retry for
 * each of them, then the arm as it was without retry. Paths other than those of `grpc` matches are left alone; they are
 * a finding.
 */
export function splitByRpc(arm: FragmentArm): readonly FragmentArm[] {
  const { retry } = arm.route;
  if (retry === null || retry.value === "none" || retry.value.methods === null) return [arm];
  const { methods } = retry.value;
  const { origin, origins } = retry;
  const repeated: Wish<Retry> = { value: { ...retry.value, methods: null }, origin, ...(origins !== undefined && { origins }) };
  const narrowed = methods.map((method) => narrowedTo(arm.when.path, method, origin));
  const paths = narrowed.filter((path) => path !== null);
  const whole = paths.some((path) => path.value === arm.when.path?.value);
  const retried = paths.map((path): FragmentArm => ({ ...arm, when: { ...arm.when, path }, route: { ...arm.route, retry: repeated } }));
  const rest: FragmentArm = { ...arm, route: { ...arm.route, retry: { value: "none", origin } } };
  return whole ? retried : [...retried, rest];
}

/** The part of a gRPC path condition that is the method; null when it is another method or no gRPC path. */
function narrowedTo(path: PathMatch | null, method: string, origin: PathMatch["origin"]): PathMatch | null {
  if (path === null) return { kind: "template", value: `/{service}/${method}`, origin };
  const [, service = "", called = ""] = path.value.split("/");
  if (called === method) return path;
  if (path.kind !== "template" || called !== "{method}") return null;
  return { ...path, kind: service === "{service}" ? "template" : "exact", value: `/${service}/${method}` };
}
