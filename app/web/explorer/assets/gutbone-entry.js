// <gutbone-entry ref="food-sources/kefir"></gutbone-entry>
//
// One entry of Gutbone in any page: its cautions, its claims with their grades, and where they come from.
// The entry is asked of the server this file came from, or of the one in the attribute `server`.
// Colours and type follow the page; set --gutbone-ink, --gutbone-paper, --gutbone-line, --gutbone-link,
// --gutbone-avoid, --gutbone-seek, --gutbone-care, --gutbone-info or --gutbone-font to change them.

const HOME = new URL(import.meta.url).origin;
const ENTRY = /^[a-z-]{1,40}\/[a-z0-9-]{1,80}$/u;
const SEVERITIES = { avoid: ["Avoid", "✖"], seek_medical_advice: ["Ask first", "◆"], caution: ["Take care", "▲"], info: ["Good to know", "●"] };
const GRADES = { high: ["High certainty", 4], moderate: ["Moderate certainty", 3], low: ["Low certainty", 2], very_low: ["Very low certainty", 1] };
const MEANINGS = {
  high: "We can be sure. New studies are very unlikely to change this.",
  moderate: "Probably so. New studies could change this.",
  low: "It may be so. New studies are likely to change this.",
  very_low: "Very uncertain, or not known.",
  not_graded: "No study was found, so nothing can be graded.",
};

const STYLE = `
:host { display: block; contain: layout; }
:host([hidden]) { display: none; }
.entry {
  --ink: var(--gutbone-ink, light-dark(#1c1b19, #eceae5));
  --paper: var(--gutbone-paper, light-dark(#ffffff, #22211e));
  --line: var(--gutbone-line, light-dark(#d8d3c8, #55524b));
  --link: var(--gutbone-link, light-dark(#0a5a5e, #7fd3d6));
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 0.6rem;
  padding: 1rem; font: var(--gutbone-font, 1rem/1.55 system-ui, sans-serif); overflow-wrap: anywhere;
}
h2 { font-size: 1.3em; margin: 0 0 0.4em; }
h3 { font-size: 1.05em; margin: 1em 0 0.3em; }
p, ul { margin: 0.4em 0; }
ul { padding-left: 1.2em; }
.cautions > li, .claims > li { margin-block: 0.7em; }
.cautions, .claims { list-style: none; padding: 0; }
.cautions > li { border-left: 0.4em solid currentColor; padding-left: 0.7em; }
.cautions > li > * { color: var(--ink); }
.cautions .severity { color: inherit; font-weight: 700; }
.avoid { color: var(--gutbone-avoid, light-dark(#a3141c, #ff9a94)); }
.seek_medical_advice { color: var(--gutbone-seek, light-dark(#8f3700, #ffb27a)); }
.caution { color: var(--gutbone-care, light-dark(#6d4f00, #f0cf6a)); }
.info { color: var(--gutbone-info, light-dark(#245a93, #9cc8f5)); }
.grade { font-weight: 700; }
.bars { letter-spacing: 0.1em; }
a { color: var(--link); }
.source { font-size: 0.9em; border-top: 1px solid var(--line); padding-top: 0.6em; }
`;

function made(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

const list = (className, items) => made("ul", { className }, ...items.map((item) => made("li", {}, item)));

function whoOf({ conditions, medicines, life_stages: stages, allergies, text }) {
  const named = [...conditions, ...medicines].map(({ name }) => name);
  const others = [...stages.map((stage) => stage.replaceAll("_", " ")), ...allergies.map((one) => `allergy to ${one}`)];
  const all = [...named, ...others];
  return (all.length > 0 ? all : text.populations).join("; ") || "everyone";
}

// An unknown severity is treated as the highest, an unknown certainty as not graded: the contract says so.
function cautionOf(card) {
  const severity = card.severity in SEVERITIES ? card.severity : "avoid";
  const [label, sign] = SEVERITIES[severity];
  const item = made("li", { className: severity });
  item.append(
    made("span", { className: "severity" }, made("span", { ariaHidden: "true" }, `${sign} `), `${label}: `),
    made("strong", {}, card.sentence),
    made("p", {}, card.title),
    made("p", {}, `For: ${whoOf(card.who)}`),
    card.applies_when ? made("p", {}, `Holds for: ${card.applies_when}`) : "",
    list("", card.what_to_do),
    ...(card.urgent_signs.length > 0 ? [made("p", {}, "Get help at once for:"), list("", card.urgent_signs)] : []),
    made("p", {}, `Why: ${card.why}`),
  );
  return item;
}

function claimOf(card) {
  const [label, level] = GRADES[card.certainty] ?? ["Not graded", 0];
  const bars = made("span", { className: "bars", ariaHidden: "true" }, "▮".repeat(level) + "▯".repeat(4 - level));
  return made(
    "li",
    {},
    made("p", {}, card.statement),
    made("p", {}, made("span", { className: "grade" }, bars, ` ${label}. `), MEANINGS[card.certainty] ?? MEANINGS.not_graded),
    made("p", {}, `About: ${card.population}`),
  );
}

class GutboneEntry extends HTMLElement {
  static observedAttributes = ["ref", "server"];

  #root = this.attachShadow({ mode: "open" });
  #asked = 0;

  connectedCallback() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  async #show() {
    this.#asked += 1;
    const turn = this.#asked;
    this.#root.replaceChildren(made("div", { className: "entry", ariaBusy: "true" }, "Loading …"));
    const shown = await this.#drawn().catch((error) => this.#wrong(error));
    if (turn === this.#asked) this.#root.replaceChildren(shown);
  }

  async #drawn() {
    const ref = this.getAttribute("ref") ?? "";
    if (!ENTRY.test(ref)) throw new Error(`ref="${ref}" names no entry; write <kind>/<slug>, such as food-sources/kefir`);
    const server = new URL(this.getAttribute("server") ?? HOME, HOME).origin;
    const answer = await fetch(`${server}/v1/${ref}`, { credentials: "omit", headers: { Accept: "application/json" } }).catch(() => {
      throw new Error(`${server} cannot be reached`);
    });
    const body = await answer.json().catch(() => {
      throw new Error(`${server} does not answer as Gutbone does`);
    });
    if (!answer.ok) throw new Error([`${body.title}: ${body.detail}`, ...(body.did_you_mean ?? []).slice(0, 1).map((near) => `Did you mean ${near}?`)].join(" "));
    return this.#entry(body, `${server}/${ref}`);
  }

  #entry({ data, included, meta }, page) {
    const own = (kind, named) => [...(data.kind === kind ? [included[kind][data.slug]] : []), ...named];
    const claims = own("claims", data.claims.map(({ slug }) => included.claims[slug]));
    const cautions = own("cautions", data.cautions.map((line) => ({ ...included.cautions[line.slug], ...line })));
    const none = data.cautions_none_known ?? "No caution is listed here. That is not a sign that it is safe for everyone.";
    return made(
      "section",
      { className: "entry", ariaLabel: data.name },
      made("h2", {}, data.name),
      made("p", {}, data.summary),
      made("h3", {}, "Cautions"),
      cautions.length > 0 ? made("ul", { className: "cautions" }, ...cautions.map(cautionOf)) : made("p", {}, none),
      ...(claims.length > 0 ? [made("h3", {}, "What is known, and how sure we can be"), made("ul", { className: "claims" }, ...claims.map(claimOf))] : []),
      made(
        "p",
        { className: "source" },
        made("a", { href: page, rel: "noopener" }, `${data.name} on Gutbone`),
        `, ${meta.license}, release ${meta.release}. ${meta.disclaimer}`,
      ),
    );
  }

  #wrong(error) {
    return made("div", { className: "entry", role: "alert" }, made("strong", {}, "Gutbone cannot show this entry. "), `${error.message}.`.replace("..", "."));
  }
}

customElements.define("gutbone-entry", GutboneEntry);
