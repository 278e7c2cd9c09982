import type { Law } from "../../../src/simulate/traffic/law.ts";
import { normalQuantile } from "../../../src/simulate/traffic/random.ts";

/** The expected duration in microseconds. */
export function meanOf(law: Law): number {
  switch (law.kind) {
    case "constant":
      return law.micros;
    case "exponential":
    case "erlang":
    case "hyperexponential":
      return law.mean;
    case "uniform":
      return (law.from + law.to) / 2;
    case "lognormal": {
      const sigma = Math.log(law.p99 / law.median) / normalQuantile(0.99);
      return law.median * Math.exp((sigma * sigma) / 2);
    }
    case "pareto":
      return cappedParetoMean(law.least, law.shape, law.cap);
    case "quantiles":
      return quantilesMean(law.points);
  }
}

/** least + the integral of (least/x)^shape from least to cap. */
function cappedParetoMean(least: number, shape: number, cap: number): number {
  if (shape === 1) return least + least * Math.log(cap / least);
  return least + (least ** shape * (cap ** (1 - shape) - least ** (1 - shape))) / (1 - shape);
}

function quantilesMean(points: readonly { readonly share: number; readonly micros: number }[]): number {
  let sum = 0;
  let before = { share: 0, micros: points[0]?.micros ?? 0 };
  for (const point of points) {
    sum += ((point.share - before.share) * (point.micros + before.micros)) / 2;
    before = point;
  }
  return sum + (1 - before.share) * before.micros;
}
