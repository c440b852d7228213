import { expect, it } from "vitest";
import { mainText, signIn, signUp } from "./steps.ts";
import { walkThrough } from "./walk.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };

/** Eight months of a small business until the one before this; the last brought far less than usual. */
function bankLines(): string {
  const now = new Date();
  const month = (ago: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7);
  const revenue = [4_000, 4_150, 3_950, 4_080, 4_020, 3_990, 4_100, 1_200];
  const lines = revenue.flatMap((amount, at) => [
    `${month(8 - at)}-03,Invoice ${at + 1} Harbour Bakery,${amount},Sales`,
    `${month(8 - at)}-05,Office rent,-900,${at === 0 ? "Office" : ""}`,
    `${month(8 - at)}-17,Train to Harbour Bakery,-${60 + at}.50,${at === 0 ? "Travel" : ""}`,
  ]);
  return ["day,what,amount,category", ...lines].join("\n");
}

/** The example of the user guide with features of its own. */
const COPILOT = {
  name: "AI Finance Copilot",
  description: "Automated CFO assistant for SMBs",
  target_audience: "Small business owners",
  monetization: "Subscription $49/mo",
  mvp_features: ["Expense categorisation", "Cashflow forecasting", "Revenue anomaly detection"],
  tech_stack: ["Next.js", "Python", "Stripe", "Postgres", "LangChain"],
  success_metrics: { activation_rate: "> 30%", payback_period: "< 60 days" },
};

walkThrough("finance-copilot", { type: "saas_dashboard", requirements: COPILOT }, (walk) => {
  it("the start page is about the features that were asked for", async () => {
    const page = await walk.visitor();
    for (const feature of COPILOT.mvp_features) {
      await page.getByRole("heading", { level: 3, name: feature }).waitFor();
    }
    // The plans cost what the business asks for, not what its archetype would.
    expect(await mainText(page)).toContain("$49 a month");
    await walk.picture(page, "home");
    await page.goto("/help");
    await walk.picture(page, "help");
  });

  it("the first expense gets into the book; what is wrong is said at its field", async () => {
    const page = await walk.visitor();
    await signUp(page, ADA);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Cashbook" }).click();
    await walk.picture(page, "cashbook-empty");
    await page.getByRole("textbox", { name: "What" }).fill("Coffee beans");
    await page.getByLabel("Amount").fill("a lot");
    await page.getByRole("button", { name: "Add" }).click();
    expect(await page.getByLabel("Amount").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(page, "cashbook-refused");
    await page.getByLabel("Amount").fill("23.40");
    await page.getByLabel("Category").fill("Kitchen");
    await page.getByRole("button", { name: "Add" }).click();
    expect(await page.getByRole("status").textContent()).toContain("under Kitchen");
  });

  it("a bank statement comes in whole, each expense with the category of similar ones", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/cashbook");
    await page.getByLabel("Lines").fill("day,what,amount\nsoon,Rent,-900");
    await page.getByRole("button", { name: "Bring in" }).click();
    expect(await mainText(page)).toContain("Line 2, day");
    await page.getByLabel("Lines").fill(bankLines());
    await page.getByRole("button", { name: "Bring in" }).click();
    expect(await page.getByRole("status").textContent()).toContain("24 lines came in");
    await walk.product.restart();
    await page.goto("/cashbook");
    const spent = await page.getByRole("region", { name: "Expenses by category" }).innerText();
    expect(spent).toMatch(/Office\s+\$7,200[\s\S]*Travel\s+\$512/);
    expect(spent).toContain("Kitchen");
  });

  it("the forecast says what to expect, and how it was worked out", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/cashbook");
    expect(await page.getByRole("region", { name: "Forecast" }).getByRole("row").count()).toBe(4);
    expect(await mainText(page)).toContain("mean of the last 6 whole months");
    await walk.picture(page, "cashbook");
  });

  it("the month with too little revenue is marked, and no other", async () => {
    const page = await walk.visitor("phone");
    await signIn(page, ADA);
    await page.goto("/cashbook");
    const rows = page.getByRole("region", { name: "Revenue that stands out" }).getByRole("row");
    expect(await rows.count()).toBe(2);
    expect(await rows.last().innerText()).toMatch(/\$1,200\s+\$4,0\d\d(\.\d\d)?\s+Low/);
  });

  it("an entry is sorted anew, and the next one follows", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/cashbook");
    await page.getByRole("link", { name: "Coffee beans" }).click();
    await page.getByLabel("Category").fill("Team");
    await walk.picture(page, "entry");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("textbox", { name: "What" }).fill("Coffee again");
    await page.getByLabel("Amount").fill("18");
    await page.getByRole("button", { name: "Add" }).click();
    expect(await page.getByRole("status").textContent()).toContain("under Team");
  });

  it("what the archetype has anyway is there too", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    for (const path of ["/data", "/charts", "/team", "/billing"]) {
      expect((await page.goto(path))?.status(), path).toBe(200);
    }
  });
});
