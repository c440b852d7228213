import type { Child } from "hono/jsx";
import { type Inline, type Part, parseMarkdown } from "./markdown.ts";

/** The text of an article. Links that may earn money are marked so for search engines. */
export function ArticleText({ source, sponsored }: { source: string; sponsored: boolean }) {
  const external = sponsored ? "sponsored nofollow noopener" : "noopener";
  return (
    <div class="prose">
      {parseMarkdown(source).map((part) => (
        <Block part={part} external={external} />
      ))}
    </div>
  );
}

function Block({ part, external }: { part: Part; external: string }): Child {
  switch (part.kind) {
    case "rule":
      return <hr />;
    case "code":
      return (
        <pre tabindex={0}>
          <code>{part.text}</code>
        </pre>
      );
    case "list": {
      const items = part.items.map((item) => <li>{inlines(item, external)}</li>);
      return part.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "quote":
      return (
        <blockquote>
          <p>{inlines(part.children, external)}</p>
        </blockquote>
      );
    case "heading": {
      const Heading = `h${part.level}` as const;
      return <Heading>{inlines(part.children, external)}</Heading>;
    }
    case "paragraph":
      return <p>{inlines(part.children, external)}</p>;
  }
}

function inlines(list: readonly Inline[], external: string): Child[] {
  return list.map((inline) => <Words inline={inline} external={external} />);
}

function Words({ inline, external }: { inline: Inline; external: string }) {
  switch (inline.kind) {
    case "text":
      return <>{inline.text}</>;
    case "code":
      return <code>{inline.text}</code>;
    case "strong":
      return <strong>{inlines(inline.children, external)}</strong>;
    case "emphasis":
      return <em>{inlines(inline.children, external)}</em>;
    case "link":
      return (
        <a href={inline.href} rel={/^http/i.test(inline.href) ? external : undefined}>
          {inlines(inline.children, external)}
        </a>
      );
  }
}
