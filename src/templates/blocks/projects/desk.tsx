import { EMPTY_FORM, type FormState, type Product, type Request } from "../../kit/index.ts";
import type { User } from "../accounts/index.ts";
import type { Workspace } from "../team/index.ts";
import { allowanceOf, recordUsage } from "../usage/index.ts";
import * as store from "./store.ts";
import { ProjectPage } from "./views.tsx";
import { wordsOf } from "./words.ts";

/** Who is at work, and where. */
export interface Desk {
  readonly user: User;
  readonly workspace: Workspace;
}

export type Handler = (c: Request, desk: Desk) => Response | Promise<Response>;

/** A project with its entries; `forms` are those that were filled in wrongly. */
export function projectPage(
  c: Request,
  product: Product,
  project: store.Project,
  forms: { edit?: FormState; add?: FormState } = {},
) {
  return (
    <ProjectPage
      product={product}
      c={c}
      words={wordsOf(product)}
      project={project}
      entries={store.entriesOf(product, project.id)}
      edit={forms.edit ?? EMPTY_FORM}
      add={forms.add ?? EMPTY_FORM}
    />
  );
}

/** Every change counts towards the plan of the workspace's owner, and is kept in the history. */
export function note(product: Product, { user, workspace }: Desk, action: string, subject: string): void {
  recordUsage(product, { accountId: workspace.owner_id, userId: user.id, action, subject });
}

/** Why nothing can be added this month; undefined when it can. */
export function usedUp(product: Product, workspace: Workspace): string | undefined {
  const { left, limit } = allowanceOf(product, workspace.owner_id);
  return left
    ? undefined
    : `The plan's ${limit} actions of this month are used up. See Pricing for plans with more.`;
}
