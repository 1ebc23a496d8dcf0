// Elements are made one by one; no text is ever read as markup.

/** An element; `on` holds listeners, children are nodes and texts. */
function make(tag, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  for (const [event, run] of Object.entries(on)) element.addEventListener(event, run);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Pixels of an element that are below its view. */
const below = (element) => element.scrollHeight - element.scrollTop - element.clientHeight;

const SHAPES = {
  send: "M12 19V5M5 12l7-7 7 7",
  stop: "M7 7h10v10H7z",
  shield: "M12 3l7 3v5c0 4.6-3 8.2-7 10-4-1.8-7-5.4-7-10V6zM9 12l2.2 2.2L15.2 10",
  back: "M15 5l-7 7 7 7",
  more: "M5 9l7 7 7-7",
};

/** A drawing that says nothing to a screen reader; what it stands in has the name. */
function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  drawing.append(path);
  return drawing;
}

/** A text with its e-mail and web addresses as links. */
function linked(text) {
  return text.split(/(https:\/\/[^\s<>"]*[^\s<>".,;:!?)]|[^\s<>"()@:/?&=,;]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)/i).map((part, at) => (at % 2
    ? make("a", { href: part.startsWith("https:") ? part : `mailto:${part}`, target: "_blank", rel: "noopener noreferrer" }, part)
    : part));
}
