/** What a bot that knows only its business starts with; `{name}` and the like are filled in from the business. */
export const SAMPLES: readonly { name: string; answer: string; examples: string[] }[] = [
  {
    name: "Greeting",
    answer: "Hello! Ask me anything about {name}.",
    examples: [
      ...["hello", "hi", "hey there", "good morning", "good evening", "greetings", "hello, is anybody there"],
      ...["hi, I have a question", "good day to you"],
    ],
  },
  {
    name: "Thanks",
    answer: "You are welcome.",
    examples: [
      ...["thank you", "thanks a lot", "thanks", "that helped", "great help", "thank you for your help"],
      ...["I appreciate it", "perfect, thanks", "very kind of you"],
    ],
  },
  {
    name: "Goodbye",
    answer: "Goodbye! Come back whenever you have a question.",
    examples: [
      ...["bye", "goodbye", "see you", "that is all", "have a nice day", "see you later", "talk to you soon"],
      ...["that was all I wanted", "I have to go", "have a good weekend"],
    ],
  },
  {
    name: "What it is",
    answer: "{description}",
    examples: [
      ...["what is this", "what do you do", "tell me about you", "what is {name}", "what do you offer"],
      ...["who are you", "what is this site about", "explain what this is", "describe your product"],
      ...["what kind of service is this", "what does {name} do", "what is it good for"],
    ],
  },
  {
    name: "Contact",
    answer: "You can write to {email}. Or type human, and a person answers here.",
    examples: [
      ...["how can I contact you", "what is your e-mail address", "how do I reach you", "contact details"],
      ...["can I write to you", "phone number", "how do I get in touch", "can I call you"],
      ...["I want to talk to somebody", "where do I send a message", "do you have a hotline"],
    ],
  },
  {
    name: "For whom",
    answer: "{name} is for {audience}.",
    examples: [
      ...["who is this for", "is this for me", "who uses it", "can I use this"],
      ...["what kind of customers do you have", "who is it made for", "is it right for people like me"],
      ...["is it for companies", "who should use it", "would it suit us", "for which businesses is it meant"],
      ...["is it for {audience}", "who needs it"],
    ],
  },
];
