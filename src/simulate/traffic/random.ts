// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { floor, imul, log } = Math;

/** State of one stream of random numbers: four 32-bit words, never all zero. */
export interface RandomStream {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** Name and version of the generator; printed in reports, since another one would give other results. */
export const generatorName = "xoshiro128**/1";

/**
 * A stream of its own for one purpose, such as `arrivals/web`: a draw in one place never shifts those of another
 * (common random numbers when two policies are compared). The name is hashed by FNV-1a and spread by splitmix32.
 */
export function randomStream(seed: number, name: string): RandomStream {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = 0; index < name.length; index += 1) hash = imul(hash ^ name.charCodeAt(index), 0x01000193);
  const word = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = hash ^ (hash >>> 16);
    mixed = imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
  return { a: word(), b: word(), c: word(), d: word() | 1 };
}

/** The next 32 bits, 0 to 2^32 - 1: xoshiro128** (Blackman, Vigna: Scrambled Linear Pseudorandom Number Generators, 2021). */
export function nextBits(stream: RandomStream): number {
  const { b } = stream;
  const product = imul(b, 5);
  const result = imul((product << 7) | (product >>> 25), 9) >>> 0;
  const c = stream.c ^ stream.a;
  const d = stream.d ^ b;
  stream.b = b ^ c;
  stream.a ^= d;
  stream.c = c ^ (b << 9);
  stream.d = (d << 11) | (d >>> 21);
  return result;
}

/** Uniform in [0, 1), in steps of 2^-32. Takes exactly one number of the stream, as all draws do. */
export function nextUnit(stream: RandomStream): number {
  return nextBits(stream) * 2 ** -32;
}

/** Uniform whole number from 0 to `below` - 1; the bias is below `below` / 2^32. */
export function nextBelow(stream: RandomStream, below: number): number {
  return floor(nextUnit(stream) * below);
}

/** Exponential with mean 1; between 0 and 22.2. */
export function nextExponential(stream: RandomStream): number {
  return -log(1 - nextUnit(stream));
}

/** Standard normal by inversion, so that one draw takes one number (Acklam's rational approximation, relative error 1.2e-9). */
export function nextNormal(stream: RandomStream): number {
  return normalQuantile((nextBits(stream) + 0.5) * 2 ** -32);
}

const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239] as const;
const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572] as const;
const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783] as const;
const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416] as const;

/** The p-quantile of the standard normal law, 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * log(p));
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return ((((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q) / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}
