// Lets blocks be dragged into place; without it the buttons Up and Down do the same.
const list = document.querySelector("[data-order]");

if (list) {
  for (const item of list.children) {
    item.draggable = true;
    item.addEventListener("dragstart", () => item.setAttribute("data-dragged", ""));
    item.addEventListener("dragend", () => {
      item.removeAttribute("data-dragged");
      save();
    });
  }
  // A text must stay selectable with the mouse.
  for (const control of list.querySelectorAll("input, textarea")) {
    control.addEventListener("focus", () => {
      control.closest("[data-part]").draggable = false;
    });
    control.addEventListener("blur", () => {
      control.closest("[data-part]").draggable = true;
    });
  }
  list.addEventListener("dragover", (event) => {
    event.preventDefault();
    const dragged = list.querySelector("[data-dragged]");
    const below = [...list.children].find((item) => {
      const { top, height } = item.getBoundingClientRect();
      return item !== dragged && event.clientY < top + height / 2;
    });
    if (dragged) list.insertBefore(dragged, below ?? null);
  });
}

async function save() {
  const ids = [...list.children].map((item) => item.dataset.part).join(",");
  const body = new URLSearchParams({ ids, revision: list.dataset.revision });
  await fetch(list.dataset.order, { method: "POST", body });
  // The server has the last word on the order and on the revision.
  location.reload();
}
