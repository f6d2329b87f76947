// Shows on a page which of its cautions concern the reader. Loaded only where answers are stored.

import { concerning, toReader } from "./about-me-match.js";
import { forget, made, say } from "./about-me-store.js";

const LEVELS = { avoid: "avoid", seek_medical_advice: "ask", caution: "care", info: "know" };

function strip(profile, texts) {
  const place = document.querySelector("[data-about-me] .inner");
  if (!place) return;
  const names = profile.told.map(({ given }) => given);
  if (profile.form.typed.units === "ounces") names.push(texts.in_ounces);
  const button = made("button", { type: "button", className: "plain", textContent: texts.forget });
  button.addEventListener("click", () => {
    forget();
    location.reload();
  });
  place.replaceChildren(
    made("p", {}, made("b", { textContent: texts.for }), ` ${names.join(", ")}`),
    made("a", { href: "/about-me", textContent: texts.change }),
    button,
  );
}

function reason({ names, certain }, texts) {
  return made("p", { className: "small", textContent: say(certain ? texts.because : texts.because_perhaps, { names: names.join(", ") }) });
}

function showDanger(place, articles, found, texts) {
  place.replaceChildren(made("h2", { className: "title", textContent: say(texts.danger, { names: [...new Set(articles.flatMap(({ dataset }) => found.get(dataset.slug).names))].join(", ") }) }));
  for (const article of articles) place.append(article, reason(found.get(article.dataset.slug), texts));
  place.hidden = false;
}

function recount(texts, usable) {
  for (const group of document.querySelectorAll(".caution-group")) {
    for (const item of group.querySelectorAll("li")) if (!item.querySelector(".caution")) item.remove();
    const count = group.querySelectorAll(".caution").length;
    if (count === 0) group.remove();
    else group.querySelector("summary b").textContent = say(texts[usable ? `other_${group.dataset.level}` : "other"], { count });
    // The line of names is of all people; what is left is for others.
    group.querySelector(".who")?.remove();
  }
}

function showConcerns(rules, told) {
  const { texts } = rules;
  const section = document.getElementById("cautions");
  const place = section?.querySelector("[data-concerns]");
  if (!place) return;
  const articles = [...section.querySelectorAll(".caution")];
  const total = articles.length;
  const found = concerning(articles.map(({ dataset }) => ({ slug: dataset.slug, severity: dataset.severity })), rules, told);
  const mine = articles.filter(({ dataset }) => found.has(dataset.slug));
  for (const article of mine) {
    const sentence = article.querySelector(".sentence");
    sentence.textContent = toReader(sentence.textContent, found.get(article.dataset.slug).traits, rules);
    article.querySelector("[data-people]")?.remove();
  }
  const danger = document.querySelector("[data-danger]");
  const grave = danger ? mine.filter(({ dataset }) => dataset.severity === "avoid" && found.get(dataset.slug).certain) : [];
  if (grave.length > 0) showDanger(danger, grave, found, texts);
  // What it says to do is for people whom no caution names.
  if (mine.length > 0) document.querySelector(".to-do")?.remove();
  section.querySelector("h2").textContent = say(texts.count, { count: mine.length, total });
  const open = mine.filter((article) => !grave.includes(article)).map((article) => {
    const level = LEVELS[article.dataset.severity] ?? "avoid";
    const sign = article.closest(".caution-group")?.querySelector("summary .level-sign")?.cloneNode(true) ?? "";
    const inside = made("div", { className: "concern" }, article, reason(found.get(article.dataset.slug), texts));
    return made("div", { className: `caution-open level-${level}` }, sign, inside);
  });
  const usable = "usable" in section.dataset;
  const silent = usable ? told.filter(({ given, field }) => !["life_stages", "diet"].includes(field) && ![...found.values()].some(({ names }) => names.includes(given))) : [];
  const nothing = silent.map(({ given }) => made("p", { className: "nothing-found", textContent: say(texts.nothing, { name: given, item: section.dataset.usable }) }));
  place.replaceChildren(...open, ...nothing);
  place.hidden = open.length + nothing.length === 0;
  recount(texts, usable);
}

function fillForm(profile) {
  const form = document.querySelector("form.asking[method=post]");
  if (!form) return;
  const typed = (field) => profile.told.filter((one) => one.field === field).map(({ given }) => given);
  for (const field of ["conditions", "medicines", "allergies", "life_stages"]) {
    const box = form.elements.namedItem(`${field}_typed`);
    const words = [...typed(field), ...profile.unknown.filter((one) => one.field === field).map(({ given }) => given)];
    if (box instanceof HTMLInputElement && box.value === "") box.value = words.join(", ");
  }
  // What was chosen for a result, or is kept of it, stays.
  const isChosen = document.querySelector(".result, [data-kept]:not([hidden])") !== null;
  const { diet } = profile.form.typed;
  if (diet && !isChosen) form.elements.namedItem("diet").value = diet;
}

function showUnits({ units }) {
  if (units !== "ounces") return;
  for (const weight of document.querySelectorAll("[data-ounces]")) weight.textContent = weight.dataset.ounces;
}

export async function apply(profile) {
  showUnits(profile.form.typed);
  const answer = await fetch("/about-me/rules.json");
  if (!answer.ok) return;
  const rules = await answer.json();
  strip(profile, rules.texts);
  showConcerns(rules, profile.told);
  fillForm(profile);
}
