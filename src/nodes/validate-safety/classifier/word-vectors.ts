/** Word vectors as the classifier reads them: eight bits a number, found by a hash of the word. */
export interface WordVectors {
  readonly dimensions: number;
  readonly count: number;
  /** Index of a word, or -1. */
  indexOf(word: string): number;
  /** Row by row, `count * dimensions`, in [-1, 1]. */
  readonly rows: Float32Array;
}

const MAGIC = 0x47575631;
const HEADER_BYTES = 16;

/** 32 bits of FNV-1a; two words of a vocabulary of 20,000 meet with a chance of about 5%, which is harmless. */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * The file: magic, dimensions, count, scale (float); the hashes in rising order; then the rows, one signed byte a
 * number. Throws RangeError when it is something else.
 */
export function readWordVectors(file: Buffer): WordVectors {
  if (file.length < HEADER_BYTES || file.readUInt32LE(0) !== MAGIC)
    throw new RangeError("not a file of word vectors");
  const dimensions = file.readUInt32LE(4);
  const count = file.readUInt32LE(8);
  const scale = file.readFloatLE(12);
  const bytes = HEADER_BYTES + count * 4 + count * dimensions;
  if (file.length !== bytes) throw new RangeError(`expected ${bytes} bytes, found ${file.length}`);
  const places = new Map<number, number>();
  for (let index = 0; index < count; index += 1)
    places.set(file.readUInt32LE(HEADER_BYTES + index * 4), index);
  const start = HEADER_BYTES + count * 4;
  const rows = new Float32Array(count * dimensions);
  for (let index = 0; index < rows.length; index += 1) rows[index] = file.readInt8(start + index) * scale;
  const find = (word: string) => places.get(wordHash(word)) ?? -1;
  return { dimensions, count, rows, indexOf: (word) => nearestForm(word, find) };
}

/** Plurals and simple inflections share the vector of their stem when they have none. */
function nearestForm(word: string, find: (word: string) => number): number {
  const exact = find(word);
  if (exact >= 0 || word.length < 5) return exact;
  for (const suffix of ["s", "es", "ed", "d", "ing", "er", "ers", "ly"]) {
    if (!word.endsWith(suffix)) continue;
    const stem = find(word.slice(0, -suffix.length));
    if (stem >= 0) return stem;
  }
  return -1;
}

/** Writes the file that `readWordVectors` reads; `rows` are in [-limit, limit]. */
export function writeWordVectors(
  words: readonly string[],
  rows: readonly Float32Array[],
  limit: number,
): Buffer {
  const dimensions = rows[0]?.length ?? 0;
  const order = words
    .map((word, index) => ({ hash: wordHash(word), index }))
    .sort((a, b) => a.hash - b.hash)
    .filter(({ hash }, place, all) => place === 0 || all[place - 1]?.hash !== hash);
  const file = Buffer.alloc(HEADER_BYTES + order.length * (4 + dimensions));
  file.writeUInt32LE(MAGIC, 0);
  file.writeUInt32LE(dimensions, 4);
  file.writeUInt32LE(order.length, 8);
  file.writeFloatLE(limit / 127, 12);
  const start = HEADER_BYTES + order.length * 4;
  for (const [place, { hash, index }] of order.entries()) {
    file.writeUInt32LE(hash, HEADER_BYTES + place * 4);
    for (let column = 0; column < dimensions; column += 1) {
      const value = Math.round(((rows[index]?.[column] ?? 0) / limit) * 127);
      file.writeInt8(Math.max(-127, Math.min(127, value)), start + place * dimensions + column);
    }
  }
  return file;
}
