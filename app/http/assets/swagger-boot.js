"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// The base layout has neither the box for another description nor the badge of the outside
// validator; both belong to the standalone layout.
SwaggerUIBundle({
  url: document.getElementById("reference").dataset.openapi,
  domNode: document.getElementById("reference"),
  layout: "BaseLayout",
  deepLinking: true,
  validatorUrl: null,
});
