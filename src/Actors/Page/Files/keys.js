// Keys: a digit goes to a panel, letters do what buttons do, and a list of them is in the dialog.

import { el } from './dom.js';

/** Listens for keys outside of fields and dialogs. */
export function keys(button, panels, go, draw, dialog, actions) {
  const list = [
    ...panels.map(([, title], i) => [String(i), title]),
    ['w', 'why this head'],
    ['p', 'pause'],
    ['t', 'theme'],
    ['?', 'these keys'],
    ['arrows', 'in the tree: from block to block'],
    ['enter', 'in the tree: why'],
  ];
  const help = () => {
    draw(
      'Keys',
      el(
        'table',
        {},
        el(
          'tbody',
          {},
          list.map(([key, what]) => el('tr', {}, el('td', {}, el('kbd', {}, key)), el('td', {}, what))),
        ),
      ),
    );
    dialog.showModal();
  };
  button.addEventListener('click', help);
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName ?? '')) {
      return;
    }
    const panel = /^\d$/.test(event.key) ? panels[Number(event.key)] : undefined;
    const act = panel ? () => go(panel[0]) : event.key === '?' ? help : actions[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}
