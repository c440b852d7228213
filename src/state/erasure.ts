/** Finds one person in stored values and takes them out. Pure. */
export interface Person {
  /** How often they are named in a JSON-like value, keys of objects included. */
  count(value: unknown): number;
  /** A copy in which every mention is replaced; the value itself when there is none. */
  erase<T>(value: T): T;
}

/** Something that still names the person, or can't be looked into. Holds nothing of the person. */
export interface LeftInPlace {
  /** A run, a file, a record. */
  readonly what: string;
  /** Completes the sentence "It ...". */
  readonly reason: string;
  /** What a person can do about it. */
  readonly next: string;
}

/** What became of a person in one place. */
export interface PlaceReport {
  readonly place: string;
  /** Records, files or runs that name them. */
  readonly found: number;
  /** Of those, how many name them no more; 0 on a dry run. */
  readonly erased: number;
  /** The runs that were found, where the place is about runs. */
  readonly runs?: readonly string[];
  readonly left: readonly LeftInPlace[];
}

export interface ErasureOptions {
  /** Only tells what would be done. */
  readonly dryRun: boolean;
  /** Runs whose own records stay, because the runs do. */
  readonly untouched: ReadonlySet<string>;
}

/** Where something of a person may be, besides the stores. */
export interface ErasurePlace {
  erase(person: Person, options: ErasureOptions): Promise<PlaceReport>;
}
