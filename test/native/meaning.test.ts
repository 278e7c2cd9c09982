import { findingsOf, policy } from "./support/read-native.ts";

type Case = readonly [spec: string, findings: readonly string[]];

describe("where a route leads", () => {
  test.each<Case>([
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, deadline: 2s }]`,
      [
        "6 MW2060 [a] route `a` needs exactly one of `to`, `split`, `redirect`, `respond`, found none -> `to: v1` forwards; `to` with the service's own name forwards to all of it",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, split: { v1: 1 } }]`,
      [
        "6 MW2060 [split] route `a` needs exactly one of `to`, `split`, `redirect`, `respond`, found `to` and `split` -> keep one of them",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, redirect: { path: { full: /x } }, retry: none, mirror: { to: v2 } }]`,
      [
        "6 MW2090 [retry] `retry` does nothing on route `a`, which answers by `redirect` -> drop it, or forward the calls with `to` or `split`",
        "6 MW2090 [mirror] `mirror` does nothing on route `a`, which answers by `redirect` -> drop it, or forward the calls with `to` or `split`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, split: { v1: 0, v2: 0 } }]`,
      [
        "6 MW2061 [{ v1: 0, v2: 0 }] every weight of route `a` is 0 -> give one destination a weight above 0, or write `respond` to refuse the calls on purpose",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, split: { v1: 1, v3: 1 }, mirror: { to: v4 } }]`,
      [
        "6 MW2062 [v3] `order` has no version `v3` -> its versions are `v1` and `v2`; another service is written `namespace/name`",
        "6 MW2062 [v4] `order` has no version `v4` -> its versions are `v1` and `v2`; another service is written `namespace/name`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, split: [{ to: vv1, weight: 1 }] }]`,
      [
        "6 MW2062 [vv1] `order` has no version `vv1` -> its versions are `v1` and `v2`; another service is written `namespace/name`",
      ],
    ],
    [
      "routes: [{ name: a, to: v1 }]",
      [
        "5 MW2062 [v1] `order` has no version `v1` -> no versions are declared; write `order` for the service itself, or `namespace/name` for another one",
      ],
    ],
    [
      "routes: [{ name: a, to: order }, { name: a, to: order }]",
      [
        "5 MW2063 [a] route name `a` is used twice -> give one of the two another name",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("retries", () => {
  test.each<Case>([
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, deadline: 1s, retry: { attempts: 1, on: [5xx], perTryTimeout: 1s } }]`,
      [
        "6 MW2064 [1s] a try may take `1s`, but the whole call ends after `1s` -> lower `perTryTimeout` below `deadline`, or drop it",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, retry: { attempts: 1, on: [connect-failure, 503], perTryTimeout: 1s, backoff: { base: 1s, max: 500ms } } }]`,
      [
        "6 MW2065 [1s] `perTryTimeout` gives up a try, but `connect-failure` or `503` does not retry it -> add `try-timeout` to `on` (`reset`, `gateway-error` and `5xx` cover it too), or drop `perTryTimeout`",
        "6 MW2084 [500ms] the longest pause `500ms` is shorter than the first one, `1s` -> raise `max` or lower `base`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ grpc: { service: a.B } }], retry: { attempts: 1, on: [unavailable] } }]`,
      [
        "6 MW2066 [retry] retries of gRPC route `a` need `methods`: every gRPC call is a POST, so none is idempotent by its method -> write `methods: all`, or the RPC methods that may be repeated, such as `methods: [Get, List]`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ grpc: { service: a.B } }], retry: { attempts: 1, on: [unavailable], methods: [GET] } }]`,
      [
        "6 MW2066 [GET] `GET` is an HTTP method, but this is a gRPC route -> write `methods: all`, or the RPC methods that may be repeated, such as `methods: [Get, List]`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ grpc: { service: a.B } }, { path: { prefix: /x } }], retry: { attempts: 1, on: [unavailable], methods: [Get] } }]`,
      [
        "6 MW2066 [[Get]] RPC methods are named here, but the route matches by `path` -> match with `grpc` instead of `path`, or write `methods: all`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, retry: { attempts: 1, on: [unavailable], methods: [Get] } }]`,
      [
        "6 MW2066 [Get] `Get` is no HTTP method -> methods are written in capitals: `GET`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("patterns, paths and names of headers", () => {
  test.each<Case>([
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { regex: '(a' }, headers: { x-a: { regex: '(?=a)' }, x-b: { not: { regex: '[' } } }, query: { q: { regex: '*' } }, authority: { regex: '+' } }] }]`,
      [
        "6 MW2067 ['(a'] `(a` is no regular expression: missing closing ): `(a` -> mend the pattern; it must match the whole value",
        "6 MW2067 ['(?=a)'] `(?=a)` is no regular expression: invalid or unsupported Perl syntax: `(?=` -> mend the pattern; it must match the whole value",
        "6 MW2067 ['['] `[` is no regular expression: missing closing ]: `[` -> mend the pattern; it must match the whole value",
        "6 MW2067 ['*'] `*` is no regular expression: missing argument to repetition operator: `*` -> mend the pattern; it must match the whole value",
        "6 MW2067 ['+'] `+` is no regular expression: missing argument to repetition operator: `+` -> mend the pattern; it must match the whole value",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: 'orders' } }] }]`,
      [
        "6 MW2068 ['orders'] path `orders` does not start with `/` -> write `/orders`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/a?b' } }] }]`,
      [
        "6 MW2068 ['/a?b'] path `/a?b` has a query -> write the path alone; `query` has conditions on query parameters",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/a#b' } }] }]`,
      [
        "6 MW2068 ['/a#b'] path `/a#b` has a fragment -> browsers keep fragments to themselves; write the path alone",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/a//b' } }] }]`,
      [
        "6 MW2068 ['/a//b'] path `/a//b` has an empty segment -> write single slashes; meshes treat double ones differently",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/a/../b' } }] }]`,
      [
        "6 MW2068 ['/a/../b'] path `/a/../b` has a dot segment -> write the path that `.` and `..` lead to",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/a b' } }] }]`,
      [
        "6 MW2068 ['/a b'] path `/a b` has a blank or a character outside ASCII -> write it percent-encoded, such as `%20`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/%41' } }] }]`,
      [
        "6 MW2068 ['/%41'] path `/%41` encodes `A`, which stands for itself -> write `A`; proxies decode it before they look",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/a%2Fb' } }] }]`,
      [
        "6 MW2068 ['/a%2Fb'] path `/a%2Fb` has an encoded slash -> meshes treat encoded slashes differently; leave them out",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { prefix: '/%zz' } }] }]`,
      [
        "6 MW2068 ['/%zz'] path `/%zz` has a `%` that encodes nothing -> write `%25` for the character itself",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ path: { template: '/a/x{id}' } }] }]`,
      [
        "6 MW2068 ['/a/x{id}'] path `/a/x{id}` has a placeholder that is no whole segment -> a placeholder is a segment of its own: `/orders/{id}`; use `regex` for parts",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ headers: { 'x a': b, ':path': b, Host: c, X-A: d, x-a: e } }] }]`,
      [
        "6 MW2069 ['x a'] `x a` is no name of a header -> a header name is letters, digits and `-`, such as `x-cohort`",
        "6 MW2069 [':path'] `:path` is not a header of the language -> write `path` instead",
        "6 MW2069 [Host] `Host` is not a header of the language -> write `authority` instead",
        "6 MW2070 [x-a] header `x-a` stands here twice -> keep one of the two",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, headers: { request: { set: { X-A: b }, remove: [x-a, host] } } }]`,
      [
        "6 MW2070 [x-a] header `x-a` stands here twice -> keep one of the two",
        "6 MW2069 [host] `host` is not a header of the language -> write `rewrite.authority` instead",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ grpc: { service: a.B }, path: { prefix: /x }, methods: [POST] }] }]`,
      [
        "6 MW2088 [path] `grpc` says method and path already, so `path` cannot stand beside it -> keep one of the two",
        "6 MW2088 [methods] `grpc` says method and path already, so `methods` cannot stand beside it -> keep one of the two",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, rewrite: { path: { prefix: x } } }]`,
      [
        "6 MW2078 [prefix] a new path prefix needs a matched one, but a match of route `a` has no `path: { prefix: … }` -> match by prefix in every entry, or write the whole new path with `full`",
        "6 MW2068 [x] path `x` does not start with `/` -> write `/x`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, cors: { allowOrigins: ['*'], allowCredentials: true, allowHeaders: ['x y'] } }]`,
      [
        "6 MW2087 [true] credentials are allowed for every origin -> name the origins, or drop `allowCredentials`",
        "6 MW2069 ['x y'] `x y` is no name of a header -> a header name is letters, digits and `-`, such as `x-cohort`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("who may call", () => {
  test.each<Case>([
    [
      "access: { default: allow, allow: [{ from: [{ anyone: true }] }] }",
      [
        "5 MW2071 [allow] `default: allow` beside allow rules lets everybody in -> write `default: deny`, or drop the allow rules",
      ],
    ],
    [
      "access: { allow: [{ name: x, from: [{ anyone: true }] }], deny: [{ name: x, from: [{ service: a, gateway: b }, { service: a, namespace: b }] }] }",
      [
        "5 MW2063 [x] rule name `x` is used twice -> give one of the two another name",
        "5 MW2085 [gateway] one caller cannot be `service` and `gateway` at once -> write an entry of its own for each",
        "5 MW2085 [namespace] one caller cannot be `service` and `namespace` at once -> write an entry of its own for each",
      ],
    ],
    [
      "access: { deny: [{ from: [{ cidr: [10.0.0.1/8, ten, 'fd00::/8', 10.0.0.0/33] }] }] }",
      [
        "5 MW2083 [10.0.0.1/8] `10.0.0.1/8` is no block of addresses -> write address and length, such as `10.0.0.0/8` or `fd00::/8`, with zeros after the length",
        "5 MW2083 [ten] `ten` is no block of addresses -> write address and length, such as `10.0.0.0/8` or `fd00::/8`, with zeros after the length",
        "5 MW2083 [10.0.0.0/33] `10.0.0.0/33` is no block of addresses -> write address and length, such as `10.0.0.0/8` or `fd00::/8`, with zeros after the length",
      ],
    ],
    [
      "access: { allow: [{ from: [{ anyone: true }], when: { claims: { a: b } } }] }",
      [
        "5 MW2074 [claims] claims are asked for, but no token is verified here -> add `authentication: { jwt: { provider: … } }`",
      ],
    ],
    [
      `versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ claims: { a: b } }] }]`,
      [
        "6 MW2073 [claims] route `a` asks for claims, but no gateway leads to this service -> add `expose`, or move the claims to `access`, under `when`",
      ],
    ],
    [
      `expose: [{ gateway: g, hosts: ['*'], port: 80, path: { prefix: api } }]
versions: { v1: { service: order-v1 }, v2: { labels: { version: v2 } } }
routes: [{ name: a, to: v1, match: [{ claims: { a: [b, c] } }] }]`,
      [
        "5 MW2068 [api] path `api` does not start with `/` -> write `/api`",
        "7 MW2074 [claims] claims are asked for, but no token is verified here -> add `authentication: { jwt: { provider: … } }`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("ports", () => {
  test.each<Case>([
    [
      `port: 5432
protocol: tcp
routes: [{ name: a, to: order, deadline: 2s, match: [{ methods: [GET] }] }]
access: { allow: [{ from: [{ service: web }], to: [{ path: { prefix: /a } }] }] }`,
      [
        "7 MW2075 [deadline] `deadline` needs HTTP, but the port speaks `tcp` -> drop it, or change the port's `protocol`",
        "7 MW2075 [methods] `methods` needs HTTP, but the port speaks `tcp` -> drop it, or change the port's `protocol`",
        "8 MW2075 [path] `path` needs HTTP, but the port speaks `tcp` -> drop it, or change the port's `protocol`",
      ],
    ],
    [
      `port: 80
routes: [{ name: a, to: order, ports: [81], match: [{ sni: [a.b] }] }]`,
      [
        "6 MW2076 [81] the service has no port `81` -> its ports are `80`",
        "6 MW2075 [sni] `sni` needs a port with protocol `tls` -> match `authority` on HTTP ports",
      ],
    ],
    [
      `ports: [{ port: 80 }, { port: 80 }]
port: 80`,
      [
        "5 MW2077 [80] port `80` stands here twice -> keep one of the two",
        "6 MW2077 [port] `port` stands beside `ports` -> say everything in `ports`",
      ],
    ],
    [
      "protocol: http",
      [
        "5 MW2077 [protocol] `protocol` needs a `port` -> write the port that callers dial",
      ],
    ],
    [
      "routes: [{ name: a, to: order, ports: [80] }]",
      [
        "5 MW2076 [80] the service has no port `80` -> declare the service's `ports` first",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});

describe("the rest", () => {
  test.each<Case>([
    [
      "targets: { istio: { approximate: [{ field: access.deny }], until: 2027-02-30 }, consul: { unenforced: [mtls] }, appmesh: { excluded: true } }",
      [
        "5 MW2079 [access.deny] a consent needs its reason -> add `because`; whoever reviews the policy reads it",
        "5 MW2079 [access.deny] access and mutual TLS are never approximated -> write `unenforced: [access]` or `[mtls]` with `because` and `until`",
        "5 MW2079 [until] `until` is for `unenforced`, which is not here -> drop it",
        "5 MW2072 [2027-02-30] there is no day `2027-02-30` -> write a day of the calendar such as `2027-03-31`",
        "5 MW2079 [unenforced] a consent needs its reason -> add `because`; whoever reviews the policy reads it",
        "5 MW2079 [unenforced] `unenforced` needs the day on which it ends -> add `until`, such as `until: 2027-03-31`",
        "5 MW2079 [excluded] a consent needs its reason -> add `because`; whoever reviews the policy reads it",
      ],
    ],
    [
      `external: { hosts: [a.b] }
versions: { v1: { service: a } }`,
      [
        "6 MW2080 [versions] a service is either `external` or has `versions` -> drop one of the two",
      ],
    ],
    [
      `calls: [{ to: x, routes: [chargee], request: { path: charge } }]
routes: [{ name: charge, to: order }]`,
      [
        "5 MW2081 [chargee] this policy has no route `chargee` -> did you mean `charge`?",
        "5 MW2068 [charge] path `charge` does not start with `/` -> write `/charge`",
      ],
    ],
    [
      "loadBalancing: { policy: maglev }",
      [
        "5 MW2086 [maglev] `maglev` has no key to hash by -> add `affinity`, such as `affinity: { header: x-user }`",
      ],
    ],
    [
      `loadBalancing: { policy: random }
affinity: { header: 'x y' }`,
      [
        "5 MW2086 [random] `random` cannot keep the calls of one key together -> write `ring-hash` or `maglev`, or drop `affinity`",
        "6 MW2069 ['x y'] `x y` is no name of a header -> a header name is letters, digits and `-`, such as `x-cohort`",
      ],
    ],
    [
      "routes: [{ name: a, to: order, fault: { abort: { percent: 1, status: 503 }, until: 2026-13-01 } }]",
      [
        "5 MW2072 [2026-13-01] there is no day `2026-13-01` -> write a day of the calendar such as `2027-03-31`",
      ],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(policy(spec))).toEqual(findings);
  });
});
