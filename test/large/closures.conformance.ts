// Random lists and rule sets in full number.
import "../route-order/brute-force.test.ts";
import "../linkerd/lower/access-closure.test.ts";
