import { BROWSER } from "../browser/browser.ts";

/** Says once, before the first test, what will not be tested for want of a server or a browser. */
export default function announce(): void {
  if (!process.env.MONGODB_URI && !process.env.GENESIS_TEST_MONGODB_URI) {
    process.stdout.write("MONGODB_URI is not set: the MongoDB suites are skipped.\n");
  }
  if (!process.env.GENESIS_TEST_STRIPE_MOCK_URL) {
    process.stdout.write(
      "GENESIS_TEST_STRIPE_MOCK_URL is not set: the suite against stripe-mock is skipped.\n",
    );
  }
  if (!BROWSER) {
    process.stdout.write(
      "No Chromium at /usr/bin/chromium or GENESIS_TEST_BROWSER: the browser suite is skipped.\n",
    );
  }
}
