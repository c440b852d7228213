import fc from "fast-check";

// Few names and values, so that filters often hit; some chosen to break naive comparisons.
const scalar = fc.oneof(
  fc.constantFrom<string | number | boolean | null>(
    ...[
      0,
      1,
      2,
      -1,
      1e21,
      2 ** 53,
      2 ** 60 + 256,
      0.1,
      5e-324,
      1.7976931348623157e308,
      "",
      "0",
      "1",
      "a",
      "B",
    ],
    ...["é", "\u{10000}", "\uffff", "true", "null", "a\0b", "\ud800", '"', "\\", true, false, null],
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.string({ unit: fc.constantFrom("a", "\0", "\ud800", "\udc00", "é", "\u{1f389}"), maxLength: 3 }),
);
const field = fc.constantFrom("a", "b", "ü x", "constructor", "0");
const leaf = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) },
);

/** A JSON object of two levels. */
export const valueArbitrary: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
  field,
  fc.oneof(leaf, fc.dictionary(field, leaf, { maxKeys: 3 })),
  { maxKeys: 4 },
);

const orderable = scalar.filter(
  (value) => typeof value === "number" || (typeof value === "string" && !/[\0\p{Surrogate}]/u.test(value)),
);
const operators = fc
  .record(
    {
      $eq: scalar,
      $ne: scalar,
      $gt: orderable,
      $gte: orderable,
      $lt: orderable,
      $lte: orderable,
      $in: fc.array(scalar, { maxLength: 4 }),
      $nin: fc.array(scalar, { maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  .filter((condition) => Object.keys(condition).length > 0);
const path = fc.array(field, { minLength: 1, maxLength: 2 }).map((parts) => parts.join("."));

/** A valid filter, as a caller writes it. */
export const filterArbitrary: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
  path,
  fc.oneof(scalar, operators),
  { maxKeys: 2 },
);
