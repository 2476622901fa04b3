// The dialog that tells why: of our own form (decision, weighed, otherwise) by parts, of any other as a list of what there is.

import { el } from './dom.js';
import { ether, short, words } from './format.js';
import { ask } from './api.js';

const mostItems = 200;

/** Makes the dialog's opener; `origin()` is the node that is asked. */
export function whyDialog(dialog, origin) {
  const shut = el('button', { type: 'button', onclick: () => dialog.close() }, 'close');
  dialog.addEventListener('click', event => event.target === dialog && dialog.close());

  let drawn = 0;

  async function open(path, title) {
    const turn = draw(title, el('p', { class: 'note' }, `asking ${path}`));
    if (!dialog.open) {
      dialog.showModal();
    }
    try {
      const data = await ask(origin(), path);
      drawn === turn && draw(title, told(data), el('p', { class: 'note mono' }, path));
    } catch (problem) {
      drawn === turn && draw(title, el('p', { class: 'bad' }, problem.message), el('p', { class: 'note mono' }, path));
    }
  }

  function draw(title, ...children) {
    dialog.replaceChildren(el('div', { class: 'top' }, el('h2', { id: 'why-title' }, title), shut), ...children);
    return ++drawn;
  }

  return { open, block: root => open(`/consensoor/v1/blocks/${root}/why`, `block ${root}`), draw };
}

function told(data) {
  if (typeof data?.decision !== 'string' || !Array.isArray(data.weighed)) {
    return tree(data);
  }
  return el(
    'div',
    {},
    el('p', {}, el('strong', {}, data.decision), ': ', data.reason),
    data.weighed.length > 0 && el('h3', {}, 'weighed'),
    el(
      'ul',
      {},
      data.weighed.map(point =>
        el(
          'li',
          {},
          point.what,
          point.note ? `: ${point.note}` : '',
          point.options.length > 0 &&
            el(
              'ul',
              {},
              point.options.map(option =>
                el(
                  'li',
                  {},
                  option.chosen ? el('strong', {}, `${option.what} (taken)`) : option.what,
                  option.weight_gwei === null ? '' : `, ${ether(option.weight_gwei)} ETH`,
                  option.root ? `, ${short(option.root)}` : '',
                ),
              ),
            ),
        ),
      ),
    ),
    data.otherwise.length > 0 && el('h3', {}, 'it would be otherwise if'),
    el(
      'ul',
      {},
      data.otherwise.map(text => el('li', {}, text)),
    ),
  );
}

// Whatever comes, with a bound on how much of a list is shown.
function tree(value) {
  if (value === null || typeof value !== 'object') {
    return el('span', { class: 'mono' }, value === null ? 'none' : String(value));
  }
  const entries = Array.isArray(value) ? value.map((item, i) => [String(i + 1), item]) : Object.entries(value);
  if (entries.length === 0) {
    return el('span', { class: 'muted' }, 'none');
  }
  return el(
    'ul',
    {},
    entries.slice(0, mostItems).map(([name, item]) => el('li', {}, el('span', { class: 'muted' }, `${words(name)} `), tree(item))),
    entries.length > mostItems && el('li', { class: 'muted' }, `${entries.length - mostItems} more`),
  );
}
