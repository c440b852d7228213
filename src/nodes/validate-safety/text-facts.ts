import type { SafetyContext } from "../../state/safety.ts";

const AMOUNT =
  /(?:[$€£]\s?(\d[\d.,]*)\s?(k|m|thousand|million)?\b)|(?:\b(\d[\d.,]*)\s?(k|m|thousand|million)?\s?(?:euros?|dollars?|pounds?|usd|eur|gbp|€|\$)(?!\w))/g;
const FACTOR: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6 };
const DATA = {
  health: /\b(?:patients?|medical|health records?|diagnos[ei]s|prescriptions?)\b/,
  financial: /\b(?:bank (?:details|accounts?)|credit cards?|card numbers?|iban|payroll|salar(?:y|ies))\b/,
  credentials: /\b(?:passwords?|api keys?|tokens?|credentials?|private keys?)\b/,
  personal:
    /\b(?:personal data|customer (?:data|list|records)|e-?mail addresses|phone numbers|home address(?:es)?)\b/,
  confidential: /\b(?:confidential|trade secrets?|non-public|internal only)\b/,
} as const;
const OUTSIDE =
  /\b(?:third part(?:y|ies)|advertis(?:ers?|ing partners?)|brokers?|vendors?|competitors?|press|public(?:ly)?|external|outside)\b|[^\s@]{1,64}@[^\s@.]{1,63}\.\w/;

/** The context with what the text itself says about money, data, recipients and environment. */
export function withFactsOf(normalised: string, context: SafetyContext): SafetyContext {
  return {
    ...context,
    spend: context.spend ?? spendOf(normalised),
    data: context.data ?? dataOf(normalised),
    recipients: context.recipients ?? (OUTSIDE.test(normalised) ? "outside" : undefined),
    environment: context.environment ?? environmentOf(normalised),
  };
}

function spendOf(text: string): number | undefined {
  const amounts = [...text.matchAll(AMOUNT)].map(([, before, beforeUnit, after, afterUnit]) => {
    const digits = (before ?? after ?? "").replace(/[.,](?=\d{3}\b)/g, "").replace(",", ".");
    return Number.parseFloat(digits) * (FACTOR[beforeUnit ?? afterUnit ?? ""] ?? 1);
  });
  const known = amounts.filter(Number.isFinite);
  return known.length > 0 ? known.reduce((most, amount) => Math.max(most, amount), 0) : undefined;
}

function dataOf(text: string): SafetyContext["data"] {
  const found = Object.entries(DATA).filter(([, pattern]) => pattern.test(text));
  return found.map(([kind]) => kind as keyof typeof DATA);
}

function environmentOf(text: string): SafetyContext["environment"] {
  if (/\b(?:in|on|to|the) (?:production|prod|live (?:system|database|server))\b/.test(text))
    return "production";
  if (/\bstaging\b/.test(text)) return "staging";
  return /\b(?:test (?:environment|database|system)|sandbox)\b/.test(text) ? "test" : undefined;
}
