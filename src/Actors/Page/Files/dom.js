// Makes elements. Whatever strangers chose (graffiti, agents, reasons) gets in as text nodes and attributes alone, never as markup.

const svgNamespace = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/** Makes an HTML element; attributes that begin with `on` are listeners. */
export const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** Makes an SVG element. */
export const svg = (name, attributes, ...children) => fill(document.createElementNS(svgNamespace, name), attributes, children);

/** A table of columns `{ name, num, cell(row) }`; a cell is text or an element. */
export function table(label, columns, rows, rowAttributes) {
  return el(
    'table',
    { 'aria-label': label },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        columns.map(c => el('th', { scope: 'col', class: c.num && 'num' }, c.name)),
      ),
    ),
    el(
      'tbody',
      {},
      rows.map(row =>
        el(
          'tr',
          rowAttributes?.(row),
          columns.map(c => el('td', { class: [c.num && 'num', c.wrap && 'wrap', c.class].filter(Boolean).join(' ') || null }, c.cell(row))),
        ),
      ),
    ),
  );
}

/** Puts new content in, and gives the focus back to what had it, by its data-key. */
export function replace(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
  const scrolled = [...parent.querySelectorAll('.tall, .scroll')].map(e => [e.scrollTop, e.scrollLeft]);
  parent.replaceChildren(...children.flat().filter(Boolean));
  parent.querySelectorAll('.tall, .scroll').forEach((e, i) => {
    [e.scrollTop, e.scrollLeft] = scrolled[i] ?? [0, 0];
  });
  if (focused !== undefined) {
    [...parent.querySelectorAll('[data-key]')].find(e => e.dataset.key === focused)?.focus({ preventScroll: true });
  }
}
