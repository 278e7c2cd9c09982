import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { apiForm } from "../../../src/targets/appmesh/api/form.ts";
import { appmesh } from "../../../src/targets/appmesh/index.ts";
import { verify } from "../../../src/verify/index.ts";
import { underOneService } from "../../properties/under-one-service.ts";
import { mutantsOf } from "../../verify/mutants.ts";
import { policy as drawn } from "../mutant-policy.ts";
import { api } from "./support.ts";

const policy = underOneService(drawn);

/** Changes without effect on any request of this policy, and why. */
const withoutEffect: readonly (readonly [RegExp, string])[] = [
  [/^1-create-mesh\/mesh\.spec/, "what is written is the default"],
  [/^[35]-\S+\.tags/, "namespace and name stand in the name at AWS too, or matter to people only"],
  [/^2-\S+\.tags\[\]/, "namespace and name stand in the name at AWS too, and one label alone tells the pods apart"],
  [/^2-\S+\.listeners\[\]\.timeout\.http\.(?:perRequest|idle)(?:\.value \+1| removed)$/, "routes have smaller limits"],
  [/clientPolicy\.tls\.enforce (?:removed|turned)$/, "towards STRICT listeners TLS is negotiated all the same"],
  [/(?:headers|weightedTargets)\[\] swapped$/, "lists have no order: priorities have"],
  [/\.routeName longer text$/, "names are for people"],
  [/\.spec\.priority (?:[+-]1|removed)$/, "priorities have gaps, and the last one is last without a number too"],
  [/\.match\.port removed$/, "the router listens on one port only"],
  [/\.weightedTargets\[\]\.port removed$/, "the node listens on one port only"],
  [/\.weightedTargets\[\]\.weight \+1$/, "a lone target gets everything at any weight"],
  [/\.retryPolicy\.(?:maxRetries \+1|tcpRetryEvents(?: removed|\[\] dropped))$/, "a call that never reached a server may always be repeated, or not"],
  [/^4-\S+\.timeout\.(?:perRequest|idle)(?:\.value \+1| removed)$/, "the longest limit stands at the listener too"],
];

test("verify refutes every change of a request, but those without effect", () => {
  const on = api();
  const lowered = appmesh.lower(policy, on);
  expect(lowered.diagnostics.map(({ code }) => code)).toEqual(["MW4500"]);
  const files = apiForm.write(lowered.manifests);
  const world = { inventory: statedInventory(policy), mesh: policy.mesh, profile: on };
  const noticed = (values: readonly unknown[]): boolean => {
    const read = apiForm.read(values.map((value) => ({ value })));
    const { read: reader, diagnostics } = appmesh.interpret(read.manifests, world);
    return read.diagnostics.length + diagnostics.length > 0 || verify(policy, decide(policy), reader, lowered.ledger, { target: "appmesh" }).diagnostics.length > 0;
  };
  const whole = files.map(({ value }) => value);
  expect(noticed(whole)).toBe(false);
  const unseen = files.flatMap(({ path, value }, index) =>
    mutantsOf(value, path).flatMap(({ change, spec }) => {
      return noticed(whole.map((other, place) => (place === index ? (spec as (typeof whole)[number]) : other))) || withoutEffect.some(([pattern]) => pattern.test(change)) ? [] : [change];
    }),
  );
  expect([...new Set(unseen)]).toEqual([]);
});
