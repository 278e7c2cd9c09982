const firstCapacity = 1 << 10;

/**
 * What is yet to happen, in order of time; what happens at one instant happens in the order in which it was decided.
 * A heap with four children to a node over typed arrays: adding and taking allocate nothing.
 */
export class EventQueue {
  /** What `take` took: when, what kind, whose, and the generation that its owner had when it was planned. */
  time = 0;
  kind = 0;
  owner = 0;
  generation = 0;
  length = 0;
  private sequence = 0;
  private times = new Float64Array(firstCapacity);
  private sequences = new Uint32Array(firstCapacity);
  private whats = new Int32Array(firstCapacity);
  private generations = new Int32Array(firstCapacity);

  /** Plans an event: `kind` is below 16, `owner` below 2^27. */
  add(time: number, kind: number, owner: number, generation: number): void {
    if (this.length === this.times.length) this.grow();
    const sequence = this.sequence;
    this.sequence = (sequence + 1) >>> 0;
    const { times, sequences, whats, generations } = this;
    let at = this.length;
    this.length += 1;
    // What stands below `length` was written before: the reads cannot miss.
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (times[parent]! <= time) break;
      times[at] = times[parent]!;
      sequences[at] = sequences[parent]!;
      whats[at] = whats[parent]!;
      generations[at] = generations[parent]!;
      at = parent;
    }
    times[at] = time;
    sequences[at] = sequence;
    whats[at] = (owner << 4) | kind;
    generations[at] = generation;
  }

  /** Takes the next event into the fields above; false when there is none. */
  take(): boolean {
    if (this.length === 0) return false;
    const what = this.whats[0]!;
    this.time = this.times[0]!;
    this.kind = what & 15;
    this.owner = what >> 4;
    this.generation = this.generations[0]!;
    this.length -= 1;
    if (this.length > 0) this.sink();
    return true;
  }

  /** Puts the last event where the first was, and down to its place. */
  private sink(): void {
    const { times, sequences, whats, generations, length } = this;
    const time = times[length]!;
    const sequence = sequences[length]!;
    let at = 0;
    for (let child = 1; child < length; child = at * 4 + 1) {
      const end = child + 4 < length ? child + 4 : length;
      let least = child;
      let leastTime = times[child]!;
      for (let other = child + 1; other < end; other += 1) {
        const otherTime = times[other]!;
        if (otherTime < leastTime || (otherTime === leastTime && sequences[other]! < sequences[least]!)) {
          least = other;
          leastTime = otherTime;
        }
      }
      if (leastTime > time || (leastTime === time && sequences[least]! > sequence)) break;
      times[at] = leastTime;
      sequences[at] = sequences[least]!;
      whats[at] = whats[least]!;
      generations[at] = generations[least]!;
      at = least;
    }
    times[at] = time;
    sequences[at] = sequence;
    whats[at] = whats[length]!;
    generations[at] = generations[length]!;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = grown(this.times, new Float64Array(capacity));
    this.sequences = grown(this.sequences, new Uint32Array(capacity));
    this.whats = grown(this.whats, new Int32Array(capacity));
    this.generations = grown(this.generations, new Int32Array(capacity));
  }
}

function grown<T extends { set(values: T): void }>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
