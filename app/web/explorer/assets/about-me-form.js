// The questions of About me. The answers are matched and kept here; nothing of them is sent.

import { recognised, stagesOf } from "./about-me-match.js";
import { forget, made, read, say, store } from "./about-me-store.js";

const form = document.getElementById("about-me-form");
const result = document.getElementById("about-me-result");
const [{ texts }, names] = await Promise.all(["rules", "names"].map(async (name) => (await fetch(`/about-me/${name}.json`)).json()));

function answers() {
  const data = new FormData(form);
  const told = [];
  const unknown = [];
  for (const field of ["conditions", "medicines", "allergies"]) {
    const { found, unknown: words } = recognised(data.get(`${field}_typed`) ?? "", field, names);
    told.push(...found.map((one) => ({ ...one, field })));
    unknown.push(...words.map((given) => ({ given, field })));
  }
  const age = Number.parseInt(data.get("age"), 10);
  if (Number.isInteger(age)) told.push({ given: String(age), field: "life_stages", sure: stagesOf(age, names.ages), perhaps: [] });
  for (const field of ["life_stages", "allergies"]) {
    for (const box of form.querySelectorAll(`input[name=${field}]:checked`)) {
      told.push({ given: box.parentElement.textContent.trim().toLowerCase(), field, sure: [`${field}/${box.value}`], perhaps: [] });
    }
  }
  const diet = form.elements.namedItem("diet");
  if (diet.value) told.push({ given: diet.selectedOptions[0].textContent.toLowerCase(), field: "diet", sure: [`diet/${diet.value}`], perhaps: [] });
  const ticked = [...form.querySelectorAll("input[type=checkbox]:checked")].map(({ name, value }) => `${name}=${value}`);
  const typed = Object.fromEntries([...data].filter(([, value]) => value !== "").filter(([name]) => /_typed$|^age$|^diet$|^units$/u.test(name)));
  return { told, unknown, keep: data.has("keep"), form: { ticked, typed } };
}

function show({ told, unknown }, isKept) {
  const lines = told.map(({ given, label, sure, perhaps }) => {
    const known = sure.length + perhaps.length > 0;
    const meant = label && label.toLowerCase() !== given.toLowerCase() ? `${given}: ${label}` : given;
    return made("li", { textContent: known ? meant : say(texts.known_nothing, { name: meant }) });
  });
  const parts = [made("h2", { textContent: told.length > 0 ? texts.understood : texts.nothing_told }), made("ul", {}, ...lines)];
  if (unknown.length > 0) {
    parts.push(
      made("div", { className: "mistakes" }, made("h2", { textContent: texts.not_understood }), made("ul", {}, ...unknown.map(({ given }) => made("li", { textContent: given }))), made("p", { textContent: texts.not_understood_note })),
    );
  }
  if (!isKept) parts.unshift(made("p", { className: "mistakes", textContent: texts.not_kept }));
  result.replaceChildren(...parts);
  result.hidden = false;
  result.focus();
}

const before = read();
if (before?.form) {
  for (const [name, value] of Object.entries(before.form.typed)) form.elements.namedItem(name).value = value;
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = before.form.ticked.includes(`${box.name}=${box.value}`) || (box.name === "keep" && before.keep);
}
form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const profile = answers();
  const isTold = profile.told.length + profile.unknown.length > 0 || profile.form.typed.units !== "grams";
  if (!isTold) forget();
  show(profile, !isTold || store(profile));
});
document.getElementById("about-me-forget").addEventListener("click", () => {
  forget();
  form.reset();
  result.replaceChildren(made("h2", { textContent: texts.forgotten }));
  result.hidden = false;
  result.focus();
});
