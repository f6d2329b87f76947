// On every page: are any answers stored? Only then is the rest loaded.

function kept() {
  try {
    return sessionStorage.getItem("gutbone-about-me") ?? localStorage.getItem("gutbone-about-me");
  } catch {
    return null; // the browser keeps nothing for this site
  }
}

if (kept()) {
  const [{ read }, { apply }] = await Promise.all([import("./about-me-store.js"), import("./about-me-page.js")]);
  const profile = read();
  if (profile) await apply(profile);
}
