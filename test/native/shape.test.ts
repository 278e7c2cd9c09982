import { findingsOf, policy } from "./support/read-native.ts";

type Case = readonly [spec: string, findings: readonly string[]];

describe("keys that are not known", () => {
  test.each<Case>([
    [
      "prot: 8080",
      [
        "5 MW1020 [prot] unknown key `prot` in `spec` -> did you mean `port`?",
      ],
    ],
    [
      "deadline: 5s",
      [
        "5 MW1020 [deadline] unknown key `deadline` in `spec` -> it belongs in `spec.routes[].deadline`",
      ],
    ],
    [
      "path: /orders",
      [
        "5 MW1020 [path] unknown key `path` in `spec` -> known here: `service`, `port`, `targetPort`, `protocol`, `ports`, `identity`, `versions`, `external`, `calls`, `routes`, `retryBudget`, `circuitBreaker`, `loadBalancing`, `affinity`, `locality`, `failover`, `rateLimit`, `authentication`, `access`, `mtls`, `expose`, `telemetry`, `alerts`, `weightsOwnedBy`, `targets`",
      ],
    ],
    [
      "routes: [{ nam: a, to: order }]",
      [
        "5 MW1020 [nam] unknown key `nam` in route 1 of `routes` -> did you mean `name`?",
      ],
    ],
    [
      "routes: [{ name: a, to: order, timeout: 5s }]",
      [
        "5 MW1020 [timeout] unknown key `timeout` in route `a` -> did you mean `deadline`?",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: [{ path: { prefx: /x } }] }]",
      [
        "5 MW1020 [prefx] unknown key `prefx` in `path` -> did you mean `prefix`?",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: [{ headers: { x-b: { regx: a }, x-c: { not: { not: a } } } }] }]",
      [
        "5 MW1020 [regx] unknown key `regx` in match of `x-b` -> did you mean `regex`?",
        "5 MW1020 [not] unknown key `not` in `not` -> known here: `exact`, `prefix`, `suffix`, `contains`, `regex`, `present`",
      ],
    ],
    [
      "access: { allow: [{ from: [{ principal: web }] }] }",
      [
        "5 MW1020 [principal] unknown key `principal` in subject 1 of `from` -> did you mean `serviceAccount`?",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("values of another type", () => {
  test.each<Case>([
    [
      "port: http",
      [
        "5 MW1021 [http] `port` must be a port number, found `http`",
      ],
    ],
    [
      "port: '8080'",
      [
        "5 MW1021 ['8080'] `port` must be a port number, found `\"8080\"` -> write it without quotes: `8080`",
      ],
    ],
    [
      "port: 8080.5",
      [
        "5 MW1021 [8080.5] `port` must be a port number, found `8080.5`",
      ],
    ],
    [
      "port:",
      [
        "5 MW1021 [port] `port` must be a port number, found nothing",
      ],
    ],
    [
      "service: 5",
      [
        "5 MW1021 [5] `service` must be a name of lower-case letters, digits and dashes, such as `order`, found `5`",
      ],
    ],
    [
      "routes: {}",
      [
        "5 MW1021 [{}] `routes` must be a list, found a mapping -> write it as a list: put `- ` before its first key",
      ],
    ],
    [
      "routes: order",
      [
        "5 MW1021 [order] `routes` must be a list, found `order` -> write it as a list: `[order]`",
      ],
    ],
    [
      "routes: [{ name: a, split: { v1: five, v2: '5' } }]",
      [
        "5 MW1021 [five] weight of `v1` must be a whole number, found `five` -> weights are relative: `v1: 95, v2: 5` sends one call in twenty to v2",
        "5 MW1021 ['5'] weight of `v2` must be a whole number, found `\"5\"` -> write it without quotes: `5`",
      ],
    ],
    [
      "routes: [{ name: a, split: 5 }]",
      [
        "5 MW1021 [5] `split` must be a mapping such as `{ v1: 95, v2: 5 }`, or a list of `{ to, weight }`, found `5`",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: { path: /x } }]",
      [
        "5 MW1021 [{ path: /x }] `match` must be a list, found a mapping -> write it as a list: put `- ` before its first key",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: [{ path: /x, methods: GET, headers: { x-a: 5 } }] }]",
      [
        "5 MW1021 [/x] `path` must be one of `{ exact: /a }`, `{ prefix: /a }`, `{ template: '/a/{id}' }`, `{ regex: '/a/[0-9]+' }`, found `/x`",
        "5 MW1021 [GET] `methods` must be a list, found `GET` -> write it as a list: `[GET]`",
        "5 MW1021 [5] match of `x-a` must be text, or one of `exact`, `prefix`, `suffix`, `contains`, `regex`, `present`, `not`, found `5`",
      ],
    ],
    [
      "retryBudget: { percent: 25% }",
      [
        "5 MW1021 [25%] `percent` must be a number from 0 to 100 with at most two decimals, found `25%` -> write the number alone: `25`",
      ],
    ],
    [
      "mtls: true",
      [
        "5 MW1021 [true] `mtls` must be one of `strict`, `permissive` or `off`, found `true`",
      ],
    ],
    [
      "access: { allow: [{ from: [web] }] }",
      [
        "5 MW1021 [web] subject 1 of `from` must be a mapping, found `web` -> write `{ service: web }`, `{ serviceAccount: batch, namespace: jobs }`, `{ namespace: shop }`, `{ anyAuthenticated: true }`, `{ anyone: true }`, `{ cidr: 10.0.0.0/8 }` or `{ gateway: infra/public }`",
      ],
    ],
    [
      "versions: { v3: { labels: { version: 3 } } }",
      [
        "5 MW1021 [3] label of `version` must be text (numbers and `true` in quotes), found `3` -> write it in quotes: `\"3\"`",
      ],
    ],
    [
      "failover: order",
      [
        "5 MW1021 [order] `failover` must be a list, found `order` -> write it as a list: `[order]`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("keys that are missing", () => {
  test.each<Case>([
    [
      "routes: [{ to: order }]",
      [
        "5 MW1022 [{ to: order }] `name` is missing from route 1 of `routes` -> write `name: read`, for example",
      ],
    ],
    [
      "routes: [{ name: a, to: order, retry: { attempts: 2 } }]",
      [
        "5 MW1022 [retry] `on` is missing from `retry` -> write `on: [connect-failure, gateway-error, 503]`, for example",
      ],
    ],
    [
      "routes: [{ name: a, split: [{ to: v1 }] }]",
      [
        "5 MW1022 [{ to: v1 }] `weight` is missing from share 1 of `split` -> weights are relative: `v1: 95, v2: 5` sends one call in twenty to v2",
      ],
    ],
    [
      "affinity: { cookie: {} }",
      [
        "5 MW1022 [cookie] `name` is missing from `cookie` -> write `name: session`, for example",
      ],
    ],
    [
      "access: { allow: [{ name: a }] }",
      [
        "5 MW1022 [{ name: a }] `from` is missing from access rule `a` -> say who: `{ service: web }`, `{ serviceAccount: batch, namespace: jobs }`, `{ namespace: shop }`, `{ anyAuthenticated: true }`; for everybody write `{ anyone: true }`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("words that are not in the language", () => {
  test.each<Case>([
    [
      "protocol: htp",
      [
        "5 MW1023 [htp] `protocol` must be one of `http`, `http2`, `grpc`, `tls` or `tcp`, found `htp` -> did you mean `http`?",
      ],
    ],
    [
      "loadBalancing: { policy: leastrequest }",
      [
        "5 MW1023 [leastrequest] `policy` must be one of `round-robin`, `random`, `least-request`, `ewma`, `ring-hash` or `maglev`, found `leastrequest` -> did you mean `least-request`?",
      ],
    ],
    [
      "mtls: on",
      [
        "5 MW1023 [on] `mtls` must be one of `strict`, `permissive` or `off`, found `on`",
      ],
    ],
    [
      "circuitBreaker: no",
      [
        "5 MW1023 [no] `circuitBreaker` must be limits, or `none`, found `no`",
      ],
    ],
    [
      "routes: [{ name: a, to: order, retry: never }]",
      [
        "5 MW1023 [never] `retry` must be a retry policy, or `none`, found `never` -> write `{ attempts: 2, on: [connect-failure, gateway-error] }`, for example",
      ],
    ],
    [
      "routes: [{ name: a, to: order, retry: { attempts: 2, on: [gateway-eror] } }]",
      [
        "5 MW1023 [gateway-eror] condition 1 of `on` must be `connect-failure`, `refused-stream`, `reset`, `try-timeout`, `gateway-error`, `5xx`, an HTTP status from 400 to 599, or a gRPC status: `cancelled`, `deadline-exceeded`, `internal`, `resource-exhausted`, `unavailable`, found `gateway-eror` -> did you mean `gateway-error`?",
      ],
    ],
    [
      "routes: [{ name: a, to: order, retry: { attempts: 2, on: [5xx], methods: idempotant } }]",
      [
        "5 MW1023 [idempotant] `methods` must be `idempotent`, `all`, or a list of methods, found `idempotant` -> did you mean `idempotent`?",
      ],
    ],
    [
      "access: { allow: [{ from: [{ anyone: false }] }] }",
      [
        "5 MW1023 [false] `anyone` must be `true`, found `false` -> leave it out when it is not meant",
      ],
    ],
    [
      "rateLimit: { requests: 5, per: 1s, scope: global }",
      [
        "5 MW1023 [global] `scope` must be `instance`, found `global`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("text of another form", () => {
  test.each<Case>([
    [
      "service: Order",
      [
        "5 MW1024 [Order] `service` must be a name of lower-case letters, digits and dashes, such as `order`, found `Order`",
      ],
    ],
    [
      "routes: [{ name: a, to: order, deadline: 5 seconds }]",
      [
        "5 MW1024 [5 seconds] `deadline` must be a duration above zero such as `500ms` or `2s`, or `none`, found `5 seconds` -> write number and unit together (`ms`, `s`, `m` or `h`), or `none` for no limit",
      ],
    ],
    [
      "routes: [{ name: a, to: order, deadline: 0s }]",
      [
        "5 MW1024 [0s] `deadline` must be a duration above zero such as `500ms` or `2s`, or `none`, found `0s` -> write number and unit together (`ms`, `s`, `m` or `h`), or `none` for no limit",
      ],
    ],
    [
      "routes: [{ name: a, to: order, deadline: 1.5ms, idleTimeout: none }]",
      [
        "5 MW1024 [1.5ms] `deadline` must be a duration above zero such as `500ms` or `2s`, or `none`, found `1.5ms` -> write number and unit together (`ms`, `s`, `m` or `h`), or `none` for no limit",
        "5 MW1024 [none] `idleTimeout` must be a duration above zero such as `500ms`, `2s` or `1m30s`, found `none` -> write number and unit together: `ms`, `s`, `m` or `h`",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: [{ methods: [get] }] }]",
      [
        "5 MW1024 [get] method 1 of `methods` must be an HTTP method in capitals such as `GET`, found `get`",
      ],
    ],
    [
      "calls: [Payment]",
      [
        "5 MW1024 [Payment] call 1 of `calls` must be a service such as `payment` or `shop/payment:8080`, or a host such as `api.pay.example`, found `Payment`",
      ],
    ],
    [
      "expose: [{ gateway: infra/public, hosts: ['https://x'], port: 443 }]",
      [
        "5 MW1024 ['https://x'] host name 1 of `hosts` must be a host name in lower case, without scheme, port or path, such as `shop.example.com`, `*.example.com` or `*`, found `https://x`",
      ],
    ],
    [
      "versions: { V1: { service: a } }",
      [
        "5 MW1024 [V1] name in `versions` must be a version name of lower-case letters, digits, dots and dashes, such as `v2`, found `V1`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("numbers out of range", () => {
  test.each<Case>([
    [
      "port: 70000",
      [
        "5 MW1025 [70000] `port` must be from 1 to 65535, found `70000`",
      ],
    ],
    [
      "routes: [{ name: a, split: { v1: -5 } }]",
      [
        "5 MW1025 [-5] weight of `v1` must be at least 0, found `-5` -> weights are relative: `v1: 95, v2: 5` sends one call in twenty to v2",
      ],
    ],
    [
      "routes: [{ name: a, to: order, retry: { attempts: 0, on: [200] } }]",
      [
        "5 MW1025 [0] `attempts` must be from 1 to 100, found `0` -> `attempts` counts retries after the first try; leave `retry` out for none",
        "5 MW1025 [200] condition 1 of `on` must be from 400 to 599, found `200`",
      ],
    ],
    [
      "circuitBreaker: { maxConnections: 0 }",
      [
        "5 MW1025 [0] `maxConnections` must be at least 1, found `0` -> leave the limit out for none; zero means different things to different meshes",
      ],
    ],
    [
      "retryBudget: { percent: 120 }",
      [
        "5 MW1025 [120] `percent` must be a number from 0 to 100 with at most two decimals, found `120`",
      ],
    ],
    [
      "retryBudget: { percent: 10.123 }",
      [
        "5 MW1025 [10.123] `percent` must be a number from 0 to 100 with at most two decimals, found `10.123`",
      ],
    ],
    [
      "calls: [{ to: x, probability: 2 }]",
      [
        "5 MW1025 [2] `probability` must be a number from 0 to 1, found `2`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("nothing where something must be", () => {
  test.each<Case>([
    [
      "routes: []",
      [
        "5 MW1026 [[]] `routes` must not be empty -> leave `routes` out to forward every call",
      ],
    ],
    [
      "routes: [{ name: a, split: {} }]",
      [
        "5 MW1026 [{}] `split` must not be empty -> name at least one version with its weight: `{ v1: 95, v2: 5 }`",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: [{}] }]",
      [
        "5 MW1026 [{}] match entry 1 of `match` must not be empty -> leave `match` out to match every call",
      ],
    ],
    [
      "access: { allow: [{ from: [] }] }",
      [
        "5 MW1026 [[]] `from` must not be empty -> say who: `{ service: web }`, `{ serviceAccount: batch, namespace: jobs }`, `{ namespace: shop }`, `{ anyAuthenticated: true }`; for everybody write `{ anyone: true }`",
      ],
    ],
    [
      "access: { allow: [{ to: [], from: [{ anyone: true }] }] }",
      [
        "5 MW1026 [[]] `to` must not be empty -> leave `to` out to mean every call",
      ],
    ],
    [
      "access: {}",
      [
        "5 MW1026 [{}] `access` must not be empty -> leave `access` out, or fill it",
      ],
    ],
    [
      "versions: { v2: {} }",
      [
        "5 MW1026 [{}] version of `v2` must not be empty -> give the version a `service` of its own, or `labels` of its pods",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("things said twice or against each other", () => {
  test.each<Case>([
    [
      "routes: [{ name: a, to: order, match: [{ methods: [GET, GET] }] }]",
      [
        "5 MW1027 [GET] method 2 of `methods` repeats `GET` -> drop one of the two",
      ],
    ],
    [
      "routes: [{ name: a, to: order, match: [{ path: { prefix: /x, exact: /y } }] }]",
      [
        "5 MW1028 [exact] `path` takes exactly one of `exact`, `prefix`, `template` or `regex`, found `prefix` and `exact`",
      ],
    ],
    [
      "affinity: { header: a, cookie: { name: b } }",
      [
        "5 MW1028 [cookie] `affinity` takes exactly one of `header`, `cookie` or `sourceIp`, found `header` and `cookie`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});
