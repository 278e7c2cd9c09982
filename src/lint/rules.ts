import type { Rule } from "./rule.ts";
import { accessReach } from "./rules/access-reach.ts";
import { access } from "./rules/access.ts";
import { affinityKeys } from "./rules/affinity-keys.ts";
import { amplification } from "./rules/amplification.ts";
import { breakers } from "./rules/breakers.ts";
import { callTimes } from "./rules/call-times.ts";
import { declaredCalls } from "./rules/declared-calls.ts";
import { faults } from "./rules/faults.ts";
import { inventoryRule } from "./rules/inventory.ts";
import { lostOrder } from "./rules/lost-order.ts";
import { matchOr } from "./rules/match-or.ts";
import { noBudget } from "./rules/no-budget.ts";
import { noDeadline } from "./rules/no-deadline.ts";
import { noPause } from "./rules/no-pause.ts";
import { noRetryAlert } from "./rules/no-retry-alert.ts";
import { outsideHeaders } from "./rules/outside-headers.ts";
import { outsideServices } from "./rules/outside-services.ts";
import { patterns } from "./rules/patterns.ts";
import { probes } from "./rules/probes.ts";
import { shadowedRoutes } from "./rules/shadowed-routes.ts";
import { sharedVolumes } from "./rules/shared-volumes.ts";
import { splits } from "./rules/splits.ts";
import { triesDoNotFit } from "./rules/tries-do-not-fit.ts";
import { unownedBackends } from "./rules/unowned-backends.ts";
import { unsafeRetries } from "./rules/unsafe-retries.ts";
import { vendorDefaults } from "./rules/vendor-defaults.ts";

/** Every lint; a new one is a file, its page, its cases and a line here. */
export const rules: readonly Rule[] = [
  noDeadline,
  vendorDefaults,
  triesDoNotFit,
  unsafeRetries,
  noBudget,
  noPause,
  faults,
  noRetryAlert,
  shadowedRoutes,
  outsideHeaders,
  matchOr,
  lostOrder,
  patterns,
  splits,
  sharedVolumes,
  affinityKeys,
  access,
  unownedBackends,
  accessReach,
  probes,
  breakers,
  callTimes,
  amplification,
  declaredCalls,
  inventoryRule,
  outsideServices,
];
