const BELIEF = 10;

/** Running mean and spread of ln(length), so that "long" means long for this workload. */
export class LengthScale {
  /** Texts seen and the ten believed in. */
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;

  /** Begins with a belief worth ten texts: about 200 characters, and half or twice as long is usual. */
  constructor({ count = BELIEF, mean = Math.log(200), squares = BELIEF * 0.7 ** 2 } = {}) {
    this.count = count;
    this.mean = mean;
    this.squares = squares;
  }

  /** Texts seen. */
  get documents(): number {
    return this.count - BELIEF;
  }

  /** Takes note of one text's length, in characters (Welford's update). */
  add(length: number): void {
    const value = Math.log(1 + length);
    const before = value - this.mean;
    this.count += 1;
    this.mean += before / this.count;
    this.squares += before * (value - this.mean);
  }

  /** How many standard deviations a length is above the mean, on the logarithmic scale. */
  deviations(length: number): number {
    return (Math.log(1 + length) - this.mean) / Math.sqrt(this.squares / this.count);
  }
}
