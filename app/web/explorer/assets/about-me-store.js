// The reader's answers, stored for the visit or, if the reader chose so, on the device.

const PREFIX = "gutbone-";
const KEY = `${PREFIX}about-me`;
const formKey = (address) => `${PREFIX}form-${new URL(address).pathname}`;

export function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

// A browser that stores nothing throws. Then there is nothing to delete either.
function forgetKeys(chosen) {
  for (const name of ["sessionStorage", "localStorage"]) {
    try {
      for (const key of Object.keys(window[name]).filter(chosen)) window[name].removeItem(key);
    } catch {
      continue;
    }
  }
}

export const forget = () => forgetKeys((key) => key.startsWith(PREFIX));

// Returns whether the answers were kept.
export function store(profile) {
  forgetKeys((key) => key === KEY);
  try {
    (profile.keep ? localStorage : sessionStorage).setItem(KEY, JSON.stringify(profile));
    return true;
  } catch {
    return false;
  }
}

// The answers of a form stay in its tab alone.
export function keepForm(address, answers) {
  try {
    sessionStorage.setItem(formKey(address), JSON.stringify(answers));
  } catch {
    // This browser keeps nothing; the form stays on the page of its result.
  }
}

export function keptForm(address) {
  try {
    return JSON.parse(sessionStorage.getItem(formKey(address)));
  } catch {
    return null;
  }
}

export const forgetForm = (address) => forgetKeys((key) => key === formKey(address));

export function made(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

export const say = (text, values = {}) => {
  const chosen = typeof text === "string" ? text : text[values.count === 1 ? "one" : "other"];
  return chosen.replace(/\{(\w+)\}/gu, (_, name) => values[name]);
};
