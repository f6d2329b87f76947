/** An example app: search, entries, check and plans, each with its cautions, without a network. */
import { baseUrl } from "./config.js";
import { storedKit, update } from "./content.js";

const screen = document.getElementById("screen");
const state = document.getElementById("state");
let kit = null;

/** Return an element with text, attributes and children; text is never read as HTML. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function list(texts) {
  return element("ul", {}, ...texts.map((text) => element("li", {}, text)));
}

function link(entry) {
  return element("a", { href: `#${entry.href.replace("/v1/", "/entry/")}` }, entry.name);
}

/** Return cautions, the most serious first, with what to do; an unknown severity is shown as it is. */
function cautions(found, included = {}) {
  const lines = found.map((one) => {
    const whole = included[one.slug] ?? one;
    const what = [...(whole.what_to_do ?? []), ...(whole.urgent_signs ?? [])];
    const label = kit.label("severity", one.severity);
    return element("li", { "data-severity": one.severity }, element("strong", {}, `${label}: `), one.sentence ?? whole.sentence, what.length ? list(what) : null);
  });
  return element("ul", { class: "cautions" }, ...lines);
}

function field(name, label, value = "") {
  return element("label", {}, label, element("input", { name, value, autocomplete: "off" }));
}

/** Return a form that goes nowhere: its fields are given to a function in the page. */
function form(fields, action, show) {
  const made = element("form", {}, ...fields, element("button", {}, action));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(made)].map(([name, text]) => [name, text.trim()]));
    const answer = made.nextElementSibling ?? element("div");
    made.after(answer);
    try {
      answer.replaceChildren(...show(given));
    } catch (error) {
      if (!(error.name === "RequestError")) throw error;
      const unknown = error.errors.map(({ given, did_you_mean: near }) =>
        near.length ? `${given} (did you mean ${near.join(" or ")}?)` : given,
      );
      answer.replaceChildren(element("p", { role: "alert" }, `We do not understand: ${unknown.join(", ")}`));
    }
  });
  return made;
}

const words = (text) => (text ? [text] : []);

function searchScreen() {
  const show = ({ q }) => {
    if (!q) return [element("p", {}, "Type what you look for.")];
    const { data, did_you_mean } = kit.search({ q });
    const hits = data.map((hit) => element("section", {}, element("h2", {}, link(hit)), element("p", {}, hit.summary), cautions(hit.cautions)));
    return [did_you_mean ? element("p", {}, `We looked for: ${did_you_mean}`) : "", element("p", {}, `${data.length} found`), ...hits];
  };
  return [element("h1", {}, "Search"), form([field("q", "A food, a medicine or a question")], "Search", show)];
}

function entryScreen(key) {
  const { data, included } = kit.entry(key);
  const claims = data.claims.map(({ slug }) => {
    const { statement, certainty } = included.claims[slug];
    return element("li", {}, statement, element("strong", {}, ` Certainty: ${kit.label("certainty", certainty)}`));
  });
  const sources = kit.citations({ items: [key] }).data.map(({ text }) => element("li", {}, text));
  return [
    element("h1", {}, data.name),
    element("p", {}, data.summary),
    element("h2", {}, "Take care"),
    data.cautions.length ? cautions(data.cautions, included.cautions) : element("p", {}, "No caution is recorded here. That is no sign that nothing is wrong."),
    element("h2", {}, "What studies say"),
    claims.length ? element("ul", {}, ...claims) : element("p", {}, "No claim is recorded here."),
    element("h2", {}, "Sources"),
    element("ol", {}, ...sources),
  ];
}

function checkScreen() {
  const show = ({ items, medicines, conditions, allergies, life_stages }) => {
    if (!items) return [element("p", { role: "alert" }, "Type what you plan to eat or do.")];
    const request = { items: [items], medicines: words(medicines), conditions: words(conditions), allergies: words(allergies), life_stages: words(life_stages) };
    const { data } = kit.check(request);
    return [
      element("p", { role: "alert" }, data.summary),
      data.not_understood.length ? list(data.not_understood.map((one) => `${one.given}: ${one.note}`)) : "",
      element("h2", {}, "For you"),
      cautions(data.for_you),
      element("h2", {}, "For everyone"),
      cautions(data.for_everyone),
      element("h2", {}, "Talk to"),
      list(data.talk_to.map(({ who, why }) => `${who}: ${why}`)),
      element("h2", {}, "What this does not look at"),
      list(data.not_covered),
    ];
  };
  const fields = [
    field("items", "Foods, supplements, activities"),
    field("medicines", "Your medicines"),
    field("conditions", "Your conditions"),
    field("allergies", "Your allergies"),
    field("life_stages", "Your age or stage of life"),
  ];
  return [element("h1", {}, "Check"), element("p", {}, "What you type stays on this phone."), form(fields, "Check", show)];
}

function planScreen() {
  const show = ({ medicines, conditions, allergies, life_stages }) => {
    const request = { medicines: words(medicines), conditions: words(conditions), allergies: words(allergies), life_stages: words(life_stages), days: 3 };
    const { data, included } = kit.plan(request);
    const days = data.days.map((day) => {
      const items = day.items.map((item) => {
        const minded = item.mind.map(({ text }) => text);
        const marks = item.cautions.map((one) => ({ ...one, sentence: included.cautions[one.slug].sentence }));
        return element("li", {}, `${kit.label("moment", item.moment)}: ${item.text} ${item.why.text}`, minded.length ? list(minded) : null, cautions(marks));
      });
      return element("section", {}, element("h2", {}, `Day ${day.day}`), element("ul", {}, ...items), element("p", {}, day.totals_text));
    });
    const refused = data.no_plan.map(({ because, ask_whom, ask }) => element("section", {}, element("p", { role: "alert" }, `${because} Ask ${ask_whom}:`), list(ask)));
    return [...refused, cautions(data.cautions), list(data.notes), ...days];
  };
  const fields = [
    field("medicines", "Your medicines"),
    field("conditions", "Your conditions"),
    field("allergies", "Your allergies"),
    field("life_stages", "Your age or stage of life"),
  ];
  return [element("h1", {}, "Plan"), element("p", {}, "What you type stays on this phone."), form(fields, "Make a plan", show)];
}

function aboutScreen() {
  const credits = kit.nameFiles.map((file) => `${file.file}: ${file.attribution} (${file.license})`);
  return [element("h1", {}, "About"), element("p", {}, kit.meta.disclaimer), element("p", {}, `Release ${kit.release}, ${kit.meta.license}`), element("h2", {}, "Where names come from"), list(credits)];
}

function show() {
  const [, name, ...rest] = location.hash.split("/");
  const screens = { "": searchScreen, check: checkScreen, plan: planScreen, about: aboutScreen };
  if (!kit) {
    screen.replaceChildren(element("p", {}, "Nothing is stored yet. Open the app once with a network."));
    return;
  }
  const key = rest.join("/");
  const isEntry = name === "entry" && kit.has(key);
  screen.replaceChildren(...(isEntry ? entryScreen(key) : (screens[name] ?? searchScreen)()));
  document.getElementById("disclaimer").textContent = kit.meta.disclaimer;
  screen.focus();
}

const OUTCOMES = {
  offline: "We could not ask for changes, so this may not be the newest.",
  update_needed: "There are changes that this app cannot show. Please update the app.",
};

/** Say what is stored, ask for changes, and show the newer release. */
async function refresh() {
  const stored = () => (kit ? `Stored: release ${kit.release}. You can use it without a network.` : "Nothing is stored yet.");
  state.textContent = stored();
  const important = [];
  const { kit: newer, outcome } = await update(baseUrl, kit, (notes) => {
    important.push(...notes.map(({ note }) => `Important change: ${note}`));
  });
  if (newer) {
    kit = newer;
    show();
  }
  state.textContent = [...important, stored(), OUTCOMES[outcome] ?? ""].join(" ").trim();
}

window.addEventListener("hashchange", show);
await navigator.serviceWorker?.register("sw.js");
kit = await storedKit();
show();
await refresh();
