"use strict";

SwaggerUIBundle({
  url: document.getElementById("reference").dataset.openapi,
  dom_id: "#reference",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  // The default would send the description to an outside validator.
  validatorUrl: null,
});
