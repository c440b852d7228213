type Settings = Readonly<Record<string, unknown>>;

/** "$49/mo", "$19 a month", "$12.50 per month"; not a price for each seat, which says nothing on a whole plan. */
const MONTHLY = /\$\s?(\d{1,5}(?:\.\d{2})?)\s*(?:\/|per\s|a\s)\s*mo(?:nth)?\b/i;

/** Cents a month that a business asks for, when its requirements name one price. */
export function monthlyCents(monetization: string): number | undefined {
  const [, dollars] = MONTHLY.exec(monetization) ?? [];
  const cents = Math.round(Number(dollars ?? 0) * 100);
  return cents > 0 ? cents : undefined;
}

/**
 * Plans as the business prices them: the first that costs something costs what the requirements say, the ones above it
 * keep their distance to it. Plans of another form than the billing block's stay as they are.
 */
export function withPlanPrices(settings: Settings, monetization: string): Settings {
  const wanted = monthlyCents(monetization);
  const plans = Array.isArray(settings.plans) ? settings.plans.filter(isPlan) : [];
  const first = plans.find(({ price_cents }) => price_cents > 0);
  if (wanted === undefined || !first || first.price_cents === wanted) return settings;
  const factor = wanted / first.price_cents;
  const priced = plans.map((plan) => {
    if (plan.price_cents === 0) return plan;
    const price_cents = plan === first ? wanted : Math.round((plan.price_cents * factor) / 100) * 100;
    // What the summary says of prices no longer holds.
    return { ...plan, price_cents, ...(plan.summary?.includes("$") && { summary: "Paid by the month." }) };
  });
  return { ...settings, plans: priced };
}

interface PlanSettings {
  readonly price_cents: number;
  readonly summary?: string;
}

function isPlan(value: unknown): value is PlanSettings {
  return (
    typeof value === "object" &&
    value !== null &&
    "price_cents" in value &&
    typeof value.price_cents === "number" &&
    (!("summary" in value) || typeof value.summary === "string")
  );
}
