"use strict";

// Everything that would call an outside host, or send the reader to one, is switched off.
Scalar.createApiReference("#reference", {
  url: document.getElementById("reference").dataset.openapi,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
  persistAuth: false,
});
