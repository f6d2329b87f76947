"use strict";

// On a phone a form asks one question a screen. Without this script all questions stand on one page.

const NARROW = matchMedia("(max-width: 40rem)");

for (const form of document.querySelectorAll("form[data-steps]")) {
  const questions = [...form.children].filter((one) => one.matches("fieldset, .field"));
  const last = form.querySelector("button:not([type=button])").parentElement;
  const { back, next, step } = document.querySelector("[data-step-texts]").dataset;
  let at = 0;
  const bar = document.createElement("div");
  const progress = Object.assign(document.createElement("p"), { className: "progress" });
  progress.setAttribute("role", "status");
  bar.className = "buttons";
  const [backward, forward] = [back, next].map((text) => Object.assign(document.createElement("button"), { type: "button", textContent: text }));
  backward.className = "quiet";
  bar.append(backward, forward);
  last.before(progress, bar);

  const show = () => {
    const stepwise = NARROW.matches;
    for (const [index, question] of questions.entries()) question.hidden = stepwise && index !== at;
    progress.hidden = !stepwise;
    bar.hidden = !stepwise;
    progress.textContent = step.replace("{at}", at + 1).replace("{of}", questions.length);
    backward.hidden = at === 0;
    forward.hidden = at === questions.length - 1;
  };
  const move = (by) => {
    at += by;
    show();
    questions[at].querySelector("input, select")?.focus();
  };
  backward.addEventListener("click", () => move(-1));
  forward.addEventListener("click", () => move(1));
  NARROW.addEventListener("change", show);
  show();
}
