/**
 * What may stand at a place of a config entry: anything, a duration (text, or whole nanoseconds), a list, a mapping whose
 * keys people chose, or fields by the names that custom resources have for them.
 */
export type Shape = "any" | "duration" | { readonly list: Shape } | { readonly chosen: Shape } | { readonly fields: Readonly<Record<string, Shape>> };

/** Fields without a shape of their own. */
function plain(...names: readonly string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(names.map((name) => [name, "any"]));
}

function fields(shapes: Readonly<Record<string, Shape>>, ...others: readonly string[]): Shape {
  return { fields: { ...plain(...others), ...shapes } };
}

const edits = fields({ add: { chosen: "any" }, set: { chosen: "any" } }, "remove");
const place = ["service", "serviceSubset", "namespace", "partition"];
const path = ["pathExact", "pathPrefix", "pathRegex"];
const proxy = fields({}, "outboundListenerPort", "dialedDirectly");
const gateway = fields({}, "mode");
const exposed = fields({ paths: { list: fields({}, "listenerPort", "path", "localPathPort", "protocol", "parsedFromCheck") } }, "checks");
const extensions: Shape = { list: fields({}, "name", "required", "arguments", "consulVersion", "envoyVersion") };
const tokens = fields({ providers: { list: fields({ verifyClaims: { list: fields({}, "path", "value") } }, "name") } });
const tls = fields({}, "tlsMinVersion", "tlsMaxVersion", "cipherSuites");

const upstream = fields(
  {
    limits: fields({}, "maxConnections", "maxPendingRequests", "maxConcurrentRequests"),
    passiveHealthCheck: fields({ interval: "duration", baseEjectionTime: "duration" }, "maxFailures", "enforcingConsecutive5xx", "maxEjectionPercent"),
    meshGateway: gateway,
  },
  ...["name", "namespace", "partition", "peer", "protocol", "connectTimeoutMs", "envoyListenerJSON", "envoyClusterJSON", "balanceOutboundConnections"],
);

const serviceDefaults = fields(
  {
    transparentProxy: proxy,
    meshGateway: gateway,
    expose: exposed,
    upstreamConfig: fields({ defaults: upstream, overrides: { list: upstream } }),
    destination: fields({}, "addresses", "port"),
    rateLimits: fields({ instanceLevel: fields({ routes: { list: fields({}, ...path, "requestsPerSecond", "requestsMaxBurst") } }, "requestsPerSecond", "requestsMaxBurst") }),
    envoyExtensions: extensions,
  },
  ...["protocol", "mode", "mutualTLSMode", "externalSNI", "maxInboundConnections", "localConnectTimeoutMs", "localRequestTimeoutMs", "balanceInboundConnections"],
);

const header = ["name", "present", "exact", "prefix", "suffix", "regex", "invert"];
const match = fields({ header: { list: fields({}, ...header) }, queryParam: { list: fields({}, "name", "present", "exact", "regex") } }, ...path, "caseInsensitive", "methods");

const destination = fields(
  { requestTimeout: "duration", idleTimeout: "duration", requestHeaders: edits, responseHeaders: edits },
  ...[...place, "prefixRewrite", "numRetries", "retryOnConnectFailure", "retryOn", "retryOnStatusCodes"],
);

const failover = fields({ targets: { list: fields({}, ...place, "datacenter", "peer") }, policy: fields({}, "mode", "regions") }, ...place, "datacenters", "samenessGroup");

const balancer = fields(
  {
    ringHashConfig: fields({}, "minimumRingSize", "maximumRingSize"),
    leastRequestConfig: fields({}, "choiceCount"),
    hashPolicies: { list: fields({ cookieConfig: fields({ ttl: "duration" }, "session", "path") }, "field", "fieldValue", "sourceIP", "terminal") },
  },
  "policy",
);

const permission = fields({ http: fields({ header: { list: fields({}, ...header, "contains", "ignoreCase") } }, ...path, "methods"), jwt: tokens }, "action");
const legacy = ["precedence", "legacyID", "type", "legacyMeta", "legacyCreateTime", "legacyUpdateTime"];

const source = fields({ permissions: { list: permission } }, "name", "action", "description", "namespace", "partition", "peer", "samenessGroup", ...legacy);

const remoteKeys = fields(
  {
    cacheDuration: "duration",
    retryPolicy: fields({ retryPolicyBackOff: fields({ baseInterval: "duration", maxInterval: "duration" }) }, "numRetries"),
    jwksCluster: fields({ connectTimeout: "duration" }, "discoveryType", "tlsCertificates"),
  },
  ...["uri", "requestTimeoutMs", "fetchAsynchronously", "useSNI"],
);

const provider = fields(
  {
    jsonWebKeySet: fields({ local: fields({}, "jwks", "filename"), remote: remoteKeys }),
    locations: { list: fields({ header: fields({}, "name", "valuePrefix", "forward"), queryParam: fields({}, "name"), cookie: fields({}, "name") }) },
    forwarding: fields({}, "headerName", "padForwardPayloadHeader"),
    cacheConfig: fields({}, "size"),
  },
  ...["issuer", "audiences", "clockSkewSeconds"],
);

const proxyDefaults = fields(
  {
    transparentProxy: proxy,
    meshGateway: gateway,
    expose: exposed,
    accessLogs: fields({}, "enabled", "disableListenerLogs", "type", "path", "jsonFormat", "textFormat"),
    envoyExtensions: extensions,
    failoverPolicy: fields({}, "mode", "regions"),
    prioritizeByLocality: gateway,
  },
  ...["config", "mode", "mutualTLSMode"],
);

const normalization = fields({}, "insecureDisablePathNormalization", "mergeSlashes", "pathWithEscapedSlashesAction", "headersWithUnderscoresAction");

const mesh = fields(
  {
    transparentProxy: fields({}, "meshDestinationsOnly"),
    tls: fields({ incoming: tls, outgoing: tls }),
    http: fields({ incoming: fields({ requestNormalization: normalization }) }, "sanitizeXForwardedClientCert"),
    peering: fields({}, "peerThroughMeshGateways"),
  },
  ...["allowEnablingPermissiveMutualTLS", "validateClusters"],
);

const resolver = fields(
  {
    subsets: { chosen: fields({}, "filter", "onlyPassing") },
    redirect: fields({}, ...place, "datacenter", "peer", "samenessGroup"),
    failover: { chosen: failover },
    connectTimeout: "duration",
    requestTimeout: "duration",
    loadBalancer: balancer,
    prioritizeByLocality: gateway,
  },
  "defaultSubset",
);

const linked = fields({}, "name", "namespace", "caFile", "certFile", "keyFile", "sni", "disableAutoHostRewrite");

/** The kinds of entries that are read, the custom resource that says the same, and its fields (`hashicorp/consul:agent/structs/config_entry.go`). */
export const entryKinds: Readonly<Record<string, { readonly object: string; readonly shape: Shape }>> = {
  "proxy-defaults": { object: "ProxyDefaults", shape: proxyDefaults },
  mesh: { object: "Mesh", shape: mesh },
  "jwt-provider": { object: "JWTProvider", shape: provider },
  "service-defaults": { object: "ServiceDefaults", shape: serviceDefaults },
  "service-resolver": { object: "ServiceResolver", shape: resolver },
  "service-splitter": { object: "ServiceSplitter", shape: fields({ splits: { list: fields({ requestHeaders: edits, responseHeaders: edits }, ...place, "weight") } }) },
  "service-router": { object: "ServiceRouter", shape: fields({ routes: { list: fields({ match: fields({ http: match }), destination }) } }) },
  "service-intentions": { object: "ServiceIntentions", shape: fields({ sources: { list: source }, jwt: tokens }) },
  "terminating-gateway": { object: "TerminatingGateway", shape: fields({ services: { list: linked } }) },
};

/** Kinds of entries that have no part in what happens to a call inside the mesh. */
export const otherKinds: readonly string[] = [
  ...["api-gateway", "bound-api-gateway", "http-route", "tcp-route", "ingress-gateway", "inline-certificate", "file-system-certificate"],
  ...["exported-services", "sameness-group", "control-plane-request-limit", "rate-limit"],
];
