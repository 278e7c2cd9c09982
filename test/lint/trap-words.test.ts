import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";
import { profileOfTrap, targetOfTrap } from "./traps.ts";

/** The word of the failing example at which each trap of one mesh is found. */
const words: readonly (readonly [code: string, word: string])[] = [
  ["MW3067", "ordr"],
  ["MW3068", "1337"],
  ["MW3069", "INSERT_BEFORE"],
  ["MW3079", "ordr"],
  ["MW3100", '"503"'],
  ["MW3101", "outlierDetection"],
  ["MW3102", "methods"],
  ["MW3103", "order.example.com"],
  ["MW3104", "closed"],
  ["MW3105", "order"],
  ["MW3106", '"*.svc'],
  ["MW3107", "v1"],
  ["MW3108", "consistentHash"],
  ["MW3109", "304"],
  ["MW3110", "corsPolicy"],
  ["MW3111", "v1"],
  ["MW3112", "retryBudget"],
  ["MW3113", "web"],
  ["MW3114", "true"],
  ["MW3115", "order"],
  ["MW3116", "ISTIO_MUTUAL"],
  ["MW3117", "trafficPolicy"],
  ["MW3118", "order"],
  ["MW3119", "shop.example.com"],
  ["MW3120", "shop.example.com"],
  ["MW3121", '"@request'],
  ["MW3122", "TCP"],
  ["MW3123", "HTTP"],
  ["MW3124", "second"],
  ["MW3125", "get"],
  ["MW3126", "order"],
  ["MW3127", "requiredAuthenticationRefs"],
  ["MW3128", "web"],
  ["MW3129", "5xx"],
  ["MW3130", "all"],
  ["MW3131", "all"],
  ["MW3132", "all"],
  ["MW3133", "order"],
  ["MW3134", "order"],
  ["MW3135", "/orders/"],
  ["MW3136", "action"],
  ["MW3137", "order"],
  ["MW3138", "true"],
  ["MW3139", "queue"],
  ["MW3140", "routes"],
  ["MW3141", "8080"],
  ["MW3142", "80"],
  ["MW3143", "order"],
  ["MW3144", "STRICT"],
  ["MW3145", "legacy"],
  ["MW3146", "order"],
  ["MW3147", "true"],
  ["MW3148", "order-v2"],
  ["MW3149", "/internal/"],
  ["MW3150", "order"],
  ["MW3151", "order"],
  ["MW3152", "red"],
  ["MW3153", "9090"],
  ["MW3154", "odrer"],
  ["MW3155", "match"],
  ["MW3156", "5xx"],
  ["MW3157", "60"],
  ["MW3158", "mobile"],
  ["MW3159", "/healthz"],
  ["MW3160", "GET"],
  ["MW3161", "order-new"],
  ["MW3162", "order.shop"],
  ["MW3163", "\"8080,9090\""],
  ["MW3164", "\"*\""],
  ["MW3165", "consecutive"],
  ["MW3166", "order"],
  ["MW3167", "9090"],
  ["MW3168", "\"http://order"],
  ["MW3169", "order"],
  ["MW3190", "maxInboundConnection"],
  ["MW3191", "hashPolicies"],
  ["MW3192", '"Service.Meta.version == v1"'],
  ["MW3193", "jwt"],
  ["MW3194", '"*"'],
  ["MW3195", "web-account"],
];

function example(code: string): string {
  const page = readFileSync(join(__dirname, `../../docs/rules/${code}.md`), "utf8");
  return /^```yaml failing\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "";
}

test.each(words)("%s is found once, at %s", (code, word) => {
  const text = example(code);
  const found = analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target: targetOfTrap(code), version: null, profile: profileOfTrap(code) }).diagnostics;
  const places = found.filter((each) => each.code === code).map(({ origin }) => text.slice(origin.start, origin.end));
  expect(places).toHaveLength(1);
  expect(places[0]?.startsWith(word)).toBe(true);
  expect(places[0]).not.toMatch(/\n|: /);
});
