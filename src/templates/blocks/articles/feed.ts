import { escapeXml, type Product } from "../../kit/index.ts";
import type { Article } from "./store.ts";

/** The feed of the newest articles (RSS 2.0), for feed readers. */
export function feed({ business, baseUrl }: Product, articles: readonly Article[]): string {
  const tag = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`;
  const date = (time: number) => new Date(time).toUTCString();
  const items = articles.map(({ slug, title, summary, category, published_at }) => {
    const url = `${baseUrl}/articles/${slug}`;
    const texts = [
      tag("title", title),
      tag("link", url),
      `<guid isPermaLink="true">${escapeXml(url)}</guid>`,
    ];
    texts.push(
      tag("pubDate", date(published_at ?? 0)),
      tag("category", category),
      tag("description", summary),
    );
    return `    <item>${texts.join("")}</item>`;
  });
  const newest = Math.max(0, ...articles.map(({ updated_at }) => updated_at));
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    ${tag("title", business.name)}
    ${tag("link", `${baseUrl}/`)}
    ${tag("description", business.description)}
    <language>en</language>
    <atom:link href="${escapeXml(`${baseUrl}/feed.xml`)}" rel="self" type="application/rss+xml"/>
${newest > 0 ? `    ${tag("lastBuildDate", date(newest))}\n` : ""}${items.join("\n")}
  </channel>
</rss>
`;
}
