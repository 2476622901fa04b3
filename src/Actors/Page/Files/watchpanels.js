// Panels of what went wrong, and of several nodes: duties, refusals, nodes side by side.

import { el, replace, table } from './dom.js';
import { short, clock, words, percent } from './format.js';

/** Duties done and missed of the last slots, by kind. */
export function dutiesPanel(open) {
  const body = el('div');
  function show(slots, misses) {
    const kinds = [...new Set(slots.flatMap(slot => Object.keys(slot.duties)))].sort();
    const sum = (kind, what) => slots.reduce((all, slot) => all + (slot.duties[kind]?.[what] ?? 0), 0);
    replace(
      body,
      kinds.length === 0
        ? el('p', { class: 'note' }, 'No validator of this node had a duty in these slots.')
        : el(
            'div',
            { class: 'scroll' },
            table(
              'duties',
              [
                { name: `last ${slots.length} slots`, cell: kind => words(kind) },
                { name: 'done', num: true, cell: kind => sum(kind, 'done') },
                {
                  name: 'missed',
                  num: true,
                  cell: kind => (sum(kind, 'missed') > 0 ? el('span', { class: 'bad' }, sum(kind, 'missed')) : '0'),
                },
                { name: 'done of all', num: true, cell: kind => percent(sum(kind, 'done'), sum(kind, 'done') + sum(kind, 'missed')) },
              ],
              kinds,
            ),
          ),
      misses.length > 0 && el('h3', {}, 'missed'),
      misses.length > 0 &&
        el(
          'div',
          { class: 'tall scroll' },
          table(
            'missed duties',
            [
              { name: 'slot', num: true, cell: miss => miss.slot },
              { name: 'duty', class: 'line', cell: miss => words(miss.duty) },
              { name: 'validator', num: true, cell: miss => miss.validator_index },
              { name: 'reason', wrap: true, cell: miss => miss.reason },
              {
                name: '',
                cell: miss =>
                  el(
                    'button',
                    {
                      class: 'link',
                      type: 'button',
                      'data-key': miss.why,
                      onclick: () => open(miss.why, `duties of validator ${miss.validator_index} in slot ${miss.slot}`),
                    },
                    'why',
                  ),
              },
            ],
            misses.slice(0, 64),
          ),
        ),
    );
  }
  return { body, show };
}

/** The last refusals that there is room for, the last first: peers that were left and messages have a part, and hide no block. Pure. */
export function roomFor(refusals) {
  const room = { peer: 32, message: 64 };
  const taken = {};
  return refusals.filter(({ thing }) => {
    const kind = thing in room ? thing : 'block';
    taken[kind] = (taken[kind] ?? 0) + 1;
    return taken[kind] <= (room[kind] ?? 128);
  });
}

/** Refusals, each one click from its why, and faults on purpose. */
export function refusalsPanel(open) {
  const body = el('div');
  function show(look) {
    const why = refusal =>
      refusal.why &&
      el(
        'button',
        {
          class: 'link',
          type: 'button',
          'data-key': refusal.why + refusal.at,
          onclick: () => open(refusal.why, `${refusal.thing} ${refusal.root ?? refusal.peer}`),
        },
        'why',
      );
    replace(
      body,
      look.refusals.length === 0
        ? el('p', { class: 'note' }, 'Nothing was refused.')
        : el(
            'div',
            { class: 'tall scroll' },
            table(
              'refusals',
              [
                { name: 'at', cell: refusal => clock(refusal.at) },
                { name: 'what', cell: refusal => `${refusal.thing} ${refusal.root ? short(refusal.root) : ''}` },
                { name: 'slot', num: true, cell: refusal => refusal.slot ?? '–' },
                { name: 'from', class: 'wrap', cell: refusal => (refusal.peer ? refusal.peer.slice(-12) : refusal.way) },
                { name: 'condition', wrap: true, cell: refusal => `${refusal.function}: ${refusal.reason}` },
                { name: '', cell: why },
              ],
              roomFor(look.refusals),
            ),
          ),
      look.faults.length > 0 && el('h3', {}, 'faults on purpose, of this node'),
      look.faults.length > 0 &&
        el(
          'div',
          { class: 'tall scroll' },
          table(
            'faults',
            [
              { name: 'at', cell: fault => clock(fault.at) },
              { name: 'slot', num: true, cell: fault => fault.slot },
              { name: 'fault', cell: fault => fault.kind },
              { name: 'what', wrap: true, cell: fault => fault.what },
            ],
            look.faults.slice(0, 64),
          ),
        ),
    );
  }
  return { body, show };
}

/** Several nodes side by side. */
export function nodesPanel(choose) {
  const body = el('div');
  function show(nodes, chosen) {
    const heads = new Set(nodes.filter(node => node.look).map(node => node.look.head.root));
    replace(
      body,
      heads.size > 1 && el('p', { class: 'note warn' }, `The nodes have ${heads.size} different heads.`),
      el(
        'div',
        { class: 'scroll' },
        table(
          'nodes',
          [
            {
              name: 'node',
              cell: node =>
                el(
                  'button',
                  {
                    class: 'link',
                    type: 'button',
                    'data-key': node.origin,
                    'aria-pressed': String(node.origin === chosen),
                    onclick: () => choose(node.origin),
                  },
                  node.name,
                ),
            },
            { name: 'slot', num: true, cell: node => node.look?.slot ?? '–' },
            { name: 'head', num: true, cell: node => (node.look ? node.look.head.slot : '–') },
            { name: 'root', cell: node => (node.look ? short(node.look.head.root) : '') },
            { name: 'payload', cell: node => node.look?.head.payload_status ?? '' },
            { name: 'justified', num: true, cell: node => node.look?.justified.epoch ?? '–' },
            { name: 'finalized', num: true, cell: node => node.look?.finalized.epoch ?? '–' },
            { name: 'peers', num: true, cell: node => node.peers ?? '–' },
            {
              name: '',
              wrap: true,
              cell: node =>
                node.problem
                  ? el('span', { class: 'bad' }, node.problem)
                  : node.look?.el_offline
                    ? el('span', { class: 'bad' }, 'no execution layer')
                    : node.look?.head.execution_optimistic
                      ? 'optimistic'
                      : '',
            },
          ],
          nodes,
          node => ({ class: node.origin === chosen && 'chosen' }),
        ),
      ),
    );
  }
  return { body, show };
}
