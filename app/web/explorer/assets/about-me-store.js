// What the reader told this browser, kept for the visit or, where she asked for it, on the device.

const KEY = "gutbone-about-me";

export function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

// A browser that keeps nothing throws. Nothing is kept then, so there is nothing to forget.
export function forget() {
  for (const name of ["sessionStorage", "localStorage"]) {
    try {
      window[name].removeItem(KEY);
    } catch {
      continue;
    }
  }
}

// Returns whether the answers were kept.
export function store(profile) {
  forget();
  try {
    (profile.keep ? localStorage : sessionStorage).setItem(KEY, JSON.stringify(profile));
    return true;
  } catch {
    return false;
  }
}

export function made(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

export const say = (text, values = {}) => {
  const chosen = typeof text === "string" ? text : text[values.count === 1 ? "one" : "other"];
  return chosen.replace(/\{(\w+)\}/gu, (_, name) => values[name]);
};
