// The property test with as many policies as MESHWRIGHT_RUNS says.
import "../properties/istio.test.ts";
