import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { GenesisError } from "../../state/errors.ts";
import { type Workspace, writeAtomically } from "../workspace.ts";

const id = z.string().min(1).max(255);

/** `payments.json`: what a business has at Stripe. Ids, amounts and states; never a key or a card. */
export const ReceiptsSchema = z.strictObject({
  version: z.literal(1),
  business_id: z.string(),
  provider: z.literal("stripe"),
  mode: z.literal("test"),
  state: z
    .enum(["setting_up", "active", "cancelling", "cancelled"])
    .describe("`..ing`: begun, and either under way or interrupted"),
  prices: z.array(
    z.strictObject({
      what: z.string(),
      name: z.string(),
      product_id: id,
      price_id: id,
      amount_cents: z.int(),
      currency: z.string(),
      interval: z.enum(["month"]).nullable(),
      decision: z.string().describe("Digest of the price decision in the audit log"),
    }),
  ),
  left_out: z.int().min(0).describe("Priced things without an entry of their own"),
  webhook: z.strictObject({ endpoint_id: id, url: z.url() }).nullable(),
  proof: z
    .strictObject({
      customer_id: id,
      amount_cents: z.int(),
      currency: z.string(),
      checkout_session_id: id.nullable().describe("Opened and closed again"),
      payment_intent_id: id.nullable().describe("Paid with a test card"),
      refund_id: id.nullable().describe("And given back"),
      subscription_id: id
        .nullable()
        .describe("Begun as a trial and cancelled; null when nothing is paid monthly"),
    })
    .nullable(),
});
export type Receipts = z.infer<typeof ReceiptsSchema>;

const FILE = "payments.json";

export function receiptsFile(workspace: Workspace): string {
  return workspace.path(FILE);
}

/** undefined when the business has nothing at Stripe. Throws PAYMENTS_RECORD_INVALID. */
export function readReceipts(workspace: Workspace): Receipts | undefined {
  const file = receiptsFile(workspace);
  if (!existsSync(file)) return undefined;
  try {
    return ReceiptsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new GenesisError("PAYMENTS_RECORD_INVALID", `${file} can't be read.`, {
      hint: "Move it away; the next run finds at Stripe what is there, and writes it anew.",
      category: "system",
      cause,
    });
  }
}

export function writeReceipts(workspace: Workspace, receipts: Receipts): Receipts {
  writeAtomically(receiptsFile(workspace), `${JSON.stringify(receipts, null, 2)}\n`, { mode: 0o600 });
  return receipts;
}
