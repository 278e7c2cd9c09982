import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** Findings about RoutingTests themselves; whether a test passes is no finding about its text. */
export const routingTestDiagnostics = defineDiagnostics({
  "unreadable-name": {
    code: "MW5100",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    why: "a test of a request that nobody can send would say nothing",
    help: "write a service such as `order` or `shop/order:8080`, an account such as `jobs/sa/batch`, or a gateway such as `gateway:infra/public:443/shop.example.com`",
  },
  "unknown-called-service": {
    code: "MW5101",
    severity: "error",
    what: (p: { name: string; near: string | null }) => `nothing in the input is named \`${p.name}\``,
    why: "the test would be about a service that the policies do not speak of",
    help: (p) => (p.near === null ? "name a service or gateway of the input" : `did you mean \`${p.near}\`?`),
  },
  "unknown-backend": {
    code: "MW5102",
    severity: "error",
    what: (p: { name: string; called: string; near: string | null }) => `\`${p.name}\` is neither a version of ${p.called} nor a service`,
    why: "a share of calls to something unknown could never be right",
    help: (p) => (p.near === null ? "name a version of the called service, or a service" : `did you mean \`${p.near}\`?`),
  },
  "too-many-shares": {
    code: "MW5103",
    severity: "error",
    what: (p: { sum: string }) => `the shares come to ${p.sum} of the calls`,
    why: "no call can go to two places",
    help: "write percentages that come to 100 or, where some calls fail or are refused, to less",
  },
  "same-case-name": {
    code: "MW5104",
    severity: "error",
    what: (p: { name: string; document: string }) => `\`${p.name}\` is the name of two tests in ${p.document}`,
    why: "a report could not say which of them failed",
    help: "give each test a name of its own",
  },
  "same-document-name": {
    code: "MW5105",
    severity: "error",
    what: (p: { document: string }) => `two RoutingTests are named ${p.document}`,
    why: "a report could not say which of them failed",
    help: "give each document a name of its own",
  },
  "caller-without-parts": {
    code: "MW5106",
    severity: "error",
    what: (p: { part: string }) => `a caller with \`${p.part}\` needs a \`serviceAccount\` too`,
    why: "an identity is a namespace and an account",
    help: "write the account, or leave the rest of the identity out",
  },
});
