// Shows results while a question is typed: the same page as without scripts, of which only the results
// are taken. The last word counts as the beginning of one.

const form = document.querySelector("form.question");
const field = document.querySelector("#q");
const PAUSE = 200;

let timer;
let asking;
let shown = address();

function address() {
  const asked = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...asked]) if (!value.trim()) asked.delete(name);
  return `/search?${asked}`;
}

async function ask() {
  const wanted = address();
  // What is on its way answers another question.
  asking?.abort();
  if (wanted === shown) return;
  asking = new AbortController();
  const results = document.querySelector("#results");
  try {
    const answer = await fetch(`${wanted}&typing=1`, { signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#results");
    if (!fresh) return;
    shown = wanted;
    results.replaceChildren(...fresh.childNodes);
    voice.textContent = results.querySelector(".found, .empty-title")?.textContent ?? "";
    history.replaceState(null, "", wanted);
  } catch (error) {
    // Another letter was typed meanwhile, or the site is out of reach: the form still works.
    if (error.name !== "AbortError") console.warn(error);
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

// How many were found, for whoever does not see it.
const voice = document.createElement("div");
voice.className = "quiet";
voice.setAttribute("role", "status");

if (form && field) {
  document.body.append(voice);
  field.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  field.addEventListener("compositionend", later);
  form.addEventListener("change", (event) => {
    if (event.target !== field) later();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asking?.abort();
  });
}
