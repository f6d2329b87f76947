"use strict";

// This file runs before the bundle: the validator in there would try whether it may compile code
// from text, which the policy of the page refuses and the browser reports.
globalThis.__zod_globalConfig = { jitless: true };

document.addEventListener("DOMContentLoaded", () => {
  // Whatever would call an outside host, or send the reader to one, is switched off.
  Scalar.createApiReference("#reference", {
    url: document.getElementById("reference").dataset.openapi,
    // The policy allows requests to this server only, so the examples name no other.
    servers: [{ url: new URL(".", location.href).href.replace(/\/$/, "") }],
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: "never",
    persistAuth: false,
  });
});
