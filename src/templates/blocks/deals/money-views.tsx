import {
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  formatMoney,
  Page,
  PageHeading,
  type Product,
  type Request,
  Select,
  Stat,
  Table,
} from "../../kit/index.ts";
import { listingSettings } from "../listings/index.ts";
import { type Seller, sellerById } from "../sellers/index.ts";
import { type Deal, STATUS_NAMES } from "./model.ts";
import { balanceOf, commission, payoutsOf, sellersWithDeals } from "./money.ts";
import { allDeals, settings } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function BalancePage({ product, c, seller }: View & { seller: Seller }) {
  const money = (cents: number) => formatMoney(cents, listingSettings(product).currency);
  const { earned, paidOut, due, held } = balanceOf(product, seller.id);
  const payouts = payoutsOf(product, seller.id);
  return (
    <Page product={product} c={c} title="Balance" hidden>
      <PageHeading
        title="Your balance"
        lead={`Your share of every deal is its price less ${settings(product).commission_percent}% commission.`}
      />
      <div class="stats">
        <Stat label="To be paid out" value={money(due)} />
        <Stat label="Held until deals are done" value={money(held)} />
        <Stat label="Earned so far" value={money(earned)} note={`${money(paidOut)} paid out`} />
      </div>
      <p>
        <a href="/deals">Your deals</a>
      </p>
      <h2>Payouts</h2>
      {payouts.length === 0 ? (
        <EmptyState title="No payouts yet." />
      ) : (
        <Table
          caption="Payouts"
          head={["When", "Amount", "Note"]}
          rows={payouts.map(({ at, amount_cents, note }) => [formatDate(at), money(amount_cents), note])}
        />
      )}
    </Page>
  );
}

export function CommissionPage({ product, c, form }: View & { form: FormState }) {
  const money = (cents: number) => formatMoney(cents, listingSettings(product).currency);
  const { deals: count, turnover, earned, held } = commission(product);
  const deals = allDeals(product);
  return (
    <Page product={product} c={c} title="Deals and commission" hidden>
      <PageHeading
        title="Deals and commission"
        lead={`${settings(product).commission_percent}% of every deal is yours.`}
      >
        <a class="button secondary" href="/owner/deals/export.csv">
          Export as CSV
        </a>
      </PageHeading>
      <div class="stats">
        <Stat label="Commission earned" value={money(earned)} />
        <Stat label="Commission of deals under way" value={money(held)} />
        <Stat label="Deals done" value={count} note={`${money(turnover)} in all`} />
      </div>
      {deals.length === 0 ? (
        <EmptyState title="No deals yet." />
      ) : (
        <Table
          caption="Deals, disputes first"
          head={["Deal", "State", "Price", "Seller", "Commission"]}
          rows={deals.map((deal) => dealCells(deal, money))}
        />
      )}
      <Payouts product={product} form={form} money={money} />
    </Page>
  );
}

function dealCells(deal: Deal, money: (cents: number) => string) {
  return [
    <a href={`/deals/${deal.id}`}>{deal.title}</a>,
    STATUS_NAMES[deal.status],
    money(deal.price_cents),
    money(deal.seller_cents),
    money(deal.commission_cents),
  ];
}

function Payouts({
  product,
  form,
  money,
}: {
  product: Product;
  form: FormState;
  money: (cents: number) => string;
}) {
  const sellers = sellersWithDeals(product).map((id) => ({
    ...{ id, balance: balanceOf(product, id), seller: sellerById(product, id) },
  }));
  if (sellers.length === 0) return null;
  const options = sellers.map(({ id, seller, balance }) => ({
    value: String(id),
    label: `${seller?.name ?? `Seller ${id}`}, owed ${money(balance.due)}`,
  }));
  return (
    <>
      <h2>What sellers are owed</h2>
      <Table
        caption="What sellers are owed"
        head={["Seller", "Owed", "Held", "Paid out", "How they are paid"]}
        rows={sellers.map(({ id, seller, balance }) => [
          seller?.name ?? `Seller ${id}`,
          money(balance.due),
          money(balance.held),
          money(balance.paidOut),
          seller?.payout ?? "",
        ])}
      />
      <Card title="Note a payout">
        <form method="post" action="/owner/payouts">
          <FormProblem form={form} />
          <div class="form-row">
            <Select name="seller" label="Seller" form={form} options={options} />
            <Field name="amount" label="Amount" form={form} inputmode="decimal" />
            <Field name="note" label="Note" form={form} maxlength={200} optional />
          </div>
          <button class="button primary" type="submit">
            Note it
          </button>
        </form>
      </Card>
    </>
  );
}

/** In a seller's own area. */
export function BalanceLink({ product, seller }: { product: Product; seller: number }) {
  const { due, held } = balanceOf(product, seller);
  const money = (cents: number) => formatMoney(cents, listingSettings(product).currency);
  return (
    <p>
      <a href="/sell/balance">Your balance</a>: {money(due)} to be paid out, {money(held)} held. Commission is{" "}
      {settings(product).commission_percent}% of each deal.
    </p>
  );
}
