import { nextBits, nextExponential, nextNormal, nextUnit, normalQuantile } from "./random.ts";
import type { RandomStream } from "./random.ts";

/** How long something takes, in microseconds. */
export type Law =
  | { readonly kind: "constant"; readonly micros: number }
  | { readonly kind: "exponential"; readonly mean: number }
  | { readonly kind: "uniform"; readonly from: number; readonly to: number }
  /** A sum of `stages` exponential parts. */
  | { readonly kind: "erlang"; readonly mean: number; readonly stages: number }
  /** Two exponentials with balanced means, for a squared coefficient of variation of 1 and above. */
  | { readonly kind: "hyperexponential"; readonly mean: number; readonly cv2: number }
  | { readonly kind: "lognormal"; readonly median: number; readonly p99: number }
  /** Shape above 0; nothing takes longer than `cap`. */
  | { readonly kind: "pareto"; readonly least: number; readonly shape: number; readonly cap: number }
  /** Shares from 0 to 1 with their values, both rising; straight lines between them. */
  | { readonly kind: "quantiles"; readonly points: readonly { readonly share: number; readonly micros: number }[] };

/** Draws one duration; not rounded. */
export type Sampler = (stream: RandomStream) => number;

/** A law made ready to be drawn from. */
export function sampler(law: Law): Sampler {
  switch (law.kind) {
    case "constant":
      return () => law.micros;
    case "exponential":
      return (stream) => law.mean * nextExponential(stream);
    case "uniform":
      return (stream) => law.from + (law.to - law.from) * nextUnit(stream);
    case "erlang":
      return erlang(law.mean / law.stages, law.stages);
    case "hyperexponential":
      return hyperexponential(law.mean, law.cv2);
    case "lognormal":
      return lognormal(law.median, law.p99);
    case "pareto":
      return (stream) => Math.min(law.cap, law.least * ((nextBits(stream) + 1) * 2 ** -32) ** (-1 / law.shape));
    case "quantiles":
      return quantiles(law.points);
  }
}

function erlang(partMean: number, stages: number): Sampler {
  return (stream) => {
    let sum = 0;
    for (let stage = 0; stage < stages; stage += 1) sum += nextExponential(stream);
    return sum * partMean;
  };
}

/** With probability p the mean is m/(2p), else m/(2(1-p)), where p = (1 + sqrt((cv2-1)/(cv2+1)))/2. */
function hyperexponential(mean: number, cv2: number): Sampler {
  const p = (1 + Math.sqrt((cv2 - 1) / (cv2 + 1))) / 2;
  const [often, seldom] = [mean / (2 * p), mean / (2 * (1 - p))];
  return (stream) => (nextUnit(stream) < p ? often : seldom) * nextExponential(stream);
}

function lognormal(median: number, p99: number): Sampler {
  const [mu, sigma] = [Math.log(median), Math.log(p99 / median) / normalQuantile(0.99)];
  return (stream) => Math.exp(mu + sigma * nextNormal(stream));
}

function quantiles(points: readonly { readonly share: number; readonly micros: number }[]): Sampler {
  return (stream) => {
    const u = nextUnit(stream);
    let before = { share: 0, micros: points[0]?.micros ?? 0 };
    for (const point of points) {
      if (u <= point.share) return between(before, point, u);
      before = point;
    }
    return before.micros;
  };
}

function between(from: { readonly share: number; readonly micros: number }, to: { readonly share: number; readonly micros: number }, share: number): number {
  const width = to.share - from.share;
  return width <= 0 ? to.micros : from.micros + ((to.micros - from.micros) * (share - from.share)) / width;
}
