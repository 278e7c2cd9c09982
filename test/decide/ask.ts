import type { Decision, MeshModel, Request } from "../../src/model/index.ts";
import { questionOf } from "../../src/model/question.ts";
import { fractionText } from "../../src/support/fraction.ts";
import { decide } from "../../src/simulate/decide/index.ts";

/** A GET of `/` by `shop/web` to `shop/order:8080`, with the given parts changed. */
export function request(given: Partial<Request> = {}): Request {
  return { from: { namespace: "shop", serviceAccount: "web" }, to: { namespace: "shop", service: "order", port: 8080 }, method: "GET", path: "/", ...given };
}

/** What the model decides about a request. */
export function ask(model: MeshModel, given: Partial<Request> = {}): Decision {
  return decide(model)(questionOf(request(given), model.mesh));
}

/** Where a decision sends calls: `route:` and the shares, or the outcome with its status. */
export function where(decision: Decision): string {
  const shares = decision.backends.map((backend) => `${backend.version ?? backend.service} ${fractionText(backend.share)}`);
  const rest = [["failed", decision.failed.share], ["refused", decision.refused.share]] as const;
  const others = rest.filter(([, share]) => share.num > 0n).map(([name, share]) => `${name} ${fractionText(share)}`);
  if (decision.outcome !== "forward") return `${decision.outcome} ${decision.status}`;
  return `${decision.route}: ${[...shares, ...others].join(", ")}`;
}
