import { anything, choice, experimental, integer, list, object, openObject, optional, required, text } from "../shape/shape.ts";
import type { Infer, TextForm } from "../shape/shape.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const nameForm: TextForm = { pattern: new RegExp(`^${label}$`), says: "lower-case letters, digits and inner hyphens" };
const subdomainForm: TextForm = { pattern: new RegExp(`^${label}(\\.${label})*$`), says: "lower-case DNS labels joined by dots" };
const hostnameForm: TextForm = {
  pattern: new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`),
  says: "a lower-case DNS name, with at most a first label `*`",
};
const groupForm: TextForm = { pattern: new RegExp(`^$|^${label}(\\.${label})*$`), says: "empty or lower-case DNS labels joined by dots" };
const kindForm: TextForm = { pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, says: "a kind such as `Service`" };
const tokenForm: TextForm = { pattern: /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/, says: "a header name without blanks, colons or slashes" };
const durationForm: TextForm = {
  pattern: /^(?:[0-9]{1,5}(?:ms|h|m|s)){1,4}$/,
  says: "one to four numbers of at most 5 digits with `h`, `m`, `s` or `ms`, such as `1m30s`",
};

/** Scalars that many kinds share, with the bounds of `kubernetes-sigs/gateway-api:apis/v1/shared_types.go`. */
export const namespaceName = text(1, 63, nameForm);
export const objectName = text(1, 253);
export const sectionName = text(1, 253, subdomainForm);
export const hostname = text(1, 253, hostnameForm);
export const preciseHostname = text(1, 253, subdomainForm);
export const group = text(0, 253, groupForm);
export const kind = text(1, 63, kindForm);
export const headerName = text(1, 256, tokenForm);
export const port = integer(1, 65535);
/** `kubernetes-sigs/gateway-api:geps/gep-2257/index.md`: no fraction, no sign, no bare number. */
export const duration = text(1, 44, durationForm);

const parentRef = object({
  group: optional(group),
  kind: optional(kind),
  namespace: optional(namespaceName),
  name: required(objectName),
  sectionName: optional(sectionName),
  port: optional(port),
});

/** Fields of every route (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`, CommonRouteSpec). */
export const commonRouteFields = {
  parentRefs: optional(list(parentRef, 0, 32)),
  useDefaultGateways: experimental(choice("All", "None")),
} as const;

/** A reference to something that answers calls; weight and filters come with lists of them. */
export const backendObject = {
  group: optional(group),
  kind: optional(kind),
  namespace: optional(namespaceName),
  name: required(objectName),
  port: optional(port),
} as const;

export const weight = integer(0, 1_000_000);

/** Looked into for names of before only: the whole stanza cannot be read. */
export const sessionPersistenceSpec = openObject({ sessionName: optional(anything), cookieConfig: optional(anything), idleTimeout: optional(anything) });
export const sessionPersistence = experimental(sessionPersistenceSpec);
/** What `sessionPersistence` holds, in the words of any release. */
export type SessionPersistence = Infer<typeof sessionPersistenceSpec>;

/** An entry of `parentRefs`, defaults not filled in. */
export type ParentRef = Infer<typeof parentRef>;
const plainBackend = object({ ...backendObject, weight: optional(weight) });
/** A backendRef without filters. */
export const backendRef = plainBackend;
/** A reference to something that answers calls, defaults not filled in. */
export type BackendObject = Infer<typeof plainBackend>;
