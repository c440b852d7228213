import {
  Badge,
  Card,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Table,
} from "../../kit/index.ts";
import type { User } from "../accounts/index.ts";
import type { Invitation, Member, Workspace } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

interface Team {
  readonly user: User;
  readonly workspace: Workspace;
  readonly workspaces: readonly Workspace[];
  readonly members: readonly Member[];
  readonly invitations: readonly Invitation[];
  /** How many people the plan has room for; undefined: any number. */
  readonly limit: number | undefined;
  readonly invite: FormState;
  readonly rename: FormState;
}

export function TeamPage({ product, c, ...team }: View & Team) {
  const { user, workspace, workspaces, members, invitations, limit } = team;
  const owner = workspace.owner_id === user.id;
  const room = limit === undefined ? "" : ` of ${limit}`;
  return (
    <Page product={product} c={c} title="Team" hidden>
      <PageHeading title="Team" lead={`Everyone in "${workspace.name}" works on the same things.`} />
      <h2>
        People ({members.length}
        {room})
      </h2>
      <Table
        caption="People in this workspace"
        head={["Name", "E-mail", "Since", "Role"]}
        rows={members.map((member) => [
          member.name,
          member.email,
          formatDate(member.joined_at),
          <Role member={member} team={team} />,
        ])}
      />
      {owner && <InviteCard form={team.invite} />}
      {owner && invitations.length > 0 && <Invitations invitations={invitations} />}
      {workspaces.length > 1 && <Workspaces workspaces={workspaces} current={workspace.id} />}
      {owner && (
        <Card title="Name of the workspace" quiet>
          <form method="post" action="/team/rename">
            <FormProblem form={team.rename} />
            <Field name="name" label="Name" form={team.rename} value={workspace.name} maxlength={80} />
            <button class="button secondary" type="submit">
              Rename
            </button>
          </form>
        </Card>
      )}
    </Page>
  );
}

function Role({ member, team: { user, workspace } }: { member: Member; team: Team }) {
  if (member.id === workspace.owner_id) return <Badge tone="good">Owner</Badge>;
  if (member.id === user.id) {
    return <PostButton action="/team/remove" fields={{ id: member.id }} label="Leave" kind="link" />;
  }
  if (workspace.owner_id !== user.id) return <Badge>Member</Badge>;
  return (
    <PostButton
      action="/team/remove"
      fields={{ id: member.id }}
      label="Remove"
      kind="link"
      name={`Remove ${member.name}`}
    />
  );
}

function InviteCard({ form }: { form: FormState }) {
  return (
    <Card title="Invite somebody">
      <form method="post" action="/team/invite">
        <FormProblem form={form} />
        <Field
          name="email"
          label="Their e-mail"
          type="email"
          form={form}
          autocomplete="off"
          hint="They get a link with which they join. It works once."
        />
        <button class="button primary" type="submit">
          Send invitation
        </button>
      </form>
    </Card>
  );
}

function Invitations({ invitations }: { invitations: readonly Invitation[] }) {
  return (
    <>
      <h2>Invited</h2>
      <Table
        caption="Open invitations"
        head={["E-mail", "Open until", "Action"]}
        rows={invitations.map(({ id, email, expires_at }) => [
          email,
          formatDate(expires_at),
          <PostButton
            action="/team/withdraw"
            fields={{ id }}
            label="Withdraw"
            kind="link"
            name={`Withdraw the invitation to ${email}`}
          />,
        ])}
      />
    </>
  );
}

function Workspaces({ workspaces, current }: { workspaces: readonly Workspace[]; current: number }) {
  return (
    <>
      <h2>Your workspaces</h2>
      <Table
        caption="Your workspaces"
        head={["Workspace", "Action"]}
        rows={workspaces.map(({ id, name }) => [
          name,
          id === current ? (
            <Badge tone="good">You are here</Badge>
          ) : (
            <PostButton
              action="/team/switch"
              fields={{ id }}
              label="Switch"
              kind="link"
              name={`Switch to ${name}`}
            />
          ),
        ])}
      />
    </>
  );
}

export function JoinPage({
  product,
  c,
  workspace,
  user,
}: View & { workspace: Workspace | undefined; user: User | undefined }) {
  if (!workspace) {
    return (
      <Page product={product} c={c} title="Invitation" hidden>
        <PageHeading
          title="This invitation is not open"
          lead="It was used, withdrawn or is too old. Ask whoever invited you for a new one."
        />
        <p>
          <a href="/">Go to the start page</a>
        </p>
      </Page>
    );
  }
  return (
    <Page product={product} c={c} title="Invitation" hidden>
      <PageHeading
        title={`Join "${workspace.name}"`}
        lead="You will see and change what everyone in this workspace works on."
      />
      {user ? (
        <Card>
          <p>
            You join as {user.name} ({user.email}).
          </p>
          <PostButton action={c.req.path} label="Join" kind="primary" />
        </Card>
      ) : (
        <Card>
          <p>First create an account or sign in; then open the link in the e-mail again.</p>
          <div class="actions">
            <a class="button primary" href="/sign-up">
              Sign up
            </a>
            <a class="button secondary" href="/sign-in">
              Sign in
            </a>
          </div>
        </Card>
      )}
    </Page>
  );
}
