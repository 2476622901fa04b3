// The block tree: a box a block (PENDING), and beside it its outcomes, FULL above EMPTY.

import { el, svg } from './dom.js';
import { short, ether, builder, percent } from './format.js';
import { layout, outcomeOf, marksOf, neighbour } from './treelayout.js';

const [pitch, row, boxWidth, boxHeight, pillWidth, top] = [126, 58, 68, 32, 37, 34];

const signs = { head: 'HEAD', safe: 'S', justified: 'J', finalized: 'F', boost: '+boost' };

/** The panel of the tree; `why(root)` opens what is known of a block. */
export function treePanel(why) {
  const drawing = svg('svg', { role: 'group', 'aria-label': 'blocks by slot; arrow keys go from block to block, enter tells why' });
  const back = drawing.appendChild(svg('g', { 'aria-hidden': 'true' }));
  const front = drawing.appendChild(svg('g'));
  const view = el('div', { class: 'tree', id: 'tree-view' }, drawing);
  const note = el('p', { class: 'note', hidden: true });
  const body = el('div', {}, note, view, legend());
  const groups = new Map();
  let [nodes, chosen, wasAtEnd] = [[], null, true];

  function choose(root, isFocus) {
    chosen = root;
    for (const [key, group] of groups) {
      group.setAttribute('tabindex', key === root ? '0' : '-1');
    }
    if (isFocus) {
      groups.get(root)?.focus();
      groups.get(root)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  drawing.addEventListener('keydown', event => {
    const root = event.target.closest?.('.block')?.dataset.root;
    if (root && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      why(root);
    } else if (root && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const next = neighbour(nodes, root, event.key);
      if (next) {
        event.preventDefault();
        choose(next, true);
      }
    }
  });

  function show(tree) {
    const plan = layout(tree);
    nodes = plan.nodes;
    const columns = plan.last - plan.first + 1;
    wasAtEnd = view.scrollLeft + view.clientWidth >= view.scrollWidth - pitch;
    drawing.setAttribute('width', columns * pitch + 8);
    drawing.setAttribute('height', top + plan.lanes * row + 8);
    const heaviest = Math.max(1, ...tree.blocks.map(block => Number(block.weight)));
    back.replaceChildren(...axis(plan, tree), ...plan.edges.map(edge));
    const seen = new Set();
    for (const node of nodes) {
      seen.add(node.block.root);
      draw(node, tree, heaviest);
    }
    for (const [root, group] of groups) {
      if (!seen.has(root)) {
        group.remove();
        groups.delete(root);
      }
    }
    // Whoever has not gone into the tree begins at its head.
    if (!seen.has(chosen) || !view.matches(':focus-within')) {
      choose(seen.has(tree.head.root) ? tree.head.root : nodes.at(-1)?.block.root, false);
    }
    note.hidden = tree.left_out === 0 && nodes.length > 0;
    note.textContent = nodes.length === 0 ? 'No block of these slots is in memory.' : `${tree.left_out} earlier blocks are left out.`;
    if (wasAtEnd && !view.matches(':focus-within')) {
      view.scrollLeft = view.scrollWidth;
    }
  }

  function draw(node, tree, heaviest) {
    const { block } = node;
    let group = groups.get(block.root);
    if (!group) {
      group = svg('g', {
        class: 'block',
        role: 'button',
        tabindex: -1,
        'data-root': block.root,
        onclick: () => (choose(block.root, false), why(block.root)),
      });
      group.append(
        svg('rect', { class: 'box', width: boxWidth, height: boxHeight, rx: 2 }),
        svg('rect', { class: 'pending', x: 1, y: boxHeight - 3, height: 2 }),
        svg('text', { class: 'name', x: 6, y: 13 }),
        svg('text', { class: 'small who muted', x: 6, y: 25 }),
        svg('text', { class: 'mark-text', x: 0, y: -4 }),
      );
      if (block.has_outcomes) {
        for (const [name, y] of [
          ['full', -2],
          ['empty', boxHeight / 2 + 2],
        ]) {
          group.append(
            svg(
              'g',
              { class: name, transform: `translate(${boxWidth + 3} ${y})` },
              svg('rect', { class: 'pill', width: pillWidth, height: boxHeight / 2, rx: 2 }),
              svg('rect', { class: 'fill', x: 1, y: 1, height: boxHeight / 2 - 2 }),
              svg('text', { class: 'small out', x: 4, y: 11 }),
            ),
          );
        }
      }
      groups.set(block.root, group);
      front.append(group);
    }
    const outcome = outcomeOf(block, tree);
    const marks = marksOf(block, tree);
    const isLost = block.has_outcomes && !block.has_payload && Number(block.slot) < Number(tree.slot);
    group.setAttribute('transform', `translate(${node.column * pitch + 6} ${top + node.lane * row})`);
    group.setAttribute(
      'class',
      ['block', !block.canonical && 'off', marks.includes('head') && 'head', block.execution_optimistic && 'optimistic', isLost && 'lost']
        .filter(Boolean)
        .join(' '),
    );
    group.setAttribute('aria-label', spoken(block, marks, outcome));
    group.querySelector('.name').textContent = short(block.root);
    group.querySelector('.who').textContent =
      block.builder_index === null ? `v${block.proposer_index}` : `v${block.proposer_index} b${block.builder_index}`;
    group.querySelector('.pending').setAttribute('width', Math.max(0, ((boxWidth - 2) * Number(block.weight)) / heaviest));
    group.querySelector('.mark-text').textContent = marks.map(mark => signs[mark]).join(' ');
    if (block.has_outcomes) {
      for (const name of ['full', 'empty']) {
        const pill = group.querySelector(`.${name}`);
        const isNone = name === 'full' && !block.has_payload;
        const weight = Number(block[`${name}_weight`]);
        pill.querySelector('.pill').setAttribute('class', ['pill', outcome === name && 'on', isNone && 'none'].filter(Boolean).join(' '));
        pill.querySelector('.fill').setAttribute('class', outcome === name ? 'fill on' : 'fill');
        pill.querySelector('.fill').setAttribute('width', isNone ? 0 : Math.max(0, ((pillWidth - 2) * weight) / heaviest));
        pill.querySelector('.out').textContent = isNone ? 'none' : weight === 0 ? name : ether(weight);
      }
    }
  }

  return { body, show };
}

function axis(plan, tree) {
  const perEpoch = Number(tree.slots_per_epoch);
  const parts = [];
  for (let slot = plan.first; slot <= plan.last; slot++) {
    const x = (slot - plan.first) * pitch;
    const isFirst = slot % perEpoch === 0;
    const hasBlock = plan.nodes.some(node => node.column === slot - plan.first);
    const isMissed = !hasBlock && slot < Number(tree.slot);
    parts.push(
      svg('line', { class: isFirst ? 'epoch' : 'axis', x1: x, x2: x, y1: isFirst ? 0 : 16, y2: top + plan.lanes * row + 8 }),
      svg(
        'text',
        { class: isMissed ? 'small bad' : 'small muted', x: x + 6, y: 12 },
        `${slot}${isFirst ? ` · epoch ${slot / perEpoch}` : ''}${!isMissed ? '' : isFirst ? ', none' : ' · no block'}`,
      ),
    );
  }
  return parts;
}

function edge({ from, to, outcome, isOn }) {
  const x1 = from.column * pitch + 6 + boxWidth + (outcome === 'block' ? 0 : 3 + pillWidth);
  const y1 =
    top + from.lane * row + (outcome === 'full' ? boxHeight / 4 - 2 : outcome === 'empty' ? (boxHeight * 3) / 4 + 2 : boxHeight / 2);
  const [x2, y2] = [to.column * pitch + 6, top + to.lane * row + boxHeight / 2];
  const bend = Math.min(18, (x2 - x1) / 2);
  return svg('path', {
    class: isOn ? 'edge on' : 'edge',
    d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x1 + bend} ${y2} ${x1 + 2 * bend} ${y2}L${x2} ${y2}`,
  });
}

function spoken(block, marks, outcome) {
  const votes = block.payload_votes;
  return [
    `block ${short(block.root)} of slot ${block.slot}`,
    `by validator ${block.proposer_index}`,
    ...marks,
    block.canonical ? 'on the chain of the head' : 'left aside',
    `${ether(block.weight)} ether of votes`,
    block.has_outcomes && (block.has_payload ? `payload here from ${builder(block.builder_index ?? undefined)}` : 'no payload'),
    outcome && `taken ${outcome}`,
    votes && Number(votes.voted) > 0 && `payload votes ${percent(Number(votes.present), Number(votes.voted))} present`,
  ]
    .filter(Boolean)
    .join(', ');
}

function legend() {
  const entry = (kind, text) => el('span', {}, el('i', { class: kind }), text);
  return el(
    'div',
    { class: 'legend', 'aria-hidden': 'true' },
    entry('', 'block, PENDING'),
    entry('pend', 'its votes'),
    entry('full', 'outcome on the head’s chain: FULL above, EMPTY below, votes in ETH'),
    entry('none', 'payload not here'),
    el('span', {}, 'v proposer, b builder'),
    el('span', {}, 'S safe, J justified, F finalized'),
  );
}
