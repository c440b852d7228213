/**
 * The script that other sites include with one tag: a button that opens the chat in a frame. It keeps to itself: no
 * globals, no styles beyond its own two elements.
 */
export function widgetScript({ name, accent, ink }: { name: string; accent: string; ink: string }): string {
  const settings = JSON.stringify({ name, accent, ink });
  return `(() => {
  "use strict";
  const { name, accent, ink } = ${settings};
  const script = document.currentScript;
  if (!script || document.querySelector("[data-chat-widget]")) return;
  const origin = new URL(script.src).origin;
  const put = (element, styles) => {
    for (const [key, value] of Object.entries(styles)) element.style.setProperty(key, value);
    return element;
  };
  const button = put(document.createElement("button"), {
    position: "fixed", right: "16px", bottom: "16px", "z-index": "2147483000", border: "0",
    "border-radius": "999px", padding: "14px 20px", font: "600 16px/1.2 system-ui, sans-serif", background: accent,
    color: ink, cursor: "pointer", "box-shadow": "0 6px 24px rgb(0 0 0 / .25)",
  });
  button.type = "button";
  button.textContent = "Chat";
  button.dataset.chatWidget = "";
  button.setAttribute("aria-expanded", "false");
  let frame;
  const open = () => {
    if (!frame) {
      frame = put(document.createElement("iframe"), {
        position: "fixed", right: "16px", bottom: "76px", "z-index": "2147483000", width: "min(380px, calc(100vw - 32px))",
        height: "min(560px, calc(100vh - 108px))", border: "1px solid rgb(0 0 0 / .2)", "border-radius": "12px",
        "box-shadow": "0 12px 40px rgb(0 0 0 / .25)", background: "white", "color-scheme": "normal",
      });
      frame.title = "Chat with " + name;
      frame.src = origin + "/embed/chat";
      document.body.append(frame);
    }
    frame.hidden = false;
    frame.style.setProperty("display", "block");
    button.textContent = "Close chat";
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  };
  const close = () => {
    if (!frame) return;
    frame.style.setProperty("display", "none");
    button.textContent = "Chat";
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  button.addEventListener("click", () => (button.getAttribute("aria-expanded") === "true" ? close() : open()));
  addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.data === "chat-widget:close") close();
  });
  const show = () => document.body.append(button);
  if (document.body) show();
  else addEventListener("DOMContentLoaded", show);
})();
`;
}
