import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, it, onTestFinished } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import { connectStripe } from "../../../src/tools/stripe/client.ts";

const secretKey = new Secret("sk_test_abcdefgh12345678");
const HAS_IPV6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");

it.each(HAS_IPV6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"])(
  "speaks to a server at %s instead of Stripe",
  async (address) => {
    const server = createServer((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ id: "cus_1", object: "customer", livemode: false }));
    }).listen(0, address);
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const host = address.includes(":") ? `[${address}]` : address;
    const { call } = await connectStripe({ secretKey, apiUrl: `http://${host}:${port}` });
    const customer = await call("make a customer", (stripe) => stripe.customers.create({}));
    expect(customer.id).toBe("cus_1");
  },
);

it.each(["http://stripe.example", "http://10.0.0.1", "http://[fd00::1]"])(
  "does not send the key to %s in the clear",
  async (apiUrl) => {
    await expect(connectStripe({ secretKey, apiUrl })).rejects.toMatchObject({ code: "STRIPE_URL_INSECURE" });
  },
);
