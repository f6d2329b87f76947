"use strict";

// Makes the drawn map interactive. Every style is read from the drawing, every choice goes into the
// address: the server alone decides what is shown.

const place = document.getElementById("map");
const said = document.getElementById("map-said");
const drawing = place.querySelector("svg");

function say(words) {
  said.textContent = words;
}

// A name is never said without its cautions: the label has them line by line.
function toldOf({ label }) {
  const [name, ...told] = label.split("\n");
  return told.length > 0 ? filled(place.dataset.told, { name, cautions: told.join("; ") }) : name;
}

// Where all of it fits only in letters too small to read, the map begins close up, at one entry.
const READABLE = 0.35;

const inkOf = (element, property) => getComputedStyle(element)[property];

function nodesOf(told) {
  return [...drawing.querySelectorAll(".node")].map((group) => {
    const box = group.querySelector("rect");
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name)));
    return {
      data: {
        id: group.dataset.id,
        told: told.get(group.dataset.id),
        label: group.querySelector("text").textContent,
        border: inkOf(box, "stroke"),
        weight: Number(box.getAttribute("stroke-width")),
      },
      position: { x: x + width / 2, y: y + height / 2 },
      classes: group.classList.contains("traced") ? "traced" : "",
    };
  });
}

function titlesOf() {
  return [...drawing.querySelectorAll(".title")].map((text, index) => ({
    data: { id: `title-${index}`, label: text.textContent },
    position: { x: Number(text.getAttribute("x")) + 88, y: Number(text.getAttribute("y")) - 6 },
    classes: "title",
    selectable: false,
    grabbable: false,
  }));
}

function looksOf(group) {
  const line = group.querySelector("path");
  const dashes = inkOf(line, "strokeDasharray");
  return {
    ink: inkOf(line, "stroke"),
    weight: Number.parseFloat(inkOf(line, "strokeWidth")),
    opacity: Number(inkOf(line, "opacity")),
    pattern: dashes === "none" ? "solid" : "dashed",
    dashes: dashes === "none" ? [6, 3] : dashes.split(/[\s,]+/u).map(Number.parseFloat),
  };
}

function edgesOf(edges) {
  const groups = new Map([...drawing.querySelectorAll(".edge")].map((group) => [group.dataset.id, group]));
  return edges
    .filter((edge) => groups.has(edge.data.key))
    .map(({ data }) => {
      const group = groups.get(data.key);
      return {
        data: { id: data.id, source: data.source, target: data.target, sentence: data.sentence, ...looksOf(group) },
        classes: group.classList.contains("traced") ? "traced" : "",
      };
    });
}

const styleOf = () => [
  {
    selector: "node.title",
    style: {
      label: "data(label)",
      "font-size": 14,
      "font-weight": "bold",
      "text-valign": "center",
      color: inkOf(place, "color"),
      "background-opacity": 0,
      width: 1,
      height: 1,
      events: "no",
    },
  },
  {
    selector: "node[told]",
    style: {
      shape: "round-rectangle",
      width: 176,
      height: 18,
      label: "data(label)",
      "font-size": 11,
      "text-valign": "center",
      color: inkOf(place, "color"),
      "background-color": inkOf(place, "backgroundColor"),
      "border-color": "data(border)",
      "border-width": "data(weight)",
    },
  },
  { selector: "node:selected", style: { "border-width": 4, "border-color": inkOf(place, "color") } },
  {
    selector: "edge",
    style: {
      "curve-style": "straight",
      "line-color": "data(ink)",
      width: "data(weight)",
      opacity: "data(opacity)",
      "line-style": "data(pattern)",
      "line-dash-pattern": "data(dashes)",
      "target-arrow-color": "data(ink)",
      "target-arrow-shape": "triangle",
      "arrow-scale": 0.6,
    },
  },
  { selector: "edge:selected", style: { width: 5, opacity: 1 } },
];

function chooser(address) {
  let start = null;
  const clear = () => {
    start = null;
    say("");
  };
  const choose = (target) => {
    if (start === null || start.same(target)) {
      start = target;
      say(filled(place.dataset.chosen, { name: target.data("told") }));
      return;
    }
    address.searchParams.set("from", start.id());
    address.searchParams.set("to", target.id());
    address.hash = "chains";
    location.assign(address);
  };
  return { choose, clear };
}

function offerPicture(map) {
  const button = document.getElementById("save-png");
  button.hidden = false;
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    const file = map.png({ output: "blob", full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: inkOf(place, "backgroundColor") });
    link.href = URL.createObjectURL(file);
    link.download = "gutbone-map.png";
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

// Where looking begins: at the chain, else at the food that was chosen, else where any step begins.
function beginningOf(map, traced) {
  const food = map.getElementById(new URLSearchParams(location.search).get("food") ?? "");
  const offered = [traced.nodes(), food, map.edges().sources(), map.nodes("[told]")];
  return offered.find((some) => some.nonempty())[0];
}

async function start() {
  const answer = await fetch("/v1/graph.cyjs");
  if (!answer.ok) throw new Error(answer.statusText);
  const { nodes, edges } = (await answer.json()).elements;
  const told = new Map(nodes.map(({ data }) => [data.id, toldOf(data)]));
  const elements = { nodes: [...nodesOf(told), ...titlesOf()], edges: edgesOf(edges) };
  const style = styleOf();
  drawing.remove();
  place.classList.add("alive");
  place.role = "application";
  document.getElementById("map-help").hidden = false;
  const map = cytoscape({ container: place, elements, style, layout: { name: "preset" }, minZoom: 0.1, maxZoom: 3 });
  const traced = map.elements(".traced");
  map.fit(traced.nonempty() ? traced : undefined, 20);
  const first = beginningOf(map, traced);
  if (map.zoom() < READABLE) {
    map.zoom(2 * READABLE);
    map.center(first);
  }
  const { choose, clear } = chooser(new URL(location.href));
  map.on("tap", "node[told]", ({ target }) => choose(target));
  map.on("tap", "edge", ({ target }) => say(target.data("sentence")));
  new Walk(map, first, { say, choose, clear, texts: place.dataset });
  offerPicture(map);
  // The map caches its place in the window; it is measured again when the page grows.
  new ResizeObserver(() => map.resize()).observe(document.body);
  place.map = map;
}

start().catch(() => say(place.dataset.stays));
