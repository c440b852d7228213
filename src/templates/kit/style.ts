import type { Theme } from "./business.ts";

const HEADINGS: Readonly<Record<Theme["heading"], string>> = {
  sans: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  serif: 'ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif',
  rounded: 'ui-rounded, "SF Pro Rounded", "Nunito", "Varela Round", system-ui, "Segoe UI", Arial, sans-serif',
};

/** The one style sheet of the product. Light and dark; grounds and greys are fixed, so that their contrast is known. */
export function styleSheet(theme: Theme): string {
  return `:root {
  color-scheme: light dark;
  --bg: #ffffff; --surface: #ffffff; --sunken: #f6f7f9; --line: #dfe3e8; --line-strong: #838d9c;
  --ink: ${theme.ink}; --muted: #55606e; --accent: ${theme.accent}; --accent-ink: ${theme.accent_ink};
  --accent-soft: ${theme.accent_soft}; --good: #146c3a; --good-soft: #e4f5ea; --head: rgb(16 24 40 / .04); --bad: #b3261e; --bad-soft: #fdeceb;
  --radius: ${theme.radius}px; --heading: ${HEADINGS[theme.heading]};
  --shadow: 0 1px 2px rgb(16 24 40 / .05), 0 8px 24px -12px rgb(16 24 40 / .16);
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #101319; --surface: #171b23; --sunken: #0b0e13; --line: #2a313c; --line-strong: #6d7887;
    --ink: #edf0f4; --muted: #a7b0bd; --accent: ${theme.accent_dark}; --accent-ink: ${theme.accent_dark_ink};
    --accent-soft: #1d2430; --good: #6fd69a; --good-soft: #12291c; --head: rgb(0 0 0 / .3); --bad: #ff9d95; --bad-soft: #33181a;
    --shadow: 0 1px 2px rgb(0 0 0 / .4);
  }
}
${BASE}`;
}

/** The product's sign: its initial on its colour. */
export function icon(name: string, { accent, accent_ink, radius }: Theme): string {
  const initial = [...name.trim()][0]?.toUpperCase() ?? "•";
  const safe = initial.replace(/[&<>"']/g, "•");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="${Math.min(24, 10 + radius)}" fill="${accent}"/><text x="32" y="44" font-family="system-ui, Arial, sans-serif" font-size="36" font-weight="700" text-anchor="middle" fill="${accent_ink}">${safe}</text></svg>`;
}

const BASE = `*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } * { transition: none !important; animation: none !important; } }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--bg); color: var(--ink);
  font: 16px/1.6 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
h1, h2, h3 { font-family: var(--heading); line-height: 1.2; letter-spacing: -.015em; margin: 0 0 .5em; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.75rem, 1.35rem + 1.8vw, 2.5rem); } h2 { font-size: clamp(1.25rem, 1.1rem + .6vw, 1.5rem); } h3 { font-size: 1.1rem; }
p, ul, ol, dl, figure, blockquote { margin: 0 0 1em; }
a { color: var(--accent); text-underline-offset: .18em; } a:hover { text-decoration-thickness: 2px; }
img, svg, video { max-width: 100%; height: auto; } code, pre, kbd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .92em; }
pre { overflow: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem; }
:not(pre) > code { background: var(--sunken); padding: .1em .35em; border-radius: 4px; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
.skip { position: absolute; left: -999px; top: 0; background: var(--surface); padding: .75rem 1rem; z-index: 10; } .skip:focus { left: 0; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.muted { color: var(--muted); } .lead { font-size: 1.125rem; color: var(--muted); max-width: 62ch; }
.bar { max-width: 1120px; margin: 0 auto; padding: 0 1.25rem; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; }
.site-header { border-bottom: 1px solid var(--line); background: var(--surface); }
.site-header .bar { min-height: 64px; padding-block: .5rem; }
.brand { display: inline-flex; gap: .6rem; align-items: center; color: var(--ink); text-decoration: none; font-family: var(--heading); font-weight: 700; font-size: 1.1rem; max-width: min(100%, 420px); overflow-wrap: anywhere; }
.brand img { flex: none; }
.site-header nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem .25rem; margin: 0; padding: 0; align-items: center; }
.site-header nav a, .site-header nav .link { display: inline-block; padding: .5rem .7rem; border-radius: calc(var(--radius) * .75); color: var(--ink); text-decoration: none; font: inherit; font-size: .95rem; }
.site-header nav a:hover, .site-header nav .link:hover { background: var(--sunken); } .site-header nav a.primary { background: var(--accent); color: var(--accent-ink); font-weight: 600; } .site-header nav a.primary:hover { filter: brightness(1.08); } .site-header nav a:not(.primary)[aria-current] { color: var(--accent); font-weight: 600; }
.site-header .bar { position: relative; } .more { position: relative; border: 0; padding: 0; margin: 0; background: none; } .more summary { display: block; padding: .5rem .7rem; border-radius: calc(var(--radius) * .75); font-weight: 400; font-size: .95rem; list-style: none; } .more summary::-webkit-details-marker { display: none; } .more summary::after { content: ""; display: inline-block; width: .4rem; height: .4rem; margin-left: .45rem; border: solid currentcolor; border-width: 0 2px 2px 0; transform: translateY(-.2rem) rotate(45deg); } .more summary:hover { background: var(--sunken); } .more summary[aria-current] { color: var(--accent); font-weight: 600; } .more[open] summary { margin: 0; background: var(--sunken); }
.site-header .more ul { position: absolute; right: 0; top: calc(100% + .35rem); z-index: 5; display: block; min-width: 14rem; max-height: min(70vh, 30rem); overflow-y: auto; padding: .4rem; background: var(--surface); border: 1px solid var(--line-strong); border-radius: var(--radius); box-shadow: var(--shadow); } .site-header .more ul a { display: block; overflow-wrap: anywhere; }
main { flex: 1; width: 100%; } main.column > h2, main.column > aside > h2, main.column > section:not(.card) > h2 { margin-top: 2.25rem; } main.column { max-width: 880px; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; } main.wide > section, main.wide > .notice { padding-inline: 1.25rem; }
.site-footer { border-top: 1px solid var(--line); background: var(--sunken); padding: 2rem 0; font-size: .93rem; }
.site-footer .bar { align-items: flex-start; } .site-footer p { margin: 0; max-width: 46ch; overflow-wrap: anywhere; } .site-footer ul { list-style: none; display: flex; gap: 1.25rem; margin: 0; padding: 0; }
.button, button { font: inherit; } .button { display: inline-block; border: 1px solid transparent; border-radius: var(--radius); padding: .62rem 1.15rem; font-weight: 600; text-decoration: none; cursor: pointer; line-height: 1.3; min-height: 44px; text-align: center; transition: filter .15s, background .15s; }
.button.primary { background: var(--accent); color: var(--accent-ink); } .button.primary:hover { filter: brightness(1.08); }
.button.secondary { background: var(--surface); color: var(--ink); border-color: var(--line-strong); } .button.secondary:hover { background: var(--sunken); }
.button.danger { background: var(--surface); color: var(--bad); border-color: var(--bad); } .button.danger:hover { background: var(--bad-soft); }
.button.large { padding: .85rem 1.6rem; font-size: 1.05rem; }
button.link { background: none; border: 0; padding: 0; color: var(--accent); text-decoration: underline; cursor: pointer; } .site-header button.link { text-decoration: none; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; } form.inline { display: inline; }
.part-heading { display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: space-between; align-items: baseline; } .part-heading h2 { margin-bottom: .25em; }
.page-heading { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: flex-start; margin-bottom: 1.75rem; } .page-heading h1 { margin-bottom: .25rem; } .page-heading .lead { margin: 0; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 1.5rem; margin-bottom: 1.5rem; box-shadow: var(--shadow); overflow-wrap: anywhere; }
.card.quiet { box-shadow: none; background: var(--sunken); } .card > :last-child, .card > form > :last-child { margin-bottom: 0; } .grid > .card h2 { font-size: 1.2rem; }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr)); margin: 0 0 1.5rem; padding: 0; list-style: none; } .grid > * { margin: 0; }
.split { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); align-items: start; }
.stats { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); margin-bottom: 1.5rem; }
.stat { border: 1px solid var(--line); border-radius: var(--radius); padding: 1.1rem 1.25rem; background: var(--surface); } .stat p { margin: 0; } .stat .label { color: var(--muted); font-size: .9rem; } .stat .value { font: 700 1.75rem/1.3 var(--heading); font-variant-numeric: tabular-nums; } .stat .note { color: var(--muted); font-size: .85rem; }
.field { margin-bottom: 1.1rem; } .field label { display: block; font-weight: 600; margin-bottom: .3rem; } .field .muted { font-weight: 400; }
input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select { width: 100%; font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--line-strong); border-radius: calc(var(--radius) * .75); padding: .6rem .75rem; min-height: 44px; }
textarea { resize: vertical; } input:focus-visible, textarea:focus-visible, select:focus-visible { outline-offset: 0; border-color: var(--accent); }
.field.invalid input, .field.invalid textarea, .field.invalid select { border-color: var(--bad); border-width: 2px; } .hint { color: var(--muted); font-size: .9rem; margin: .3rem 0 0; } .hint + .actions { margin-top: 1rem; } .error { color: var(--bad); font-size: .93rem; font-weight: 600; margin: .3rem 0 0; }
.field.check label { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; } .field.check input { margin-top: .3rem; width: 1.1rem; height: 1.1rem; accent-color: var(--accent); flex: none; }
fieldset { border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem 1.25rem; margin: 0 0 1.25rem; } legend { font-weight: 600; padding: 0 .4rem; }
.form-row { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr)); } .inline-form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; } .inline-form .field { flex: 1 1 220px; margin: 0; } .inline-form .button { min-height: 2.95rem; }
.notice { border: 1px solid var(--good); background: var(--good-soft); color: var(--ink); border-radius: var(--radius); padding: .8rem 1rem; margin: 0 0 1.5rem; } .notice.bad { border-color: var(--bad); background: var(--bad-soft); } .notice.plain { border-color: var(--line-strong); background: var(--sunken); }
.table { overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); margin-bottom: 1.5rem; background: var(--surface); } table { width: 100%; border-collapse: collapse; font-size: .95rem; } th, td { text-align: left; padding: .7rem 1rem; border-bottom: 1px solid var(--line); vertical-align: top; } thead th { background: var(--head); font-size: .85rem; color: var(--muted); white-space: nowrap; } tbody tr:last-child td { border-bottom: 0; } td { font-variant-numeric: tabular-nums; } td code, td .badge, td time { white-space: nowrap; }
.badge { display: inline-block; font-size: .8rem; font-weight: 600; padding: .12rem .6rem; border-radius: 999px; background: var(--sunken); border: 1px solid var(--line); color: var(--ink); } .badge.good { background: var(--good-soft); border-color: var(--good); color: var(--good); } .badge.bad { background: var(--bad-soft); border-color: var(--bad); color: var(--bad); }
.empty { border: 2px dashed var(--line); border-radius: var(--radius); padding: 2.5rem 1.5rem; text-align: center; color: var(--muted); margin-bottom: 1.5rem; } .empty strong { color: var(--ink); }
.chart { border: 1px solid var(--line); border-radius: var(--radius); padding: 1.25rem; background: var(--surface); margin-bottom: 1.5rem; } .chart figcaption { font-weight: 600; margin-bottom: .75rem; } .chart svg { display: block; width: 100%; } .chart rect, .chart circle { fill: var(--accent); } .chart polyline { stroke: var(--accent); stroke-width: 2.5; stroke-linejoin: round; } .chart text { fill: var(--muted); font-size: 12px; paint-order: stroke; stroke: var(--surface); stroke-width: 4px; stroke-linejoin: round; } .chart .axis { stroke: var(--line-strong); } .chart .grid { stroke: var(--line); }
.stack { list-style: none; padding: 0; margin: 0 0 1.5rem; } .stack > [draggable=true] { cursor: grab; } .stack > [data-dragged] { opacity: .5; }
.meter { margin-bottom: 1.5rem; } .meter p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; margin: 0 0 .4rem; } .meter progress { display: block; width: 100%; height: 12px; appearance: none; border: 1px solid var(--line-strong); border-radius: 999px; overflow: hidden; background: var(--sunken); accent-color: var(--accent); } .meter progress::-webkit-progress-bar { background: var(--sunken); } .meter progress::-webkit-progress-value { background: var(--accent); } .meter progress::-moz-progress-bar { background: var(--accent); }
.prose { max-width: 68ch; overflow-wrap: anywhere; } .prose h2, .prose h3, .prose h4 { margin-top: 1.5em; } .prose > :first-child { margin-top: 0; } blockquote { border-left: 4px solid var(--accent); padding: .25rem 0 .25rem 1.1rem; color: var(--muted); } blockquote > :last-child { margin: 0; } .list { list-style: none; padding: 0; margin: 0 0 1.5rem; } .list > li { overflow-wrap: anywhere; border-bottom: 1px solid var(--line); padding: 1rem 0; } .list > li:last-child { border-bottom: 0; }
details { border: 1px solid var(--line); border-radius: var(--radius); padding: .9rem 1.1rem; margin-bottom: .75rem; background: var(--surface); } summary { font-weight: 600; cursor: pointer; } details[open] summary { margin-bottom: .5rem; } details p:last-child { margin: 0; }
.hero { background: radial-gradient(120% 120% at 15% 0%, var(--accent-soft), transparent 60%), var(--bg); padding-block: clamp(3rem, 7vw, 6rem); } .hero .inner, .band .inner { max-width: 1080px; margin: 0 auto; } .hero h1 { font-size: clamp(2.1rem, 1.3rem + 3.6vw, 3.6rem); max-width: 20ch; margin-bottom: .35em; } .hero .lead { font-size: clamp(1.1rem, 1rem + .5vw, 1.3rem); margin-bottom: 2rem; } .hero.split-hero .inner { display: grid; gap: 2.5rem; grid-template-columns: minmax(0, 7fr) minmax(0, 4fr); align-items: center; } .hero .card { box-shadow: 0 1px 2px rgb(16 24 40 / .06), 0 24px 48px -24px rgb(16 24 40 / .28); padding: 1.75rem; } .hero .card h2 { font-size: 1.15rem; }
@media (max-width: 860px) { .site-header .more, .site-header nav li:has(> .more) { position: static; } .site-header .more ul { left: 1.25rem; right: 1.25rem; top: calc(100% - .35rem); } .hero.split-hero .inner { grid-template-columns: minmax(0, 1fr); } }
.eyebrow { color: var(--accent); font-weight: 700; font-size: .92rem; margin-bottom: .75rem; }
.band { padding-block: clamp(2.5rem, 5vw, 4.5rem); } .band + .band { border-top: 1px solid var(--line); } .band.sunken { background: var(--sunken); } .band h2 { font-size: clamp(1.5rem, 1.2rem + 1.2vw, 2.1rem); margin-bottom: 1rem; }
.price { font: 800 2rem/1.2 var(--heading); margin: 0 0 .5rem; } .price small { font-size: 1rem; font-weight: 400; letter-spacing: 0; color: var(--muted); } .ticks { list-style: none; padding: 0; } .ticks li { padding-left: 1.6rem; position: relative; margin-bottom: .4rem; } .ticks li::before { content: "✓"; position: absolute; left: 0; color: var(--accent); font-weight: 700; }
.item { padding: 0; overflow: hidden; display: flex; flex-direction: column; } .item .picture { display: block; width: 100%; aspect-ratio: 4 / 3; object-fit: cover; background: var(--sunken); } .item .text { padding: 1.1rem 1.25rem; display: flex; flex-direction: column; gap: .35rem; flex: 1; } .item .text > * { margin: 0; } .item .text .amount { margin-top: auto; padding-top: .35rem; } .amount { font: 700 1.15rem/1.3 var(--heading); font-variant-numeric: tabular-nums; }
.split > .picture { display: block; width: 100%; border-radius: var(--radius); } .thumb { width: 64px; height: 48px; object-fit: cover; border-radius: calc(var(--radius) * .5); display: block; }
.sums { display: grid; grid-template-columns: 1fr auto; gap: .35rem 0; margin: 0 0 1rem; font-variant-numeric: tabular-nums; } .sums dd { margin: 0; text-align: right; padding-left: 1rem; } .sums .total { font-weight: 700; border-top: 1px solid var(--line-strong); padding-top: .5rem; margin-top: .25rem; }
.talk { list-style: none; padding: 0; display: grid; gap: .75rem; } .talk > li { border: 1px solid var(--line); border-radius: var(--radius); padding: .75rem 1rem; max-width: 85%; overflow-wrap: anywhere; } .talk > li.own { justify-self: end; background: var(--accent-soft); } .talk p { margin: 0; }
.item h2, .item h3 { font-size: 1.1rem; } .item h2 a, .item h3 a { color: var(--ink); text-decoration: none; } .item h2 a:hover, .item h3 a:hover { text-decoration: underline; } .item:hover { border-color: var(--line-strong); }
.filters .form-row { grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); } .filters label > .muted { display: none; } .actions .field { margin: 0; } .actions .field.check label { margin: 0; align-items: center; } .actions .field.check input { margin: 0; }
.line-item { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; } .line-item .grow { flex: 1 1 180px; } .line-item .grow p { margin: 0; } .line-item .inline-form { flex-wrap: nowrap; } .line-item .inline-form .field { flex: 0 0 84px; } .narrow-input { max-width: 110px; } .inline-form { margin-bottom: 1.25rem; } .line-item .inline-form { margin: 0; }
.hero-form { max-width: 620px; }
.chat-frame { padding-block: 1rem; } .chat-frame h1 { font-size: 1.15rem; }
.chips { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1.25rem 0 1.75rem; } .chip { display: inline-block; padding: .35rem .9rem; border: 1px solid var(--line-strong); border-radius: 999px; text-decoration: none; color: var(--ink); } .chip:hover { background: var(--sunken); } .chip[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
@media (max-width: 560px) { .stats { grid-template-columns: 1fr 1fr; } .stats > :last-child:nth-child(odd) { grid-column: 1 / -1; } .chart { padding: 1rem .75rem; } .chart text { font-size: 22px; } .chart .second { display: none; } main.column { padding-top: 1.75rem; } .page-heading .actions { width: 100%; } .hero .button { width: 100%; } th, td { padding: .6rem .75rem; } }
.split > .card, .split > div > .card:last-child { margin-bottom: 0; } .split { row-gap: 1.5rem; margin-bottom: 1.5rem; }
.table { position: relative; background: linear-gradient(to right, var(--surface) 30%, transparent) left / 3rem 100% no-repeat local, linear-gradient(to left, var(--surface) 30%, transparent) right / 3rem 100% no-repeat local, linear-gradient(to right, var(--line-strong), transparent) left / .6rem 100% no-repeat scroll, linear-gradient(to left, var(--line-strong), transparent) right / .6rem 100% no-repeat scroll, var(--surface); }
.filters { margin-bottom: 1rem; }
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
.actions + .stack { margin-top: 1rem; }
.actions + details { margin-top: 1rem; }
.table table:has(th:nth-child(5)) { min-width: 40rem; }
@media (max-width: 560px) { .site-header nav { margin-inline: -.5rem; } .site-header nav a, .site-header nav .link, .more summary { padding-inline: .5rem; } .line-item { column-gap: .75rem; } }
@media print { .site-header, .site-footer, .skip { display: none; } }
`;
