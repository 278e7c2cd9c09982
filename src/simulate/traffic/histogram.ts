// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { ceil, clz32, floor, max, min } = Math;

/** Values up to this many powers of two above the resolution are told apart; larger ones count as the largest. */
const largest = 2 ** 36 - 1;

/** Buckets to begin with. */
const fewest = 256;

/**
 * Counts of whole values (microseconds) with a bounded relative error, after HdrHistogram
 * (HdrHistogram/HdrHistogram:src/main/java/org/HdrHistogram/AbstractHistogram.java): exact below 2^(bits+1), then 2^bits
 * equal buckets for each power of two, so that a value is known within a share of 2^-bits. It has as many buckets as its
 * largest value needs: a mesh of a thousand services has thousands of histograms.
 */
export class Histogram {
  count = 0;
  sum = 0;
  max = 0;
  /** Above all values where there is none. */
  min = largest;
  readonly bits: number;
  private counts: Float64Array;
  /** Which slot each count is of, when it was packed; null: they are the slots themselves. */
  private slots: Uint16Array | null = null;

  /** 7 bits tell values apart within 0.8 %, 10 bits within 0.1 %. */
  constructor(bits: number) {
    this.bits = bits;
    this.counts = new Float64Array(fewest);
  }

  /** Counts a value of 0 or above once; not after `pack`. */
  record(value: number): void {
    const kept = value > largest ? largest : value;
    const slot = this.slotOf(kept);
    if (slot >= this.counts.length) this.grow(slot);
    this.counts[slot]! += 1;
    this.count += 1;
    this.sum += kept;
    if (kept > this.max) this.max = kept;
    if (kept < this.min) this.min = kept;
  }

  /** The value that a share (0 to 1) of all values does not exceed, nearest rank, as the top of its bucket; 0 when nothing was counted. */
  quantile(share: number): number {
    return this.quantiles([share])[0]!;
  }

  /** The same for several shares, which rise, in one pass. */
  quantiles(shares: readonly number[]): readonly number[] {
    if (this.count === 0) return shares.map(() => 0);
    const { counts, slots, count } = this;
    let index = slots === null ? this.slotOf(this.min) : 0;
    let seen = counts[index]!;
    return shares.map((share) => {
      const rank = max(1, ceil(share * count - 1e-9));
      while (seen < rank && index + 1 < counts.length) seen += counts[(index += 1)]!;
      return min(this.topOf(slots === null ? index : slots[index]!), this.max);
    });
  }

  /** How many values were at most `limit`, within the resolution. */
  countUpTo(limit: number): number {
    const end = this.slotOf(min(limit, largest));
    let seen = 0;
    for (let index = 0; index < this.counts.length && (this.slots === null ? index : this.slots[index]!) <= end; index += 1) seen += this.counts[index]!;
    return seen;
  }

  /** Keeps only what was counted, which takes a small part of the room; nothing can be recorded any more. */
  pack(): void {
    const used: number[] = [];
    for (let slot = this.slotOf(min(this.min, this.max)); slot < this.counts.length; slot += 1) if (this.counts[slot]! > 0) used.push(slot);
    this.counts = Float64Array.from(used, (slot) => this.counts[slot]!);
    this.slots = Uint16Array.from(used);
  }

  private grow(slot: number): void {
    const counts = new Float64Array(min((37 - this.bits + 1) << this.bits, 2 << (31 - clz32(slot))));
    counts.set(this.counts);
    this.counts = counts;
  }

  /** Forgets everything. */
  clear(): void {
    if (this.count > 0) this.counts.fill(0, this.slotOf(this.min), this.slotOf(this.max) + 1);
    this.count = 0;
    this.sum = 0;
    this.max = 0;
    this.min = largest;
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
