import { expect, it } from "vitest";
import { mainText, signIn, signUp } from "./steps.ts";
import { walkThrough } from "./walk.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };
const SALES = `day,shop,revenue
2026-01-05,North,120
2026-01-06,South,80.5
2026-01-12,North,140
2026-01-19,South,95
2026-02-02,North,160
2026-02-09,South,70
2026-02-16,North,abc
2026-03-02,North,175
`;

walkThrough("saas_dashboard", { type: "saas_dashboard" }, (walk) => {
  let shared = "";

  it("a visitor sees what it is", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await page.getByRole("link", { name: "See your figures" }).click();
    await page.waitForURL("**/sign-up");
  });

  it("without data each page says what to do", async () => {
    const page = await walk.visitor();
    await signUp(page, ADA);
    await page.waitForURL("**/data");
    await walk.picture(page, "data-empty");
    for (const path of ["charts", "views", "alerts"]) {
      await page.goto(`/${path}`);
      await walk.picture(page, `${path}-empty`);
    }
  });

  it("a CSV file is checked before it comes in, bad rows are named by line", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.getByLabel("Data set").fill("Sales");
    await page.getByRole("button", { name: "Check the file" }).click();
    expect(await page.getByLabel("File", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    await walk.picture(page, "data-refused");
    await page
      .getByLabel("File", { exact: true })
      .setInputFiles({ name: "sales.csv", mimeType: "text/csv", buffer: Buffer.from(SALES) });
    await page.getByRole("button", { name: "Check the file" }).click();
    await page.getByRole("heading", { name: "Check: Sales" }).waitFor();
    await walk.picture(page, "check");
    await page.getByRole("button", { name: /^Import/ }).click();
    await page.getByRole("heading", { level: 1, name: "Sales" }).waitFor();
    await walk.picture(page, "dataset");
  });

  it("rows come in by API with a key, once each", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/keys");
    await page.getByLabel("Name").fill("Till");
    await page.getByRole("button", { name: "Make key" }).click();
    const key = await page.locator("pre").first().innerText();
    const send = (rows: unknown[]) =>
      fetch(`${walk.product.url}/api/ingest/sales`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ rows }),
      });
    const row = { day: "2026-03-09", shop: "South", revenue: 60 };
    expect((await send([row])).ok).toBe(true);
    expect((await send([row])).ok).toBe(true);
    await page.goto("/data");
    expect(await page.getByRole("row", { name: /Sales/ }).innerText()).toMatch(/Sales\s+[89]\s/);
    await walk.picture(page, "data");
  });

  it("charts answer questions, also after a restart", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await walk.product.restart();
    await page.getByRole("link", { name: "Charts" }).first().click();
    await page.getByLabel("Group by").selectOption("month");
    await page.getByLabel("Measure").selectOption({ label: "Sum of revenue" });
    await page.getByRole("button", { name: "Show" }).click();
    expect(await page.getByRole("img", { name: /Sum of revenue/ }).getAttribute("aria-label")).toContain(
      "2026-02 230",
    );
    await walk.picture(page, "chart-months");
    await page.getByLabel("Group by").selectOption({ label: "by shop" });
    await page.getByLabel("Drawn as").selectOption("bars");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("The figures").click();
    await walk.picture(page, "chart-shops");
    await page.getByLabel("From").fill("2030-01-01");
    await page.getByRole("button", { name: "Show" }).click();
    expect(await mainText(page)).toContain("No rows fit this.");
    await walk.picture(page, "chart-nothing");
  });

  it("a view is saved, and shared with people who have no account", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/charts?group=month&measure=sum:c2");
    await page.getByRole("link", { name: "Save this view" }).click();
    await page.getByLabel("Name").fill("Revenue by month");
    await walk.picture(page, "view-new");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Share Revenue by month" }).click();
    await walk.picture(page, "views");
    shared = (await page.getByRole("link", { name: /\/shared\// }).getAttribute("href")) ?? "";
    const guest = await walk.visitor("phone");
    await guest.goto(shared);
    expect(await guest.getByRole("heading", { level: 1 }).textContent()).toBe("Revenue by month");
    await walk.picture(guest, "shared");
  });

  it("an alert says once that a figure crossed its line", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/alerts");
    await page.getByLabel("Threshold").fill("much");
    await page.getByRole("button", { name: "Set alert" }).click();
    expect(await page.getByLabel("Threshold").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Threshold").fill("200");
    await page.getByRole("button", { name: "Set alert" }).click();
    expect(await page.getByRole("table").innerText()).toContain("Crossed");
    await walk.picture(page, "alerts");
    const owner = await walk.owner();
    await owner.goto("/owner/outbox");
    expect(await mainText(owner)).toContain("Revenue by month is above 200");
  });

  it("on a phone the chart is read as well", async () => {
    const page = await walk.visitor("phone");
    await signIn(page, ADA);
    await page.goto("/views");
    await page.getByRole("link", { name: "Revenue by month", exact: true }).click();
    expect(await page.getByRole("img", { name: /Sum of revenue/ }).isVisible()).toBe(true);
  });

  it("the data set goes with its charts", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.getByRole("link", { name: "Sales" }).click();
    await page.getByText("Delete this data set").click();
    await page.getByRole("button", { name: "Delete" }).click();
    const gone = await page.goto(shared);
    expect(gone?.status()).toBe(404);
    await walk.picture(page, "shared-gone");
  });
});
