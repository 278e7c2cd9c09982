import type { Law as Written } from "../../../resources/generated/native/scenario.ts";
import type { Law } from "../law.ts";
import { spanMicros } from "./span.ts";

/** A law as it is written, with times in microseconds. */
export function readLaw(written: Written): Law {
  if (typeof written === "string") return { kind: "constant", micros: spanMicros(written) };
  const { exponential, uniform, erlang, hyperexponential, lognormal, pareto, quantiles } = written;
  if (exponential !== undefined) return { kind: "exponential", mean: spanMicros(exponential) };
  if (uniform !== undefined) return { kind: "uniform", from: spanMicros(uniform.from), to: spanMicros(uniform.to) };
  if (erlang !== undefined) return { kind: "erlang", mean: spanMicros(erlang.mean), stages: erlang.stages };
  if (hyperexponential !== undefined) return { kind: "hyperexponential", mean: spanMicros(hyperexponential.mean), cv2: hyperexponential.cv2 };
  if (lognormal !== undefined) return { kind: "lognormal", median: spanMicros(lognormal.median), p99: spanMicros(lognormal.p99) };
  if (pareto !== undefined) return { kind: "pareto", least: spanMicros(pareto.least), shape: pareto.shape, cap: spanMicros(pareto.most) };
  const points = Object.entries(quantiles ?? {}).map(([percent, time]) => ({ share: Number(percent) / 100, micros: spanMicros(time) }));
  return { kind: "quantiles", points: points.sort((a, b) => a.share - b.share) };
}

/** What is wrong with the order of a law's times; null when nothing is. */
export function lawProblem(law: Law): string | null {
  switch (law.kind) {
    case "uniform":
      return law.from <= law.to ? null : "the two ends of `uniform`";
    case "lognormal":
      return law.median > 0 && law.p99 > law.median ? null : "`median`, above `0s`, and `p99`";
    case "pareto":
      return law.least > 0 && law.cap > law.least ? null : "`least`, above `0s`, and `most`";
    case "quantiles":
      return law.points.every((point, index) => index === 0 || point.micros >= (law.points[index - 1]?.micros ?? 0)) ? null : "the times of `quantiles`";
    default:
      return null;
  }
}
