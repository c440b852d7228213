import type { Block } from "../../kit/index.ts";
import { gatewayFrom } from "./connect.ts";
import { type Connect, MIGRATIONS, StripeGateway } from "./gateway.ts";
import { routes } from "./routes.ts";

/** The block with its own way to Stripe; `connect` is for tests. */
export function stripeBlock(connect?: Connect): Block {
  return {
    id: "stripe",
    migrations: MIGRATIONS,
    payments: (parts) => gatewayFrom(parts, connect),
    routes(app, product) {
      if (product.payments instanceof StripeGateway) routes(app, product.payments);
    },
    jobs: [
      {
        name: "settle what was paid at Stripe",
        run: ({ payments }) => (payments instanceof StripeGateway ? payments.settleOpen() : 0),
      },
    ],
    privacy: ({ payments }) =>
      payments instanceof StripeGateway
        ? [
            {
              title: "Payments",
              text: "You pay on a page of Stripe, in test mode: no money moves. We keep what was paid and never see a card.",
            },
          ]
        : [],
  };
}

export const block: Block = stripeBlock();
