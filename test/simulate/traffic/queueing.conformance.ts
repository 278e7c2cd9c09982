import { queueingTests } from "./queueing.ts";

queueingTests(20);
