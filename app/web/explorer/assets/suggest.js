"use strict";

// Offers names while one types, as a combobox: arrows choose, Enter goes there, Escape closes. Without
// scripts, or without an answer, the form below it searches as it is.

const box = document.querySelector("form.search input");
const { names, option: plain, optionFor: foundBy, kinds } = box.form.dataset;
const headings = JSON.parse(kinds);
const list = Object.assign(document.createElement("ul"), { id: "offered", role: "listbox", hidden: true });
list.setAttribute("aria-label", names);
box.after(list);
for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", "offered"], ["aria-autocomplete", "list"]]) {
  box.setAttribute(name, value);
}

let waiting = 0;
let asking = new AbortController();
let chosen = -1;

function unchoose() {
  chosen = -1;
  box.removeAttribute("aria-activedescendant");
}

function close() {
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  unchoose();
}

function choose(place) {
  const options = [...list.children];
  chosen = (place + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
  box.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function optionOf({ text, name, kind, href }, index) {
  const option = Object.assign(document.createElement("li"), { id: `offered-${index}`, role: "option" });
  option.setAttribute("aria-selected", "false");
  option.dataset.href = href.replace(/^\/v1/u, "");
  const values = { text, name, kind: headings[kind] ?? kind };
  option.textContent = filled(text === name ? plain : foundBy, values);
  return option;
}

async function offer() {
  asking.abort();
  asking = new AbortController();
  const typed = box.value.trim();
  if (typed === "") {
    close();
    return;
  }
  const answer = await fetch(`/v1/suggest?limit=8&q=${encodeURIComponent(typed)}`, { signal: asking.signal });
  if (!answer.ok) return;
  const { data } = await answer.json();
  const { href } = list.children[chosen]?.dataset ?? {};
  list.replaceChildren(...data.map(optionOf));
  list.hidden = data.length === 0;
  box.setAttribute("aria-expanded", String(data.length > 0));
  // A choice that was made before this answer came stays, where it is still offered.
  const place = [...list.children].findIndex((option) => option.dataset.href === href);
  if (place >= 0) choose(place);
  else unchoose();
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  // A search box that cannot suggest still searches, so a failed request is no event.
  waiting = setTimeout(() => offer().catch(close), 120);
});

box.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
  else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
  else return;
  event.preventDefault();
});

list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const option = event.target.closest("[role=option]");
  if (option) location.assign(option.dataset.href);
});

box.addEventListener("blur", close);
