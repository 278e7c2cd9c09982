import base from "./jest.config.mjs";

/** The longer runs: judges that are not ours, large property runs. */
export default { ...base, testMatch: ["**/*.conformance.ts"], testTimeout: 3_000_000 };
