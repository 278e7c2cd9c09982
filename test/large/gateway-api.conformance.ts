// The property test with as many policies as MESHWRIGHT_RUNS says.
import "../gateway-api-target/property.test.ts";
