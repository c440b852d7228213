import { existsSync } from "node:fs";

/** Where Debian has it, or what GENESIS_TEST_BROWSER names. */
const CANDIDATES = [process.env.GENESIS_TEST_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** The browser of this machine; without one the browser suite is skipped. */
export const BROWSER = CANDIDATES.find((path) => path !== undefined && existsSync(path));
