// Shows comments as they are approved, and takes away what was removed, while somebody reads.

const section = document.querySelector("#comments");
const source = document.querySelector("script[data-live-at]")?.dataset.liveAt;
let stream;
let asked;

const between = (root) => [...root.children].filter((part) => part.matches(".section-title, .empty-comments, .thread"));

// What stands above the form is the page's own, made anew: nothing typed below is touched.
function show(fresh) {
  const known = new Set([...section.querySelectorAll(".comment")].map((comment) => comment.id));
  const parts = between(fresh).map((part) => document.adoptNode(part));
  const old = between(section);
  const focused = document.activeElement?.closest?.(".comment")?.id;
  old[0]?.before(...parts);
  old.forEach((part) => part.remove());
  const arrived = [...section.querySelectorAll(".comment")].filter((comment) => !known.has(comment.id));
  for (const comment of arrived) {
    comment.style.borderInlineStart = ".25rem solid var(--teal)";
    comment.style.paddingInlineStart = ".75rem";
  }
  if (focused) document.getElementById(focused)?.querySelector("a")?.focus({ preventScroll: true });
  const count = section.querySelector(".section-title")?.textContent ?? "";
  const link = document.querySelector('.facts a[href="#comments"]');
  if (link && count) link.textContent = count;
  if (arrived.length) voice.textContent = count;
}

const voice = document.createElement("div");
voice.className = "quiet";
voice.setAttribute("role", "status");
document.body.append(voice);

async function look() {
  asked = undefined;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#comments");
    if (fresh) show(fresh);
  } catch {
    // The stream comes again by itself, and tells what was missed.
  }
}

// What comes in a burst is looked at once.
function hear() {
  asked ??= setTimeout(look, 300);
}

// A browser opens few connections to one site: a page that nobody looks at needs none.
function follow() {
  if (document.hidden) {
    stream?.close();
    stream = undefined;
  } else if (!stream) {
    stream = new EventSource(source);
    stream.addEventListener("comment", hear);
    stream.addEventListener("missed", hear);
  }
}

if (section && source && "EventSource" in window) {
  document.addEventListener("visibilitychange", () => {
    follow();
    if (!document.hidden) hear();
  });
  follow();
}
