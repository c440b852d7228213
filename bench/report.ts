/** What a benchmark reports; `limit` is what the product promises for `ratio`, at most. */
export interface BenchReport {
  readonly bench: string;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  readonly claims: readonly { readonly claim: string; readonly ratio: number; readonly limit: number }[];
}
