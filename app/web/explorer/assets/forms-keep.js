// Stores the answers of a form for this tab: a reader who comes back finds them filled in, one press from the result.

import { forgetForm, keepForm, keptForm } from "./about-me-store.js";

const form = document.querySelector("form[data-keep]");
const bar = document.querySelector("[data-kept]");

function fill(answers) {
  for (const field of form.elements) {
    const given = answers.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox") field.checked = given.includes(field.value);
    else if (given.length > 0) [field.value] = given;
    if (field.checked) field.closest("details")?.setAttribute("open", "");
  }
}

form.addEventListener("submit", () => keepForm(form.action, [...new FormData(form)].filter(([, value]) => value !== "")));
bar.querySelector("[data-kept-again]").addEventListener("click", () => form.requestSubmit());
bar.querySelector("[data-kept-forget]").addEventListener("click", () => {
  forgetForm(form.action);
  form.reset();
  bar.hidden = true;
});

// Also when the page comes back out of the browser's memory. A page with a result has its answers already.
addEventListener("pageshow", () => {
  const answers = keptForm(form.action);
  if (!answers || document.querySelector(".result")) return;
  fill(answers);
  bar.hidden = false;
});
