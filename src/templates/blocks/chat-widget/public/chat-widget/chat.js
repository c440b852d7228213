/* Sends and shows messages without loading the page again, and looks for answers of people. */
(() => {
  const form = document.querySelector("form[data-chat]");
  const list = document.querySelector("[data-messages]");
  if (!form || !list) return;
  const text = form.elements.namedItem("text");
  const key = form.elements.namedItem("key");
  const problem = document.querySelector("[data-problem]");
  const STORE = "chat-key";
  const EVERY_MS = 4_000;
  let last = Number(list.dataset.last || 0);

  const remember = (value) => {
    key.value = value;
    try {
      sessionStorage.setItem(STORE, value);
    } catch {
      // Storage may be closed to frames; then the conversation lasts as long as the frame.
    }
  };
  const recall = () => {
    try {
      return sessionStorage.getItem(STORE) || "";
    } catch {
      return "";
    }
  };
  const show = (messages) => {
    for (const message of messages) {
      if (message.id <= last) continue;
      last = message.id;
      const item = document.createElement("li");
      if (message.sender === "visitor") item.className = "own";
      const who = document.createElement("p");
      who.className = "muted";
      who.textContent = message.who;
      item.append(who);
      for (const line of message.text.split(/\n+/)) {
        const paragraph = document.createElement("p");
        paragraph.textContent = line;
        item.append(paragraph);
      }
      list.append(item);
      form.scrollIntoView({ block: "end" });
    }
  };
  const look = async () => {
    if (!key.value || document.hidden) return;
    const answer = await fetch(`/embed/api/messages?after=${last}`, { headers: { "x-chat-key": key.value } });
    if (answer.ok) show((await answer.json()).messages);
  };
  const say = async () => {
    problem.textContent = "";
    const answer = await fetch("/embed/api/messages", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key: key.value, text: text.value, after: last }),
    });
    const result = await answer.json();
    if (!answer.ok) {
      problem.textContent = result.message;
      return;
    }
    remember(result.key);
    show(result.messages);
    text.value = "";
    text.focus();
  };
  const failed = () => {
    problem.textContent = "The chat can't be reached just now. Please try again.";
  };
  if (!key.value) key.value = recall();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim() !== "") say().catch(failed);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && parent !== window) parent.postMessage("chat-widget:close", "*");
  });
  look().catch(failed);
  // A failed look is made good by the next one.
  setInterval(() => look().catch(() => undefined), EVERY_MS);
})();
