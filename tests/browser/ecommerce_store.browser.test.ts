import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { walkThrough } from "./walk.ts";

const GRACE = { name: "Grace Hopper", email: "grace@example.com" };

/** Catalogue, search, cart, codes, checkout and fulfilment, as a customer and the owner go through them. */
walkThrough("ecommerce_store", { type: "ecommerce_store" }, (walk) => {
  let customer: Page;
  let order: string;

  it("the start page leads into the shop", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await page.getByRole("link", { name: "Go to the shop" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Shop");
    expect(await page.getByRole("status").textContent()).toBe("8 products");
    await walk.picture(page, "shop");
  });

  it("the owner adds a product; a price that is none is refused at its field", async () => {
    const page = await walk.owner();
    await page.goto("/owner/products");
    await walk.picture(page, "owner-products");
    await page.getByRole("link", { name: "Add a product" }).click();
    await page.getByLabel("Name").fill("Walnut board");
    await page.getByLabel("Category").fill("Single items");
    await page.getByLabel("Price in USD").fill("cheap");
    await page.getByLabel("In stock").fill("3");
    await page.getByLabel("Description").fill("Cut from one piece.\n\nOil it twice a year.");
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByLabel("Price in USD").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(page, "owner-product-refused");
    await page.getByLabel("Price in USD").fill("80.00");
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByRole("status").textContent()).toBe("Walnut board is in the shop.");
  });

  it("the owner makes a discount code", async () => {
    const page = await walk.owner();
    await page.goto("/owner/discounts");
    await walk.picture(page, "owner-discounts-empty");
    await page.getByLabel("Code").fill("welcome10");
    await page.getByLabel("How much").fill("10");
    await page.getByRole("button", { name: "Make the code" }).click();
    expect(await page.getByRole("table").textContent()).toContain("WELCOME10");
    await walk.picture(page, "owner-discounts");
  });

  it("a customer searches, filters, and sees when nothing fits", async () => {
    customer = await walk.visitor("phone");
    await customer.goto("/shop");
    await customer.getByLabel("Search").fill("nothing of the kind");
    await customer.getByRole("button", { name: "Show" }).click();
    expect(await customer.getByRole("main").textContent()).toContain("Nothing fits.");
    await walk.picture(customer, "shop-nothing");
    await customer.getByRole("link", { name: "Show all products" }).click();
    await customer.getByLabel("Category").selectOption("Single items");
    await customer.getByLabel("Price from").fill("50");
    await customer.getByRole("button", { name: "Show" }).click();
    expect(await customer.getByRole("status").textContent()).toBe("1 product");
    await customer.getByRole("link", { name: "Walnut board" }).click();
    expect(await customer.getByRole("main").textContent()).toContain("Only 3 left");
    await walk.picture(customer, "product");
  });

  it("puts it into the cart, at most what there is, and finds it there after a restart", async () => {
    await customer.goto("/cart");
    await walk.picture(customer, "cart-empty");
    await customer.goto("/shop/walnut-board");
    await customer.getByLabel("Quantity").fill("2");
    await customer.getByRole("button", { name: "Add to cart" }).click();
    expect(await customer.getByRole("status").textContent()).toBe("Walnut board is in your cart.");
    await customer.getByRole("spinbutton", { name: "Quantity of Walnut board" }).fill("4");
    await customer.getByRole("button", { name: "Change the quantity of Walnut board" }).click();
    expect(await customer.getByRole("alert").textContent()).toBe("There are only 3 of Walnut board left.");
    await walk.picture(customer, "cart-too-many");
    await walk.product.restart();
    await customer.goto("/cart");
    expect(await customer.getByRole("spinbutton", { name: "Quantity of Walnut board" }).inputValue()).toBe(
      "2",
    );
    await walk.picture(customer, "cart");
  });

  it("checks out with a code; the postcode has to be one", async () => {
    await customer.getByRole("link", { name: "To the checkout" }).click();
    await walk.picture(customer, "checkout");
    await customer.getByLabel("Code (optional)").fill("WELCOME10");
    await customer.getByRole("button", { name: "Use the code" }).click();
    expect(await customer.getByRole("main").textContent()).toContain("Discount WELCOME10-$16");
    await customer.getByRole("textbox", { name: "Name" }).fill(GRACE.name);
    await customer.getByLabel("E-mail").fill(GRACE.email);
    await customer.getByLabel("Street and number").fill("1 Harbour Road");
    await customer.getByLabel("Postcode").fill("!!");
    await customer.getByLabel("City").fill("Dublin");
    await customer.getByLabel("Country").selectOption("Ireland");
    await customer.getByRole("button", { name: "Order and pay $144" }).click();
    expect(await customer.getByLabel("Postcode").getAttribute("aria-invalid")).toBe("true");
    expect(await customer.getByLabel("City").inputValue()).toBe("Dublin");
    await walk.picture(customer, "checkout-refused");
    await customer.getByLabel("Postcode").fill("D01 F5P2");
    await customer.getByRole("button", { name: "Order and pay $144" }).click();
    await customer.waitForURL("**/test-payment/*");
  });

  it("pays: a declined card first, then one that is taken", async () => {
    await customer.getByLabel("Name on the card").fill(GRACE.name);
    await customer.getByLabel("Card number").fill("4000 0000 0000 0002");
    await customer.getByRole("button", { name: "Pay $144" }).click();
    expect(await customer.getByRole("main").textContent()).toContain("The card was declined.");
    await walk.picture(customer, "payment-declined");
    await customer.getByLabel("Card number").fill("4242 4242 4242 4242");
    await customer.getByRole("button", { name: "Pay $144" }).click();
    await customer.waitForURL("**/orders/*/*");
    order = customer.url();
    expect(await customer.getByRole("heading", { level: 1 }).textContent()).toBe("Order #1001");
    await walk.picture(customer, "order-paid");
    await customer.goto("/shop/walnut-board");
    expect(await customer.getByRole("main").textContent()).toContain("Only 1 left");
  });

  it("the owner packs and ships it", async () => {
    const page = await walk.owner();
    await walk.picture(page, "owner");
    await page.goto("/owner/orders");
    await walk.picture(page, "owner-orders");
    await page.getByRole("link", { name: "#1001" }).click();
    await walk.picture(page, "owner-order");
    await page.getByRole("button", { name: "Mark as packed" }).click();
    await page.getByLabel("Carrier").fill("An Post");
    await page.getByLabel("Tracking number").fill("CE123456789IE");
    await page.getByRole("button", { name: "Mark as shipped" }).click();
    expect(await page.getByRole("main").textContent()).toContain("CE123456789IE");
    await walk.picture(page, "owner-order-shipped");
    await page.goto("/owner/outbox");
    expect(await page.getByRole("main").textContent()).toContain(`To ${GRACE.email}`);
    await walk.picture(page, "owner-outbox");
  });

  it("the customer follows the order by its link, also after a restart", async () => {
    await walk.product.restart();
    await customer.goto(order);
    expect(await customer.getByRole("main").textContent()).toContain(
      "Shipped with An Post, tracking number CE123456789IE.",
    );
    await walk.picture(customer, "order-shipped");
    await customer.goto("/orders");
    await customer.getByLabel("Order number").fill("1001");
    await customer.getByLabel("E-mail").fill(GRACE.email);
    await walk.picture(customer, "track");
    await customer.getByRole("button", { name: "Send the link" }).click();
    expect(await customer.getByRole("status").textContent()).toContain("its link is in your mailbox now");
  });
});
