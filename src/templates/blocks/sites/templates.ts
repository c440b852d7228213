import { emptyPart, newPartId, type Part, type SiteDocument } from "./document.ts";

export interface SiteTemplate {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  make(name: string): SiteDocument;
}

const heading = (text: string): Part => ({ id: newPartId(), kind: "heading", text });
const prose = (text: string): Part => ({ id: newPartId(), kind: "text", text });
const list = (...items: string[]): Part => ({ id: newPartId(), kind: "list", items });
const button = (label: string, target: string): Part => ({ id: newPartId(), kind: "button", label, target });

/** Sites to start from. Their texts say what belongs there; nothing in them pretends to be true. */
export const TEMPLATES: readonly SiteTemplate[] = [
  {
    id: "blank",
    title: "Blank page",
    summary: "A heading and nothing else.",
    make: (name) => ({ pages: [{ slug: "home", title: "Home", parts: [heading(name)] }] }),
  },
  {
    id: "service",
    title: "Service business",
    summary: "What you do, what it costs, and a contact form.",
    make: (name) => ({
      pages: [
        {
          slug: "home",
          title: "Home",
          parts: [
            heading(name),
            prose("Say in two sentences what you do and for whom."),
            list("The first thing you do", "The second thing you do", "The third thing you do"),
            button("See prices", "prices"),
            button("Get in touch", "contact"),
          ],
        },
        {
          slug: "prices",
          title: "Prices",
          parts: [heading("Prices"), prose("Say what things cost, or how you work out a quote.")],
        },
        { slug: "contact", title: "Contact", parts: [heading("Contact"), emptyPart("form")] },
      ],
    }),
  },
  {
    id: "event",
    title: "Event",
    summary: "When, where, what, and a form to sign up.",
    make: (name) => ({
      pages: [
        {
          slug: "home",
          title: "Home",
          parts: [
            heading(name),
            prose("When and where does it take place? Whom is it for?"),
            heading("Programme"),
            list("10:00 Doors open", "10:30 First part", "12:00 Lunch"),
            {
              id: newPartId(),
              kind: "form",
              title: "Sign up",
              submit: "Sign up",
              thanks: "You are on the list.",
              fields: [
                { label: "Your name", kind: "text", required: true },
                { label: "E-mail", kind: "email", required: true },
                { label: "How many people", kind: "number", required: false },
              ],
            },
          ],
        },
      ],
    }),
  },
];
