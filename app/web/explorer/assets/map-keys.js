"use strict";

// The map by keyboard: from entry to entry with the arrows, and every step of an entry read out.

const ZOOM = 1.25;

// A column away counts for more than any way within one, so an arrow leads to the next column first.
const FAR = 100;

function nearest(node, others) {
  const { x, y } = node.position();
  const away = (other) => FAR * Math.abs(other.position().x - x) + Math.abs(other.position().y - y);
  return others.nonempty() ? others.min(away).ele : node;
}

// Aside, a step is followed; where none leads that way, the nearest entry of the next column is taken,
// so that every entry can be reached.
function aside(node, nodes, side) {
  const beside = (other) => side * (other.position().x - node.position().x) > 0;
  const joined = node.neighborhood("node[told]").filter(beside);
  return nearest(node, joined.nonempty() ? joined : nodes.filter(beside));
}

function inColumn(node, nodes, way) {
  const { x, y } = node.position();
  return nearest(node, nodes.filter((other) => other.position().x === x && way * (other.position().y - y) > 0));
}

// The texts are attributes of the map.
function introduced(node, text) {
  return filled(text, { name: node.data("told"), leading: node.outgoers("edge").length, arriving: node.incomers("edge").length });
}

class Walk {
  constructor(map, first, { say, choose, clear, texts }) {
    Object.assign(this, { map, first, say, choose, clear, texts });
    this.nodes = map.nodes("[told]");
    this.here = map.collection();
    this.keys = {
      ArrowLeft: () => this.go((node) => aside(node, this.nodes, -1)),
      ArrowRight: () => this.go((node) => aside(node, this.nodes, 1)),
      ArrowUp: () => this.go((node) => inColumn(node, this.nodes, -1)),
      ArrowDown: () => this.go((node) => inColumn(node, this.nodes, 1)),
      " ": () => this.read(),
      Enter: () => this.here.nonempty() && this.choose(this.here),
      Escape: () => this.leave(),
      "+": () => this.zoom(ZOOM),
      "-": () => this.zoom(1 / ZOOM),
    };
    map.container().addEventListener("keydown", (event) => this.act(event));
  }

  act(event) {
    if (!this.keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.keys[event.key]();
  }

  go(find) {
    this.here = this.here.empty() ? this.first : find(this.here);
    this.readSoFar = 0;
    this.mark(this.here);
    this.map.center(this.here);
    this.say(introduced(this.here, this.texts.here));
  }

  read() {
    const steps = this.here.connectedEdges();
    if (steps.empty()) return;
    const place = this.readSoFar++ % steps.length;
    this.mark(this.here.union(steps[place]));
    this.say(filled(this.texts.step, { at: place + 1, of: steps.length, sentence: steps[place].data("sentence") }));
  }

  leave() {
    this.here = this.map.collection();
    this.mark(this.here);
    this.clear();
  }

  mark(chosen) {
    this.map.elements(":selected").unselect();
    chosen.select();
  }

  zoom(by) {
    const middle = { x: this.map.width() / 2, y: this.map.height() / 2 };
    this.map.zoom({ level: this.map.zoom() * by, renderedPosition: middle });
  }
}
