import {
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  Page,
  PageHeading,
  type Product,
  type Request,
  Table,
} from "../../kit/index.ts";
import type { User } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function SignUpPage({ product, c, form }: View & { form: FormState }) {
  return (
    <Page product={product} c={c} title="Sign up">
      <PageHeading title="Create your account" lead={`Start with ${product.business.name} in a minute.`} />
      <Card>
        <form method="post" action="/sign-up">
          <FormProblem form={form} />
          <Field name="name" label="Your name" form={form} autocomplete="name" maxlength={100} />
          <Field name="email" label="E-mail" type="email" form={form} autocomplete="email" />
          <Field
            name="password"
            label="Password"
            type="password"
            form={form}
            autocomplete="new-password"
            hint="At least 10 characters. A few words are easier to remember and harder to guess."
          />
          <button class="button primary" type="submit">
            Create account
          </button>
        </form>
      </Card>
      <p>
        You have an account? <a href="/sign-in">Sign in</a>.
      </p>
    </Page>
  );
}

export function SignInPage({ product, c, form }: View & { form: FormState }) {
  return (
    <Page product={product} c={c} title="Sign in">
      <PageHeading title="Sign in" />
      <Card>
        <form method="post" action="/sign-in">
          <FormProblem form={form} />
          <Field name="email" label="E-mail" type="email" form={form} autocomplete="email" />
          <Field
            name="password"
            label="Password"
            type="password"
            form={form}
            autocomplete="current-password"
          />
          <button class="button primary" type="submit">
            Sign in
          </button>
        </form>
      </Card>
      <p>
        New here? <a href="/sign-up">Create an account</a>.
      </p>
    </Page>
  );
}

export function AccountPage({
  product,
  c,
  user,
  password,
  deletion,
}: View & { user: User; password: FormState; deletion: FormState }) {
  return (
    <Page product={product} c={c} title="Account" hidden>
      <PageHeading
        title="Your account"
        lead={`${user.name}, ${user.email}, since ${formatDate(user.created_at)}.`}
      />
      <Card title="Change your password">
        <form method="post" action="/account/password">
          <FormProblem form={password} />
          <Field
            name="current"
            label="Present password"
            type="password"
            form={password}
            autocomplete="current-password"
          />
          <Field
            name="password"
            label="New password"
            type="password"
            form={password}
            autocomplete="new-password"
            hint="At least 10 characters."
          />
          <button class="button primary" type="submit">
            Change password
          </button>
        </form>
      </Card>
      <Card title="Delete your account" quiet>
        <form method="post" action="/account/delete">
          <FormProblem form={deletion} />
          <Field name="confirm" label="Type delete to confirm" form={deletion} autocomplete="off" />
          <button class="button danger" type="submit">
            Delete account
          </button>
        </form>
      </Card>
    </Page>
  );
}

export function UsersPage({ product, c, users }: View & { users: readonly User[] }) {
  return (
    <Page product={product} c={c} title="Users" hidden>
      <PageHeading title="Users" lead="The latest first." />
      {users.length === 0 ? (
        <EmptyState title="Nobody has signed up yet." />
      ) : (
        <Table
          caption="Users"
          head={["Name", "E-mail", "Since"]}
          rows={users.map(({ name, email, created_at }) => [name, email, formatDate(created_at)])}
        />
      )}
    </Page>
  );
}
