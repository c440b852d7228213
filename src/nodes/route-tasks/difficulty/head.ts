/** What one tier has shown so far. */
export interface Head {
  /** Weight of each slot on the success of this tier. */
  readonly weights: Float32Array;
  /** Precision of each weight: the penalty and the squared values seen. */
  readonly precisions: Float32Array;
  /** Outcomes seen, by weight. */
  count: number;
  /** Their sum. */
  sum: number;
}
