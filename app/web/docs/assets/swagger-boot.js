"use strict";

const reference = document.getElementById("reference");
const texts = reference.dataset;
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// The row that opens an operation is a button already: a link within it can be neither reached nor
// named. The address follows what is opened all the same.
const rowsWithoutLinks = ({ React }) => ({
  components: { DeepLink: ({ text }) => React.createElement("span", null, text) },
});

// What stands outside the main part gets a landmark, and the tags, of the third level, a heading above.
const outline = ({ React: { createElement, Fragment } }) => ({
  wrapComponents: {
    InfoContainer: (Info) => (props) =>
      createElement("section", { "aria-label": texts.about }, createElement(Info, props)),
    operations: (Operations) => (props) =>
      createElement(
        Fragment,
        null,
        createElement("h2", { className: "operations-heading" }, texts.operations),
        createElement(Operations, props),
      ),
  },
});

// Attributes for what Swagger UI leaves without an accessible name or out of reach of the keyboard.
const ATTRIBUTES = {
  "td select:not([aria-label])": (one) => ({ ariaLabel: one.closest("tr").dataset.paramName }),
  "tr[data-param-name] input:not([aria-label])": (one) => ({ ariaLabel: one.closest("tr").dataset.paramName }),
  "textarea.body-param__text": () => ({ ariaLabel: texts.body }),
  "table[role=region]": (one) => ({ ariaLabel: texts.responses.replace("{operation}", one.closest(".opblock").id) }),
  "pre.microlight": () => ({ tabIndex: 0 }),
};

function addAttributes() {
  for (const [selector, given] of Object.entries(ATTRIBUTES)) {
    for (const one of reference.querySelectorAll(`${selector}:not([data-attributes-added])`)) {
      Object.assign(one, given(one)).dataset.attributesAdded = "";
    }
  }
}

new MutationObserver(addAttributes).observe(reference, { childList: true, subtree: true });

// The base layout has neither the box for another description nor the badge of the outside
// validator; both belong to the standalone layout.
SwaggerUIBundle({
  url: reference.dataset.openapi,
  domNode: reference,
  layout: "BaseLayout",
  plugins: [rowsWithoutLinks, outline],
  syntaxHighlight: { theme: "obsidian" },
  deepLinking: true,
  validatorUrl: null,
});
