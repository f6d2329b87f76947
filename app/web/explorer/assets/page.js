"use strict";

// Reading needs none of this: print with every fold open where the style sheet cannot, open the fold that a link
// points into, close the menu with Escape, and show buttons that only work with a script.

// `{name}` in a text is filled in; the scripts of single pages call it too.
function filled(text, values) {
  return text.replace(/\{(\w+)\}/gu, (_, name) => values[name]);
}

const folds = () => document.querySelectorAll("main details:not(.only-screen)");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...folds()].filter((fold) => !fold.open);
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
  opened = [];
});

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let fold = target?.closest("details");
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", reveal);
if (location.hash) reveal();

for (const menu of document.querySelectorAll(".menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    await navigator.clipboard?.writeText(text.value);
    button.textContent = button.dataset.copied;
  });
}
