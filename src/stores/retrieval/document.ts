export interface RetrievalDocument {
  readonly id: string;
  readonly text: string;
  /** Who said or wrote it; matched as a field of its own. */
  readonly author?: string;
  /** ISO date or date-time. */
  readonly date?: string;
  /** Documents of one group (a session, a run) in their order: neighbours lend each other context. */
  readonly group?: string;
}

export interface Retrieved {
  readonly id: string;
  /** Comparable within one search only. */
  readonly score: number;
}

export interface Retriever {
  /** The documents that fit best, best first; of equal ones the earlier. At most `limit` (10 unless told). */
  search(query: string, options?: { readonly limit?: number }): Retrieved[];
}
