// Random lists, rule sets and pairs of readers in full number.
import "../route-order/brute-force.test.ts";
import "../linkerd/lower/access-closure.test.ts";
import "../verify/brute-force.test.ts";
