"use strict";

// This file runs before the bundle: the validator in there would try whether it may compile code
// from text, which the policy of the page refuses and the browser reports.
globalThis.__zod_globalConfig = { jitless: true };

// The bundle says its version on the console as it is read; a console that says nothing is a sound page.
const { info } = console;
console.info = () => {};

document.addEventListener("DOMContentLoaded", () => {
  console.info = info;
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
    hideTestRequestButton: true, // requests are tried out in Swagger UI, one click away
    showDeveloperTools: "never",
    persistAuth: false,
  });
});
