import { queueingTests } from "./queueing.ts";

queueingTests(0.2);
