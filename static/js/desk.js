// Makes the desk quicker to work at: links to copy, the queue by keyboard, parts of a series by hand.

const all = (selector, from = document) => [...from.querySelectorAll(selector)];

// Letters are known by what they say, and in other scripts by where they are.
const letter = (event) => (/^[a-z]$/i.test(event.key) ? `Key${event.key.toUpperCase()}` : event.code);

// On a narrow screen the paths stand in one line, in which the present one may be out of sight.
document.querySelector(".desk-paths [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const field of all("[data-copyable]")) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => field.select());
}

for (const label of all("label[data-all]")) {
  const every = label.querySelector("input");
  const boxes = all(`input[name="${label.dataset.all}"]`);
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    every.checked = ticked > 0 && ticked === boxes.length;
    every.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    count();
  });
  boxes.forEach((box) => box.addEventListener("change", count));
  count();
  label.hidden = false;
}

// In the queue j and k go to the next comment and the one before, x ticks it. Elsewhere letters are left
// to whoever speaks to their computer, or types by other means.
const queue = all("ol.queue > li");

function inQueue(event) {
  const step = { KeyJ: 1, KeyK: -1, KeyX: 0 }[letter(event)];
  const here = queue.findIndex((item) => item.contains(document.activeElement));
  if (here < 0) return;
  const box = queue[here + step]?.querySelector("input[type=checkbox]");
  if (!box) return;
  event.preventDefault();
  if (step) box.focus();
  else if (!event.repeat) box.click();
}

if (queue.length) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    inQueue(event);
  });
}

const voice = document.createElement("div");
voice.className = "quiet";
voice.setAttribute("role", "status");

function say(text) {
  voice.textContent = "";
  setTimeout(() => { voice.textContent = text; }, 50);
}

// One after the other, so that the last order is the one that stays.
let saving = Promise.resolve();

function saveOrder(list) {
  const { action } = document.querySelector("#order-form");
  const body = new URLSearchParams([...list.children].map((item) => ["order", item.dataset.id]));
  saving = saving.then(async () => {
    try {
      const answer = await fetch(action, { method: "POST", body, credentials: "same-origin", redirect: "follow" });
      if (!answer.ok) throw new Error(answer.statusText);
    } catch {
      location.reload();
    }
  });
}

// The first goes no further up, the last no further down.
function showSteps(list) {
  for (const item of list.children) {
    for (const button of all("button[name=step]", item)) {
      const next = button.value.startsWith("up:") ? item.previousElementSibling : item.nextElementSibling;
      button.disabled = !next;
    }
  }
}

const middle = (item) => {
  const box = item.getBoundingClientRect();
  return box.top + box.height / 2;
};

// The others go round the part that is held: were it moved itself, it would slip from the pointer.
function drag(item, y) {
  let next;
  while ((next = item.nextElementSibling) && y > middle(next)) item.before(next);
  while ((next = item.previousElementSibling) && y < middle(next)) item.after(next);
  if (y < 48) scrollBy(0, -16);
  else if (y > innerHeight - 48) scrollBy(0, 16);
}

function handle(list, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "handle";
  button.tabIndex = -1;
  button.setAttribute("aria-hidden", "true");
  button.textContent = "⠿";
  let before = null;

  button.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    button.setPointerCapture(event.pointerId);
    before = [...list.children];
    item.classList.add("dragging");
  });
  button.addEventListener("pointermove", (event) => {
    if (before && event.isPrimary) drag(item, event.clientY);
  });
  const end = (isDropped) => {
    if (!before) return;
    const items = before;
    before = null;
    item.classList.remove("dragging");
    if (!isDropped) list.append(...items);
    else if (items.some((part, place) => part !== list.children[place])) {
      showSteps(list);
      saveOrder(list);
      say(list.dataset.moved);
    }
  };
  button.addEventListener("pointerup", (event) => { if (event.isPrimary) end(true); });
  button.addEventListener("lostpointercapture", () => end(false));
  return button;
}

for (const list of all("ol[data-sortable]")) {
  if (list.children.length < 2) continue;
  document.body.append(voice);
  for (const item of all(":scope > li[data-id]", list)) item.prepend(handle(list, item));
  all("[data-draggable-hint]").forEach((hint) => { hint.hidden = false; });
}
