import {
  Card,
  Field,
  type FormState,
  type Product,
  type Request,
  Stat,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { type Figures, linksOf, share } from "./figures.ts";
import { LetterBody } from "./letter.tsx";

export interface View {
  readonly product: Product;
  readonly c: Request;
}

const HOW_TO_WRITE =
  "Plain text; leave a line empty between paragraphs. [words](https://address) makes a link. The template adds what stands before and after.";

export function figureCells({ sent, opened, clicked, unsubscribed }: Figures) {
  return [sent, share(opened, sent), share(clicked, sent), share(unsubscribed, sent)];
}

export function LetterFields({ form }: { form: FormState }) {
  return (
    <>
      <Field name="subject" label="Subject" form={form} maxlength={150} autocomplete="off" />
      <TextArea name="body" label="Text" form={form} rows={10} hint={HOW_TO_WRITE} />
    </>
  );
}

export function Preview({ product, body }: { product: Product; body: string }) {
  return (
    <Card title="As readers see it">
      <div class="prose">
        <LetterBody product={product} body={body} link={(url) => url} />
      </div>
    </Card>
  );
}

export function LinkClicks({
  product,
  kind,
  id,
}: {
  product: Product;
  kind: "step" | "broadcast";
  id: number;
}) {
  const links = linksOf(product, kind, id);
  if (links.length === 0) return null;
  return (
    <Table
      caption="Links in it"
      head={["Link", "Followed"]}
      rows={links.map(({ url, clicks }) => [url, clicks])}
    />
  );
}

export function FigureStats({ figures }: { figures: Figures }) {
  const [sent = 0, opened = 0, clicked = 0, unsubscribed = 0] = figureCells(figures);
  return (
    <div class="stats">
      <Stat label="Sent" value={sent} />
      <Stat label="Opened" value={opened} />
      <Stat label="Clicked" value={clicked} />
      <Stat label="Unsubscribed" value={unsubscribed} />
    </div>
  );
}
