// Every mutant of every emitted field, not a sample.
import "../verify/mutants.test.ts";
import "../appmesh/mutants.test.ts";
import "../appmesh/api/mutants.test.ts";
import "../linkerd/mutants.test.ts";
import "../gateway-api-target/mutations.test.ts";
import "../consul/lower/mutants.test.ts";
