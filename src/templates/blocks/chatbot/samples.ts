/** What a bot that knows only its business starts with; `{name}` and the like are filled in from the business. */
export const SAMPLES: readonly { name: string; answer: string; examples: string[] }[] = [
  {
    name: "Greeting",
    answer: "Hello! Ask me anything about {name}.",
    examples: ["hello", "hi", "hey there", "good morning", "good evening", "greetings"],
  },
  {
    name: "Thanks",
    answer: "You are welcome.",
    examples: ["thank you", "thanks a lot", "thanks", "that helped", "great help"],
  },
  {
    name: "Goodbye",
    answer: "Goodbye! Come back whenever you have a question.",
    examples: ["bye", "goodbye", "see you", "that is all", "have a nice day"],
  },
  {
    name: "What it is",
    answer: "{description}",
    examples: [
      ...["what is this", "what do you do", "tell me about you", "what is {name}", "what do you offer"],
      "who are you",
    ],
  },
  {
    name: "Contact",
    answer: "You can write to {email}. Or type human, and a person answers here.",
    examples: [
      ...["how can I contact you", "what is your e-mail address", "how do I reach you", "contact details"],
      ...["can I write to you", "phone number"],
    ],
  },
  {
    name: "For whom",
    answer: "{name} is for {audience}.",
    examples: [
      ...["who is this for", "is this for me", "who uses it", "can I use this"],
      "what kind of customers do you have",
    ],
  },
];
