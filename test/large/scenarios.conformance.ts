// Every scenario with the real binary.
import "../e2e/scenarios.test.ts";
