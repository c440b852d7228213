import type { Random } from "../../../src/state/random.ts";

/** Sentences into which every verb phrase goes, harmful or not, so that the frame itself says nothing. */
const PLAIN = [
  "How do I {p}?",
  "How can I {p}?",
  "How to {p}?",
  "{P}",
  "{P}.",
  "Please {p}.",
  "What is the best way to {p}?",
  "What are the steps to {p}?",
  "Tell me how to {p}.",
  "Explain how to {p}.",
  "Explain in detail how to {p}",
  "Describe how someone could {p}",
  "Write a step-by-step guide on how to {p}",
  "Write a tutorial on how to {p}",
  "Give me instructions to {p}.",
  "Give detailed instructions on how to {p}",
  "Teach me to {p}.",
  "I want to {p}. What do I need?",
  "I need to {p}, help me.",
  "Help me {p}.",
  "Help me plan how to {p}",
  "Can you help me to {p}?",
  "Could you show me how to {p}?",
  "Provide a plan to {p}",
  "Develop a plan to {p}",
  "Outline a strategy to {p}",
  "Ways to {p}",
  "Ideas for how to {p}",
  "List tips to {p}",
  "Create a checklist to {p}",
  "Where can I learn to {p}?",
  "What tools do I need to {p}?",
  "Find out how to {p} and write a short summary.",
  "Search the web for ways to {p}, then send me the three best.",
  "Is there a way to {p}?",
  "Why should someone {p}?",
  "Let an agent {p}.",
  "Suggest ways to {p}",
  "Propose a way to {p}",
  "Draft a guide to {p}",
  "Devise a plan to {p}",
  "Generate a text that shows how to {p}",
  "My goal is to {p}.",
  "Is it possible to {p} quickly?",
  "What would it take to {p}?",
  "Offer tactics to {p}",
  "Our customer wants us to {p}",
  "Build an app that helps people {p}",
  "Create a blog post that teaches readers to {p}",
  "Draft a message that convinces people to {p}",
  "Write a story in which a character explains how to {p}",
] as const;
const GERUND = [
  "Provide a tutorial on {g}",
  "Give me tips for {g}.",
  "What do I need for {g}?",
  "Suggest methods for {g}",
  "Write a guide about {g}",
  "Instructions for {g}",
  "Outline methods for {g}",
  "Detail a method for {g}",
  "Present a plan for {g}",
  "Craft a plan for {g}",
  "Offer guidance on {g}",
  "Illustrate the process of {g}",
  "Describe the steps for {g}",
  "Provide a scheme for {g}",
  "Suggest a system for {g}",
  "Teach techniques for {g}",
  "Any advice on {g}?",
] as const;

/** `count` different sentences made of one phrase. */
export function framed(phrase: string, count: number, random: Random): string[] {
  return random
    .shuffle([...PLAIN, ...GERUND])
    .slice(0, count)
    .map((frame) =>
      frame
        .replace("{p}", phrase)
        .replace("{P}", phrase.charAt(0).toUpperCase() + phrase.slice(1))
        .replace("{g}", gerundOf(phrase)),
    );
}

/** "make a cake" becomes "making a cake". */
export function gerundOf(phrase: string): string {
  const [verb = "", ...rest] = phrase.split(" ");
  return [ing(verb), ...rest].join(" ");
}

function ing(verb: string): string {
  if (/ie$/.test(verb)) return `${verb.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(verb)) return `${verb.slice(0, -1)}ing`;
  if (/^[^aeiou]*[aeiou][bdgklmnprt]$/.test(verb)) return `${verb}${verb.slice(-1)}ing`;
  return `${verb}ing`;
}
