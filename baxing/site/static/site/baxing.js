// Small comforts. Every page works without this file; nothing here decides anything.
"use strict";

// A form is sent once: its buttons rest until the answer is there.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  form.classList.remove("changed");
  const button = event.submitter;
  setTimeout(() => {
    for (const other of form.querySelectorAll("button, [type=submit]")) other.setAttribute("aria-disabled", "true");
    if (button && form.method === "post" && button.classList.contains("btn")) {
      const spin = document.createElement("span");
      spin.className = "spin";
      button.prepend(spin);
    }
  });
});

function wake(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) {
    if (!button.hasAttribute("data-why")) button.removeAttribute("aria-disabled");
  }
  for (const spin of form.querySelectorAll(".spin")) spin.remove();
}
// The back button shows the page as it was left, also with its resting buttons.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(wake));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) wake(form);
});

// A button that cannot be pressed now stays visible, with its reason beside it.
document.addEventListener("click", (event) => {
  const target = event.target.closest("[aria-disabled=true]");
  if (target) { event.preventDefault(); event.stopPropagation(); }
}, true);

// form[data-keep]: marks what is not saved yet and asks before it is lost.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) form.classList.add("changed");
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form.changed")) event.preventDefault();
});

// <a href="/a/page" data-dialog="id"> opens <dialog id> in place; without script the link leads to the page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const box = opener && document.getElementById(opener.dataset.dialog);
  if (box && box.showModal) { event.preventDefault(); box.showModal(); return; }
  if (event.target.closest("dialog [data-close]")) {
    event.preventDefault();
    event.target.closest("dialog").close();
  }
});

// A link into a fold opens it.
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  let fold = target.closest("details");
  while (fold) { fold.open = true; fold = fold.parentElement.closest("details"); }
  target.scrollIntoView();
}
window.addEventListener("hashchange", unfold);
unfold();

// Paper has no folds: open them for printing, close those again that were closed.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const fold of opened) fold.open = true;
});
window.addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A message that was swapped in is brought into view.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "flash") event.target.scrollIntoView({ block: "center" });
});

// No line, or no answer: say so where messages stand.
function trouble() {
  const flash = document.getElementById("flash");
  if (!flash) return;
  const line = document.createElement("p");
  line.className = "flash no";
  line.setAttribute("role", "alert");
  line.textContent = document.body.dataset.offline || "";
  flash.replaceChildren(line);
}
document.addEventListener("htmx:sendError", trouble);
document.addEventListener("htmx:timeout", trouble);
