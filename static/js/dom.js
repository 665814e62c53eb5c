// Small tools to write the page without ever writing HTML text into it.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

// A drawing as components/icon.html makes them, decorative.
export function draw(path) {
  const [icon, line] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of [["class", "icon"], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) icon.setAttribute(name, value);
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
}

// A page or a fragment sent by our own server, parsed apart: its scripts never run.
export function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

export function fill(element, html) {
  element.replaceChildren(...parse(html).body.childNodes);
}

let lastId = 0;

export function identify(element, prefix) {
  element.id ||= `${prefix}-${++lastId}`;
  return element.id;
}

// Calls once the person has paused.
export function paused(action, milliseconds = 400) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}
