// Makes writing safer and nicer: keeps the text by itself, shows it as its readers will see it, and
// knows Markdown's marks.

const form = document.querySelector("#editor");
const words = form.dataset;
const all = (selector, from) => [...from.querySelectorAll(selector)];
const [title, source, summary, language, tags, known] =
  ["title", "source", "summary", "language", "tags", "known-tags"].map((id) => document.getElementById(id));
const { editing, revision, turn } = form.elements;
const [bar, toggle, panes, live, page, length, state, remarks] =
  [".marks", ".toggle-preview", ".panes", ".live", ".live-page", ".length", "output.autosave", ".remarks"]
    .map((selector) => form.querySelector(selector));

const isMac = /Mac|iP/.test(navigator.platform);

// Ctrl, or Command on a Mac, where Ctrl moves the caret. AltGr types, though Windows calls it Ctrl+Alt.
const isCommand = (event) =>
  (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.getModifierState("AltGraph");

// Letters are known by what they say, and in other scripts by where they are.
const letter = (event) => (/^[a-z]$/i.test(event.key) ? `Key${event.key.toUpperCase()}` : event.code);

const send = (address, body, more) => fetch(address, {
  method: "POST",
  body: new URLSearchParams(body),
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  ...more,
});

// Keeping the text by itself

function serialised() {
  const fields = new FormData(form);
  for (const own of ["editing", "revision", "turn"]) fields.delete(own);
  return String(new URLSearchParams(fields));
}

// What is sent first may arrive last: each sending has a number.
const count = () => { turn.value = Number(turn.value) + 1; };

// What the server has; after a refusal it has not got what the page shows.
let kept = form.querySelector(":scope > .summary") ? null : serialised();
let sent = null;
let previewed = null;
let refused = null;
let [timer, changedAt, failures] = [0, 0, 0];
let [isTouched, isKeeping, isWaiting, isOver] = [false, false, false, false];
// Until when nothing is kept, since a button was pressed and its page is on the way.
let pausedUntil = 0;

function tell(text, link) {
  if (link) state.replaceChildren(text, " ", link);
  else if (state.textContent !== text) state.textContent = text;
}

function changed() {
  isTouched = true;
  changedAt ||= Date.now();
  if (isKeeping || isWaiting) return;
  clearTimeout(timer);
  timer = setTimeout(keep, Math.min(2000, changedAt + 8000 - Date.now()));
}

function took({ post, revision: head, edit }) {
  revision.value = head;
  if (!words.autosave.endsWith("/desk/autosave")) return;
  form.action = `/desk/posts/${post}`;
  words.autosave = `/desk/posts/${post}/autosave`;
  history.replaceState(null, "", edit);
}

const comparison = (href) =>
  Object.assign(document.createElement("a"), { href, target: "_blank", rel: "noopener", textContent: words.compare });

// How long to wait before the same is tried again; 0 is not at all.
async function sendForm(text) {
  count();
  const body = new URLSearchParams(new FormData(form));
  const keepalive = String(body).length < 60 * 1024;
  const answer = await send(words.autosave, body, { keepalive, signal: AbortSignal.timeout(60_000) });
  const isRefused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
  const said = await answer.json().catch(() => ({}));
  if (!said.state && isRefused) Object.assign(said, { state: "refused", message: words.refused });
  switch (said.state) {
    case "saved": took(said); kept = text; break;
    case "nothing": kept = text; break;
    case "clash": isOver = true; break;
    case "refused": refused = text; break;
    case "signed-out": break;
    default: throw new Error(answer.statusText);
  }
  const saved = `${words.saved} ${new Date().toTimeString().slice(0, 5)}`;
  const message = said.message ?? { saved, nothing: "" }[said.state] ?? words.unsaved;
  tell(message, said.compare && comparison(said.compare));
  return said.state === "signed-out" ? 15_000 : 0;
}

async function keep() {
  if (isKeeping || isOver) return;
  clearTimeout(timer);
  if (Date.now() < pausedUntil) {
    timer = setTimeout(keep, pausedUntil - Date.now());
    return;
  }
  const text = serialised();
  changedAt = 0;
  isWaiting = false;
  if (text === kept || text === refused) return;
  isKeeping = true;
  const slow = setTimeout(tell, 1000, words.saving);
  let wait;
  try {
    wait = await sendForm(text);
    failures = 0;
  } catch {
    wait = Math.min(60, 5 * 2 ** failures++) * 1000;
    tell(words.offline);
  }
  clearTimeout(slow);
  isKeeping = false;
  isWaiting = wait > 0;
  if (isWaiting) timer = setTimeout(keep, wait);
  else if (changedAt) changed();
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
if (kept === null) changed();

document.addEventListener("visibilitychange", () => {
  if (document.hidden && ![sent, previewed].includes(serialised())) keep();
});
addEventListener("online", () => { if (isWaiting) keep(); });

// A preview opens beside the page, and the timer goes on to ask whether it was kept.
form.addEventListener("submit", (event) => {
  count();
  if (event.submitter?.formTarget === "_blank") {
    previewed = serialised();
    return;
  }
  sent = serialised();
  pausedUntil = Date.now() + 20_000;
  clearTimeout(timer);
  timer = setTimeout(keep, 20_000);
});

// Text that a browser brings back to a page that is loaded anew does not stand on what came with it now.
addEventListener("pageshow", (event) => {
  pausedUntil = 0;
  const isBroughtBack = !isTouched && [title, source].some((field) => field.value !== field.defaultValue);
  if (isBroughtBack) revision.value = "";
  if (!isBroughtBack && !event.persisted) return;
  sent = null;
  changed();
  renderSoon();
});

// A tab that was duplicated takes the form's name along. What one name sends never stands against itself,
// so the copy takes another, and is one of two who write.
let others;

function heard({ data }) {
  if (data.editing !== editing.value) return;
  if (data.isAsking) others.postMessage({ editing: editing.value, isAsking: false });
  else {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    editing.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    turn.value = 0;
  }
}

// A page that is kept for the way back must not answer.
addEventListener("pagehide", () => others?.close());
addEventListener("pageshow", () => {
  others = new BroadcastChannel("daf-editing");
  others.addEventListener("message", heard);
  others.postMessage({ editing: editing.value, isAsking: true });
});

addEventListener("beforeunload", (event) => {
  const text = serialised();
  if (text === kept || text === sent) return;
  event.preventDefault();
  event.returnValue = words.unsaved;
});

document.addEventListener("keydown", (event) => {
  if (!isCommand(event) || event.shiftKey || event.altKey || letter(event) !== "KeyS") return;
  event.preventDefault();
  if (!event.repeat) form.querySelector("button[name=do][value=save]").click();
});

// The text as its readers will see it

let asking = new AbortController();
let renderTimer = 0;
let [drawn, points] = [null, null];

function renderSoon() {
  clearTimeout(renderTimer);
  renderTimer = setTimeout(render, live.hidden ? 1500 : 300);
}

async function render() {
  clearTimeout(renderTimer);
  asking.abort();
  asking = new AbortController();
  const body = { title: title.value, summary: summary.value, source: source.value, language: language.value };
  try {
    const answer = await send(words.rendering, body, { signal: asking.signal });
    if (!answer.ok) return;
    const rendered = await answer.json();
    length.textContent = `${rendered.words} · ${rendered.minutes}`;
    if (!live.hidden) draw(rendered, body.source);
    remark(live.hidden ? [] : rendered.remarks);
  } catch {
    // The next change asks again.
  }
}

// Each remark leads to its line of the text.
function remark(said) {
  const known = remarks.dataset.said;
  const news = JSON.stringify(said);
  if (news === known) return;
  remarks.dataset.said = news;
  remarks.hidden = !said.length;
  remarks.querySelector("ul").replaceChildren(...said.map(({ line, place, message, excerpt }) => {
    const [item, go, quote] = ["li", "button", "q"].map((tag) => document.createElement(tag));
    go.type = "button";
    go.textContent = place;
    go.addEventListener("click", () => goTo(line));
    quote.innerHTML = excerpt;
    item.append(go, ` ${message}: `, quote);
    return item;
  }));
}

function goTo(line) {
  const lines = source.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
}

// A heading's anchor must not take the place of a field of this page, nor a link its reader.
function settle(content) {
  for (const named of all("[id]", content)) named.id = `live-${named.id}`;
  for (const link of all("a[href]", content)) {
    const address = link.getAttribute("href");
    if (address.startsWith("#")) link.setAttribute("href", `#live-${address.slice(1)}`);
    else link.target = "_blank";
  }
}

function draw(rendered, text) {
  const lead = rendered.summary && `<p class="lead">${rendered.summary}</p>`;
  const template = document.createElement("template");
  template.innerHTML = `<h1>${rendered.title}</h1>${lead}<div class="prose">${rendered.html}</div>`;
  settle(template.content);
  const top = live.scrollTop;
  page.lang = rendered.language;
  page.dir = rendered.direction;
  page.replaceChildren(template.content);
  live.scrollTop = top;
  drawn = { lines: rendered.lines, text };
  points = null;
}

function show(isShown) {
  live.hidden = !isShown;
  panes.classList.toggle("split", isShown);
  toggle.setAttribute("aria-pressed", String(isShown));
  toggle.textContent = isShown ? words.hide : words.show;
  render();
}

// Browsers that keep nothing just begin without it.
function wasShown() {
  try { return localStorage.getItem("daf-preview") === "shown"; } catch { return false; }
}

toggle.addEventListener("click", () => {
  show(live.hidden);
  try { localStorage.setItem("daf-preview", live.hidden ? "hidden" : "shown"); } catch { /* As above. */ }
});
toggle.hidden = false;
show(wasShown());

language.addEventListener("change", () => { source.lang = language.value; });
for (const field of [title, summary, source, language]) field.addEventListener("input", renderSoon);

// Browsers cut the lines of a text field where a page of paper ends: a text that flows is printed instead.
const printed = document.createElement("pre");
printed.className = "printed";
printed.dir = "auto";
addEventListener("beforeprint", () => {
  printed.textContent = source.value;
  printed.lang = source.lang;
  source.after(printed);
});
addEventListener("afterprint", () => printed.remove());

// Scrolling in step: blocks of the text stand against what became of them.

const mirror = document.createElement("div");
mirror.className = "mirror";
mirror.setAttribute("aria-hidden", "true");
document.body.append(mirror);

// How far down the textarea its pieces end, which it does not tell itself.
function ends(pieces) {
  const style = getComputedStyle(source);
  for (const name of ["font", "letterSpacing", "wordSpacing", "tabSize", "whiteSpace", "overflowWrap"]) {
    mirror.style[name] = style[name];
  }
  const [before, after, top] = [style.paddingLeft, style.paddingRight, style.paddingTop].map(parseFloat);
  mirror.style.width = `${source.clientWidth - before - after}px`;
  mirror.replaceChildren(...pieces.map((textContent) =>
    Object.assign(document.createElement("span"), { dir: "auto", textContent })));
  return [...mirror.children].map((span) => top + span.offsetTop + span.offsetHeight);
}

// Pairs of places, from the beginnings of both panes to their ends.
function measured() {
  const blocks = page.querySelector(".prose").children;
  const rows = drawn.text.split("\n");
  const origin = live.getBoundingClientRect().top - live.scrollTop;
  const [pieces, places] = [[], []];
  let last = 0;
  for (const [at, line] of blocks.length === drawn.lines.length ? drawn.lines.entries() : []) {
    // Footnotes end the page wherever they were written, and are passed over.
    if (!at || line <= last) continue;
    pieces.push(`${rows.slice(last, line).join("\n")}\n`);
    places.push(blocks[at].getBoundingClientRect().top - origin);
    last = line;
  }
  const pairs = ends(pieces).map((end, at) => [end, places[at]]);
  return [[0, 0], ...pairs, [source.scrollHeight, live.scrollHeight]];
}

// The line by which the panes agree goes down as they scroll, so that both reach their ends.
function follow(pane) {
  const [other, from, to] = pane === source ? [live, 0, 1] : [source, 1, 0];
  const room = pane.scrollHeight - pane.clientHeight;
  if (!drawn || live.hidden || room <= 0) return;
  points ??= measured();
  const at = Math.min(points.at(-1)[from], pane.scrollTop * pane.scrollHeight / room);
  const next = points.findIndex((pair, place) => place && pair[from] >= at);
  const [a, b] = [points[next - 1], points[next]];
  const place = a[to] + (at - a[from]) / (b[from] - a[from]) * (b[to] - a[to]);
  other.scrollTop = place * (other.scrollHeight - other.clientHeight) / other.scrollHeight;
}

// Only the pane that somebody is at leads: the other's scrolling is an echo.
let leader = source;
let frame = 0;
for (const pane of [source, live]) {
  for (const sign of ["pointerenter", "pointerdown", "wheel", "focusin", "keydown"]) {
    pane.addEventListener(sign, () => { leader = pane; }, { passive: true });
  }
  pane.addEventListener("scroll", () => {
    if (pane !== leader) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => follow(pane));
  }, { passive: true });
}
const resizing = new ResizeObserver(() => { points = null; });
resizing.observe(source);
resizing.observe(page);

// Marks

// Typed as by hand, so that the browser's undo knows of it.
function put(text, from, to, start, end = start) {
  source.focus();
  source.setSelectionRange(from, to);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    source.setRangeText(text, from, to, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }
  source.setSelectionRange(start, end);
}

// What is selected, without the spaces around it.
function selected() {
  const { value } = source;
  let { selectionStart: from, selectionEnd: to } = source;
  while (from < to && /\s/.test(value[from])) from++;
  while (from < to && /\s/.test(value[to - 1])) to--;
  return { value, from, to };
}

function wrap(sign) {
  let { value, from, to } = selected();
  const [mark] = sign;
  while (to - from > 1 && value[from] === mark && value[to - 1] === mark) { from++; to--; }
  let around = 0;
  while (value[from - 1 - around] === mark && value[to + around] === mark) around++;
  const inner = value.slice(from, to);
  const size = sign.length;
  // One asterisk is italic, two are bold, three are both.
  if (around & size) put(inner, from - size, to + size, from - size, to - size);
  else {
    const text = inner || words.sample;
    put(sign + text + sign, from, to, from + size, from + size + text.length);
  }
}

function link() {
  const { value, from, to } = selected();
  const chosen = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const [text, address] = isAddress ? [words.sample, chosen] : [chosen || words.sample, "url"];
  const start = from + (isAddress ? 1 : text.length + 3);
  put(`[${text}](${address})`, from, to, start, start + (isAddress ? text : address).length);
}

const lineStart = (value, at) => value.slice(0, at).lastIndexOf("\n") + 1;
const lineEnd = (value, at) => (value.indexOf("\n", at) + 1 || value.length + 1) - 1;

// Puts a sign before each line that is selected, or takes it from them all.
function prefix(sign, own) {
  const { value, selectionStart, selectionEnd } = source;
  const from = lineStart(value, selectionStart);
  const isPast = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n";
  const to = lineEnd(value, selectionEnd - Number(isPast));
  const lines = value.slice(from, to).split("\n");
  const isBlank = (line) => lines.length > 1 && !line.trim();
  const isOn = lines.every((line) => isBlank(line) || line.trimStart().startsWith(sign));
  const text = lines.map((line) => {
    if (isOn) return line.replace(own, "$1");
    return isBlank(line) && sign !== "> " ? line : line.replace(own, `$1${sign}`);
  }).join("\n");
  const end = from + text.length;
  if (selectionStart < selectionEnd) put(text, from, to, from, end);
  else put(text, from, to, Math.max(from, end - (to - selectionEnd)));
}

const marks = {
  bold: () => wrap("**"),
  italic: () => wrap("*"),
  code: () => wrap("`"),
  link,
  heading: () => prefix("## ", /^(\s*)(?:#{1,6} +)?/),
  list: () => prefix("- ", /^(\s*)(?:(?:[-*+]|\d+[.)]) +)?/),
  quote: () => prefix("> ", /^()(?: {0,3}> ?)?/),
};

const shortcuts = {
  KeyB: "bold", KeyI: "italic", KeyK: "link", KeyE: "code",
  AltDigit2: "heading", ShiftDigit8: "list", ShiftDigit9: "quote",
};

const item = /^(\s*(?:> ?)*)(?:([-*+]|\d{1,9}[.)])( +)(\[[ xX]\] +)?)?/;

// Enter in a list begins its next item; in an empty one it ends the list.
function goOn(event) {
  const { value, selectionStart: at, selectionEnd } = source;
  const from = lineStart(value, at);
  const to = lineEnd(value, at);
  const [begun, quote, bullet = "", gap = "", box = ""] = item.exec(value.slice(from, to));
  if (at !== selectionEnd || !begun.trim() || at < from + begun.length) return;
  const isCode = value.slice(0, from).match(/^ {0,3}(?:```|~~~)/gm)?.length % 2;
  if (isCode) return;
  event.preventDefault();
  if (value.slice(from + begun.length, to).trim()) {
    const next = /^\d/.test(bullet) ? parseInt(bullet, 10) + 1 + bullet.at(-1) : bullet;
    const text = `\n${quote}${next}${gap}${box && "[ ] "}`;
    put(text, at, at, at + text.length);
  } else {
    const left = bullet && quote.trim() ? quote : "";
    put(left, from, to, from + left.length);
  }
}

source.addEventListener("keydown", (event) => {
  // Safari says only by this number that Enter ends a composition.
  if (event.isComposing || event.keyCode === 229) return;
  const held = (event.altKey ? "Alt" : "") + (event.shiftKey ? "Shift" : "");
  const mark = isCommand(event) && marks[shortcuts[held + letter(event)]];
  if (mark) {
    event.preventDefault();
    mark();
  } else if (event.key === "Enter" && !held && !event.ctrlKey && !event.metaKey) goOn(event);
});

const buttons = all("[data-mark]", bar);

// Of a toolbar only one button is on the way of Tab.
function rove(button) {
  for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
}

bar.addEventListener("focusin", (event) => rove(event.target));
bar.addEventListener("click", (event) => marks[event.target.closest("[data-mark]")?.dataset.mark]?.());
bar.addEventListener("keydown", (event) => {
  const onward = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
  const here = buttons.indexOf(event.target);
  const last = buttons.length - 1;
  const to = { ArrowRight: here + onward, ArrowLeft: here - onward, Home: 0, End: last }[event.key];
  if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  buttons.at(to > last ? 0 : to).focus();
});
rove(buttons[0]);
bar.hidden = false;

// Tags: browsers put a suggestion in the place of the whole field, so each begins with what is there.

const names = all("option", known).map((option) => option.value);
const plain = (name) => name.trim().toLowerCase();

tags.addEventListener("input", () => {
  const cut = Math.max(tags.value.lastIndexOf(","), tags.value.lastIndexOf("،")) + 1;
  const [gap] = /^\s*/.exec(tags.value.slice(cut));
  const typed = plain(tags.value.slice(cut));
  // Browsers offer only what begins with the very letters in the field.
  const before = tags.value.slice(0, cut) + (cut && !typed ? gap || " " : gap);
  const chosen = tags.value.slice(0, cut).split(/[,،]/).map(plain);
  const fitting = names.filter((name) => plain(name).startsWith(typed) && !chosen.includes(plain(name)));
  known.replaceChildren(...fitting.map((name) => new Option("", before + name)));
});
