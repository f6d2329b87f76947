// <gutbone-entry ref="food-sources/kefir"></gutbone-entry>
//
// One entry of Gutbone in any page: its cautions, its claims with their grades, and where they come from.
// With the attribute `compact`: its answer, and its cautions in groups that unfold.
// The entry is asked of the server this file came from, or of the one in the attribute `server`.
// Colours and type follow the page; set --gutbone-ink, --gutbone-paper, --gutbone-line, --gutbone-link,
// --gutbone-avoid, --gutbone-seek, --gutbone-care, --gutbone-info or --gutbone-font to change them.

const HOME = new URL(import.meta.url).origin;
const ENTRY = /^[a-z-]{1,40}\/[a-z0-9-]{1,80}$/u;
const TEXTS = {/* texts */}; // the server puts them here
const SIGNS = { avoid: "✖", seek_medical_advice: "◆", caution: "▲", info: "●" };
const LEVELS = { high: 4, moderate: 3, low: 2, very_low: 1 };
const MOST_NAMED = 2; // of a folded group; of those to avoid, all

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
.compact { padding: 0.6rem; line-height: 1.3; font-size: 0.9375rem; }
.compact h2, .compact > p { margin: 0 0 0.15em; }
.verdict { font-size: 1.2em; font-weight: 700; }
details { border-left: 0.4em solid currentColor; margin-block: 0.3em; padding-left: 0.5em; }
details > * { color: var(--ink); }
summary { cursor: pointer; min-height: 2.75rem; }
.compact .source { font-size: 0.8em; }
.source { font-size: 0.9em; border-top: 1px solid var(--line); padding-top: 0.6em; }
`;

function made(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside.filter((part) => part !== null && part !== ""));
  return element;
}

function say(text, values = {}) {
  const chosen = typeof text === "string" ? text : text[values.count === 1 ? "one" : "other"];
  return chosen.replace(/\{(\w+)\}/gu, (_, name) => values[name]);
}

const list = (className, items) => made("ul", { className }, ...items.map((item) => made("li", {}, item)));

function whoOf({ conditions, medicines, life_stages: stages, allergies, text }) {
  const named = [...conditions, ...medicines].map(({ name }) => name);
  const others = [...stages.map((one) => TEXTS.life_stages[one] ?? one), ...allergies.map((one) => TEXTS.allergies[one] ?? one)];
  const all = [...named, ...others];
  return (all.length > 0 ? all : text.populations).join("; ") || TEXTS.everyone;
}

// An unknown severity is treated as the highest, an unknown certainty as not graded: the contract says so.
const severityOf = ({ severity }) => (Object.hasOwn(SIGNS, severity) ? severity : "avoid");
const certaintyOf = ({ certainty }) => TEXTS.certainties[certainty] ?? TEXTS.certainties.not_graded;
const signOf = (severity) => made("span", { ariaHidden: "true" }, `${SIGNS[severity]} `);

function cautionOf(card) {
  const severity = severityOf(card);
  const item = made("li", { className: severity });
  item.append(
    made("span", { className: "severity" }, signOf(severity), say(TEXTS.severity, { label: TEXTS.severities[severity] })),
    made("strong", {}, card.sentence),
    made("p", {}, card.title),
    made("p", {}, say(TEXTS.for_whom, { people: whoOf(card.who) })),
    card.applies_when ? made("p", {}, say(TEXTS.applies, { when: card.applies_when })) : "",
    list("", card.what_to_do),
    ...(card.urgent_signs.length > 0 ? [made("p", {}, TEXTS.urgent), list("", card.urgent_signs)] : []),
    made("p", {}, say(TEXTS.why, { why: card.why })),
  );
  return item;
}

function groupOf(severity, cards) {
  const label = severity === "avoid" ? TEXTS.not_for : TEXTS.severities[severity];
  const people = [...new Set(cards.flatMap(({ who }) => whoOf(who).split("; ")))];
  const named = severity === "avoid" ? people : people.slice(0, MOST_NAMED);
  const names = named.join(", ");
  const shown = people.length > named.length ? say(TEXTS.and_more, { names, count: people.length - named.length }) : names;
  return made(
    "details",
    { className: severity },
    made("summary", {}, made("b", {}, signOf(severity), say(TEXTS.group, { label, count: cards.length })), shown),
    made("ul", { className: "cautions" }, ...cards.map(cautionOf)),
  );
}

function countedOf({ studies, people }) {
  const counted = say(TEXTS.studies, { count: studies });
  if (studies === 0) return counted;
  const text = studies === 1 ? TEXTS.people_of_one : TEXTS.people;
  const size = people === null ? TEXTS.people_unknown : say(text, { count: people, number: people.toLocaleString("en") });
  return `${counted}, ${size}`;
}

function answerOf(answer) {
  const { question, verdict_text: verdict, sentence } = answer;
  return [
    made("p", {}, question),
    made("p", { className: "verdict" }, verdict),
    made("p", {}, sentence),
    made("p", {}, say(TEXTS.grade, { certainty: certaintyOf(answer)[0], counted: countedOf(answer) })),
  ];
}

function claimOf(card) {
  const [label, meaning] = certaintyOf(card);
  const level = LEVELS[card.certainty] ?? 0;
  const bars = made("span", { className: "bars", ariaHidden: "true" }, "▮".repeat(level) + "▯".repeat(4 - level));
  return made(
    "li",
    {},
    made("p", {}, card.statement),
    made("p", {}, made("span", { className: "grade" }, bars, say(TEXTS.claim_grade, { certainty: label })), meaning),
    made("p", {}, say(TEXTS.population, card)),
  );
}

class GutboneEntry extends HTMLElement {
  static observedAttributes = ["ref", "server", "compact"];

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
    this.#root.replaceChildren(made("div", { className: "entry", ariaBusy: "true" }, TEXTS.loading));
    const shown = await this.#drawn().catch((error) => this.#wrong(error));
    if (turn === this.#asked) this.#root.replaceChildren(shown);
  }

  async #drawn() {
    const ref = this.getAttribute("ref") ?? "";
    if (!ENTRY.test(ref)) throw new Error(say(TEXTS.bad_ref, { ref }));
    const server = new URL(this.getAttribute("server") ?? HOME, HOME).origin;
    const answer = await fetch(`${server}/v1/${ref}`, { credentials: "omit", headers: { Accept: "application/json" } }).catch(() => {
      throw new Error(say(TEXTS.unreachable, { server }));
    });
    const body = await answer.json().catch(() => {
      throw new Error(say(TEXTS.not_gutbone, { server }));
    });
    if (!answer.ok) throw new Error([`${body.title}: ${body.detail}`, ...(body.did_you_mean ?? []).slice(0, 1).map((name) => say(TEXTS.near, { name }))].join(" "));
    return this.#entry(body, `${server}/${ref}`);
  }

  #entry({ data, included, meta }, page) {
    const own = (kind, named) => [...(data.kind === kind ? [included[kind][data.slug]] : []), ...named];
    const claims = own("claims", data.claims.map(({ slug }) => included.claims[slug]));
    const cautions = own("cautions", data.cautions.map((line) => ({ ...included.cautions[line.slug], ...line })));
    const none = made("p", {}, data.cautions_none_known ?? TEXTS.none);
    const source = made(
      "p",
      { className: "source" },
      made("a", { href: page, rel: "noopener" }, say(TEXTS.page, data)),
      say(TEXTS.source, meta),
    );
    if (this.hasAttribute("compact")) {
      const held = Map.groupBy(cautions, severityOf);
      const groups = Object.keys(SIGNS).filter((severity) => held.has(severity)).map((severity) => groupOf(severity, held.get(severity)));
      const answer = data.answer ? answerOf(data.answer) : [made("p", {}, data.bottom_line ?? data.summary)];
      return made("section", { className: "entry compact", ariaLabel: data.name }, made("h2", {}, data.name), ...answer, ...(groups.length > 0 ? groups : [none]), source);
    }
    return made(
      "section",
      { className: "entry", ariaLabel: data.name },
      made("h2", {}, data.name),
      made("p", {}, data.summary),
      made("h3", {}, TEXTS.cautions),
      cautions.length > 0 ? made("ul", { className: "cautions" }, ...cautions.map(cautionOf)) : none,
      ...(claims.length > 0 ? [made("h3", {}, TEXTS.claims), made("ul", { className: "claims" }, ...claims.map(claimOf))] : []),
      source,
    );
  }

  #wrong(error) {
    return made("div", { className: "entry", role: "alert" }, made("strong", {}, TEXTS.wrong), `${error.message}.`.replace("..", "."));
  }
}

customElements.define("gutbone-entry", GutboneEntry);
