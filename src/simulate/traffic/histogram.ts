// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { clz32, floor, max, min } = Math;

/** Values up to this many powers of two above the resolution are told apart; larger ones count as the largest. */
const largest = 2 ** 36 - 1;

/**
 * Counts of whole values (microseconds) with a bounded relative error, after HdrHistogram
 * (HdrHistogram/HdrHistogram:src/main/java/org/HdrHistogram/AbstractHistogram.java): exact below 2^(bits+1), then 2^bits
 * equal buckets for each power of two, so that a value is known within a share of 2^-bits.
 */
export class Histogram {
  count = 0;
  sum = 0;
  max = 0;
  readonly bits: number;
  private readonly counts: Float64Array;

  /** 7 bits tell values apart within 0.8 %, 10 bits within 0.1 %. */
  constructor(bits: number) {
    this.bits = bits;
    this.counts = new Float64Array((37 - bits + 1) << bits);
  }

  /** Counts a value of 0 or above once. */
  record(value: number): void {
    const kept = value > largest ? largest : value;
    this.counts[this.slotOf(kept)]! += 1;
    this.count += 1;
    this.sum += kept;
    if (kept > this.max) this.max = kept;
  }

  /** The value that a share (0 to 1) of all values does not exceed, nearest rank, as the top of its bucket; 0 when nothing was counted. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    const rank = max(1, Math.ceil(share * this.count - 1e-9));
    let seen = 0;
    const last = this.slotOf(this.max);
    for (let slot = 0; slot <= last; slot += 1) {
      seen += this.counts[slot]!;
      if (seen >= rank) return min(this.topOf(slot), this.max);
    }
    return this.max;
  }

  /** How many values were at most `limit`, within the resolution. */
  countUpTo(limit: number): number {
    const end = this.slotOf(min(limit, largest));
    let seen = 0;
    for (let slot = 0; slot <= end; slot += 1) seen += this.counts[slot]!;
    return seen;
  }

  /** Forgets everything. */
  clear(): void {
    this.counts.fill(0, 0, this.slotOf(this.max) + 1);
    this.count = 0;
    this.sum = 0;
    this.max = 0;
  }

  private slotOf(value: number): number {
    const { bits } = this;
    if (value < 2 << bits) return value;
    if (value >= 4294967296) return this.slotOfLarge(value);
    const shift = 31 - clz32(value) - bits;
    return (shift << bits) + (value >>> shift);
  }

  private slotOfLarge(value: number): number {
    const { bits } = this;
    const shift = 63 - clz32(value / 4294967296) - bits;
    return (shift << bits) + floor(value / 2 ** shift);
  }

  private topOf(slot: number): number {
    const { bits } = this;
    if (slot < 2 << bits) return slot;
    const shift = (slot >> bits) - 1;
    return (slot - (shift << bits) + 1) * 2 ** shift - 1;
  }
}
