import { testJunit } from "./junit.ts";
import type { TestResults } from "./results.ts";
import { testTap } from "./tap.ts";
import { testText } from "./text.ts";

/** Every format of test results; a new one is a file and a line here. */
export const testReports = {
  text: testText,
  json: (results: TestResults): string => `${JSON.stringify(results, null, 2)}\n`,
  junit: testJunit,
  tap: testTap,
} as const;

/** The name of a format. */
export type TestFormat = keyof typeof testReports;
