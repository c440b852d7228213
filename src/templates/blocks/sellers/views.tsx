import type { Child } from "hono/jsx";
import {
  Badge,
  Card,
  Checkbox,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  fillSlot,
  formatDate,
  Page,
  PageHeading,
  PostButton,
  type Product,
  Prose,
  type Request,
  Table,
  TextArea,
} from "../../kit/index.ts";
import type { Seller } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const STATES = { approved: "Approved", waiting: "Waiting for approval", refused: "Not accepted" } as const;

export function WelcomePage({ product, c, approval }: View & { approval: boolean }) {
  const { name } = product.business;
  const steps = [
    "Create an account.",
    "Say who you are, what you offer and how you want to be paid.",
    ...(approval ? ["We look at your profile and write to you."] : []),
    "Publish your first listing.",
  ];
  return (
    <Page product={product} c={c} title="Sell" description={`Offer what you do on ${name}.`}>
      <PageHeading title={`Sell on ${name}`} lead="A profile, a first listing, and people can find you." />
      <Card title="How it goes">
        <ol>
          {steps.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <p class="actions">
          <a class="button primary" href="/sign-up">
            Create an account
          </a>
          <a class="button secondary" href="/sign-in">
            Sign in
          </a>
        </p>
      </Card>
    </Page>
  );
}

type EditProps = View & { seller: Seller | undefined; form: FormState; approval: boolean };

export function EditPage({ product, c, seller, form, approval }: EditProps) {
  const lead = seller
    ? `You sell on ${product.business.name}.`
    : approval
      ? "We look at every profile before it is shown."
      : "It is shown at once. You can change it at any time.";
  return (
    <Page product={product} c={c} title="Sell" hidden>
      <PageHeading title={seller ? "Your seller's area" : "Become a seller"} lead={lead}>
        {seller && (
          <Badge tone={seller.status === "approved" ? "good" : "plain"}>{STATES[seller.status]}</Badge>
        )}
      </PageHeading>
      {seller && fillSlot(product, c, "sellers:desk", seller.id)}
      <Card title={seller ? "Your profile" : "Your profile as a seller"}>
        {seller?.status === "approved" && (
          <p>
            <a href={`/sellers/${seller.id}`}>See it as others do</a>
          </p>
        )}
        <form method="post" action="/sell">
          <FormProblem form={form} />
          <Field name="name" label="Name that buyers see" form={form} maxlength={80} />
          <Field name="offer" label="What you offer" form={form} maxlength={140} hint="One line." />
          <TextArea
            name="about"
            label="About you"
            form={form}
            hint="What you have done, how you work, what you need to know from a buyer."
          />
          <Field name="place" label="Place" form={form} maxlength={80} hint="Town or region." optional />
          <Checkbox name="remote" label="I also work at a distance" form={form} />
          <Field
            name="payout"
            label="How we pay you"
            form={form}
            maxlength={200}
            hint="For example: bank transfer at the end of the month. Only we see it."
          />
          <button class="button primary" type="submit">
            {seller ? "Save" : "Become a seller"}
          </button>
        </form>
      </Card>
    </Page>
  );
}

export function ProfilePage({ product, c, seller, below }: View & { seller: Seller; below: Child }) {
  const { name, offer, about, created_at } = seller;
  return (
    <Page
      product={product}
      c={c}
      title={name}
      description={`${name}: ${offer}`}
      hidden={seller.status !== "approved"}
    >
      <PageHeading title={name} lead={offer} />
      <p class="muted">
        {whereTheyWork(seller)} · Here since {formatDate(created_at)}
      </p>
      <Prose text={about} />
      {below}
    </Page>
  );
}

function whereTheyWork({ place, remote }: Seller): string {
  if (place === "") return remote === 1 ? "Works at a distance" : "Place to be agreed";
  return remote === 1 ? `${place}, and at a distance` : place;
}

export function OwnerPage({ product, c, sellers }: View & { sellers: readonly Seller[] }) {
  return (
    <Page product={product} c={c} title="Sellers" hidden>
      <PageHeading title="Sellers" lead="Who waits for approval comes first." />
      {sellers.length === 0 ? (
        <EmptyState title="Nobody sells here yet.">
          <p>
            Send people to <a href="/sell">the page for sellers</a>.
          </p>
        </EmptyState>
      ) : (
        <Table
          caption="Sellers"
          head={["Seller", "Offers", "Payout", "State", "Change"]}
          rows={sellers.map(({ id, name, offer, payout, status }) => [
            <a href={`/sellers/${id}`}>{name}</a>,
            offer,
            payout,
            <Badge tone={status === "approved" ? "good" : "plain"}>{STATES[status]}</Badge>,
            <div class="actions">
              {status !== "approved" && (
                <PostButton
                  action={`/owner/sellers/${id}/approve`}
                  label="Approve"
                  name={`Approve ${name}`}
                  kind="link"
                />
              )}
              {status !== "refused" && (
                <PostButton
                  action={`/owner/sellers/${id}/refuse`}
                  label="Refuse"
                  name={`Refuse ${name}`}
                  kind="link"
                />
              )}
            </div>,
          ])}
        />
      )}
    </Page>
  );
}
