import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatMoney,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Select,
  Table,
} from "../../kit/index.ts";
import { currencyOf } from "../catalogue/index.ts";
import { usesOfCode } from "../orders/index.ts";
import type { Code } from "./sums.ts";

const KINDS = [
  { value: "percent", label: "Percent of the order" },
  { value: "amount", label: "A fixed amount" },
];

interface CodesProps {
  readonly product: Product;
  readonly c: Request;
  readonly codes: readonly Code[];
  readonly form: FormState;
}

export function CodesPage({ product, c, codes, form }: CodesProps) {
  return (
    <Page product={product} c={c} title="Discount codes" hidden>
      <PageHeading title="Discount codes" lead="Customers enter them at the checkout." />
      {codes.length === 0 ? (
        <EmptyState title="No codes yet. Make the first one below." />
      ) : (
        <Table
          caption="Discount codes"
          head={["Code", "Takes off", "From", "Used", "Change"]}
          rows={codes.map((code) => codeCells(product, code))}
        />
      )}
      <Card title="New code">
        <form method="post" action="/owner/discounts">
          <FormProblem form={form} />
          <Field
            name="code"
            label="Code"
            form={form}
            maxlength={40}
            autocomplete="off"
            placeholder="WELCOME10"
          />
          <div class="form-row">
            <Select name="kind" label="Takes off" form={form} options={KINDS} />
            <Field
              name="value"
              label="How much"
              form={form}
              inputmode="decimal"
              hint={`Percent, or an amount in ${currencyOf(product)}.`}
            />
          </div>
          <div class="form-row">
            <Field name="minimum" label="For orders from" form={form} inputmode="decimal" optional />
            <Field name="max_uses" label="How often in all" type="number" form={form} optional />
          </div>
          <button class="button primary" type="submit">
            Make the code
          </button>
        </form>
      </Card>
    </Page>
  );
}

function codeCells(product: Product, { code, kind, value, min_cents, max_uses, active }: Code) {
  const money = (cents: number) => formatMoney(cents, currencyOf(product));
  const uses = usesOfCode(product, code);
  return [
    <>
      {code} {active === 0 && <Badge>Stopped</Badge>}
    </>,
    kind === "percent" ? `${value}%` : money(value),
    min_cents === 0 ? "any order" : money(min_cents),
    max_uses === 0 ? uses : `${uses} of ${max_uses}`,
    <PostButton
      action={`/owner/discounts/${code}/${active === 1 ? "stop" : "start"}`}
      label={active === 1 ? "Stop" : "Start"}
      name={`${active === 1 ? "Stop" : "Start"} ${code}`}
      kind="link"
    />,
  ];
}
