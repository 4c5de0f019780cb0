// Makes pages nicer where it runs: copying, themes, the search key, the place in the contents.

const page = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const wording = (name, from = page) =>
  (from.closest(`[data-${name}]`) ?? document.querySelector(`[data-${name}]`))?.dataset[name] ?? "";

// Assistive tech reads what is written here.
const voice = document.createElement("div");
voice.className = "quiet";
voice.setAttribute("role", "status");
document.body.append(voice);

function say(text) {
  voice.textContent = "";
  setTimeout(() => { voice.textContent = text; }, 50);
}

const canCopy = Boolean(navigator.clipboard?.writeText);

// Code wider than its box is scrolled by keyboard too.
function reachable(pre) {
  if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
}

function codeText(pre) {
  const clean = pre.cloneNode(true);
  all(".bidi-ctl, .tok-sign", clean).forEach((shown) => shown.remove());
  return clean.textContent;
}

function copyButton(pre) {
  const button = document.createElement("button");
  const label = wording("copy", pre);
  button.type = "button";
  button.className = "copy";
  button.dir = "auto";
  button.textContent = label;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codeText(pre));
    } catch {
      getSelection().selectAllChildren(pre);
      return;
    }
    button.textContent = wording("copied", pre);
    say(button.textContent);
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}

// The box runs as the code does, so that the button stands at the lines' far end.
function boxed(pre) {
  const box = document.createElement("div");
  box.className = "code";
  box.dir = "ltr";
  pre.replaceWith(box);
  box.append(pre);
  return box;
}

for (const pre of all(".prose pre")) {
  reachable(pre);
  const warning = wording("controls", pre);
  const wanted = canCopy && wording("copy", pre);
  const outer = wanted ? boxed(pre) : pre;
  if (wanted) outer.append(copyButton(pre));
  if (pre.hasAttribute("data-bidi-warning") && warning) {
    const line = document.createElement("p");
    line.className = "code-warning";
    line.setAttribute("role", "note");
    line.textContent = `⚠ ${warning}`;
    outer.before(line);
  }
}

for (const link of all("[data-share]")) {
  link.addEventListener("click", async (event) => {
    if (!canCopy || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      location.assign(link.href);
      return;
    }
    const said = document.createElement("span");
    said.className = "said";
    said.textContent = wording("copied", link);
    link.parentElement.querySelector(".said")?.remove();
    link.after(said);
    say(said.textContent);
    setTimeout(() => said.remove(), 2500);
  });
}

function showTheme(theme) {
  if (theme === "system") delete page.dataset.theme;
  else page.dataset.theme = theme;
  const meta = document.querySelector('meta[name="color-scheme"]');
  if (meta) meta.content = theme === "system" ? "light dark" : theme;
  for (const button of all("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

for (const form of all("form.switches")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.name !== "theme") return;
    event.preventDefault();
    showTheme(button.value);
    const choice = new URLSearchParams(new FormData(form));
    choice.set("theme", button.value);
    fetch(form.action, {
      method: "POST",
      body: choice,
      credentials: "same-origin",
      headers: { Accept: "text/html" },
      redirect: "manual",
      keepalive: true,
    }).catch(() => {});
  });
}

// An empty field of dir="auto" would run left to right; until something is typed it runs as its form.
for (const field of all("input[dir=auto]")) {
  const turn = () => { field.dir = field.value ? "auto" : getComputedStyle(field.form ?? page).direction; };
  turn();
  field.addEventListener("input", turn);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("#q") ?? document.querySelector("#find");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

const contents = document.querySelector("details.contents");
if (contents) {
  const wide = matchMedia("(min-width: 72rem)");
  const follow = () => { contents.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);

  const places = all("a", contents)
    .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((place) => place.heading);
  const mark = () => {
    const line = innerHeight * 0.3;
    const current = places.findLast((place) => place.heading.getBoundingClientRect().top <= line);
    for (const place of places) {
      if (place === current) place.link.setAttribute("aria-current", "true");
      else place.link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(mark, { rootMargin: "0px 0px -70% 0px" });
  places.forEach((place) => watcher.observe(place.heading));
}
