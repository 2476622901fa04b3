// The slot timeline: what came when, a strip a slot, against the deadlines of the slot.

import { el, svg, replace } from './dom.js';
import { short, span, builder, words } from './format.js';
import { bpsOf, place, isLate, isMissed, isOver, bars, total, lateOf } from './timelinescale.js';

const shortNames = { attestation: 'attest', aggregate: 'aggregate', payload: 'payload', payload_attestation: 'PTC' };

/** The panel; `open(path, title)` shows a why. */
export function timelinePanel(openBlock, open) {
  const body = el('div');

  function show(slots, overview) {
    const deadlines = Object.fromEntries(overview.deadlines.map(due => [due.name, due.bps]));
    replace(
      body,
      el(
        'div',
        { class: 'slots' },
        scale(overview),
        [...slots].reverse().map(slot => line(slot, deadlines, overview)),
      ),
      legend(overview),
    );
  }

  function line(slot, deadlines, overview) {
    const missed = isMissed(slot, overview);
    return el(
      'div',
      { class: missed ? 'row missed' : 'row' },
      el(
        'div',
        { class: 'name' },
        el(
          'button',
          {
            class: 'link',
            type: 'button',
            'data-key': `slot${slot.slot}`,
            onclick: () => open(`/consensoor/v1/duties/why?slot=${slot.slot}`, `duties of slot ${slot.slot}`),
          },
          slot.slot,
        ),
        el('small', {}, who(slot, missed)),
        slot.blocks[0]?.graffiti && el('small', { class: 'graffiti', title: slot.blocks[0].graffiti }, slot.blocks[0].graffiti),
      ),
      el('div', { class: 'strip', role: 'img', 'aria-label': spoken(slot) }, strip(slot, deadlines, overview)),
      figures(slot, deadlines, missed, isOver(slot, overview)),
    );
  }

  function figures(slot, deadlines, missed, over) {
    const first = slot.blocks[0];
    const figure = (name, value, isBad, title) => el('span', { class: isBad && 'bad', title }, `${name} `, el('b', {}, value));
    const at = iso => (iso ? span(Date.parse(iso) - Date.parse(slot.started_at)) : over ? 'none' : '–');
    const [yes, no] = [total(slot.payload_present), total(slot.payload_absent)];
    const votes = total(slot.votes);
    return el(
      'div',
      { class: 'figures' },
      first
        ? el(
            'span',
            {},
            el(
              'button',
              { class: 'link', type: 'button', 'data-key': `block${first.root}`, onclick: () => openBlock(first.root) },
              short(first.root),
            ),
            ' ',
            el('b', { class: isLate(bpsOf(first.seen_at, slot), deadlines, 'attestation') && 'bad' }, at(first.seen_at)),
          )
        : figure('block', missed ? 'missed' : '–', missed),
      slot.payload_attesters > 0 && first
        ? figure(
            'payload',
            at(first.payload_seen_at ?? first.payload_at),
            (!first.payload_at && over) || isLate(bpsOf(first.payload_seen_at ?? first.payload_at, slot), deadlines, 'payload'),
          )
        : gap(),
      slot.blocks.length > 1
        ? figure('blocks', slot.blocks.length, true)
        : first?.blobs > 0
          ? figure('columns', `${first.columns}`, !first.has_data, `${first.blobs} blobs`)
          : gap(),
      figure(
        'votes',
        `${votes}/${slot.attesters}`,
        votes > 0 && lateOf(slot.votes, 10000) > 0,
        'votes of single validators that came here',
      ),
      slot.payload_attesters > 0 && figure('PTC', `${yes} yes ${no} no`, no > 0),
    );
  }

  const gap = () => el('span', { class: 'gap' });

  return { body, show };
}

function who(slot, missed) {
  const block = slot.blocks[0];
  return block
    ? `v${block.proposer_index}${block.builder_index ? ` ${builder(block.builder_index)}` : ''}`
    : missed && slot.proposer_index
      ? `v${slot.proposer_index} missed`
      : slot.proposer_index
        ? `v${slot.proposer_index}`
        : '';
}

function strip(slot, deadlines, overview) {
  const shapes = [...Object.values(deadlines).map(bps => rule('due', bps)), rule('end', 10000)];
  const lane = (kind, counts, highest, top, bottom) => shapes.push(...bars(counts, highest).map(bar => column(bar, kind, top, bottom)));
  lane('votes', slot.votes, Math.max(...slot.votes), 15, 28);
  lane('aggregates', slot.aggregates, Math.max(...slot.aggregates), 20, 28);
  const members = Math.max(...slot.payload_present, ...slot.payload_absent);
  lane('yes', slot.payload_present, members, 31, 43);
  lane('no', slot.payload_absent, members, 31, 43);
  slot.blocks.forEach((block, i) => shapes.push(...marks(block, slot, deadlines, i)));
  if (slot.slot === overview.slot) {
    shapes.push(rule('now', ((Date.parse(overview.now) - Date.parse(slot.started_at)) / slot.slot_ms) * 10000));
  }
  return svg('svg', { 'aria-hidden': 'true' }, shapes);
}

function marks(block, slot, deadlines, i) {
  const [seen, imported] = [bpsOf(block.seen_at, slot), bpsOf(block.imported_at, slot)];
  const payload = bpsOf(block.payload_seen_at ?? block.payload_at, slot);
  const [first, last] = [bpsOf(block.first_column_at, slot), bpsOf(block.last_column_at, slot)];
  const y = 3 + i * 4;
  const kind = isLate(seen, deadlines, 'attestation') ? 'block late' : block.canonical ? 'block' : 'block other';
  const parts = [
    svg(
      'rect',
      { class: kind, x: `${place(seen)}%`, y, height: 8, width: `${Math.max(0.4, place(imported) - place(seen))}%` },
      svg('title', {}, `block ${short(block.root)} seen ${Math.round(seen)} bps, imported ${Math.round(imported)} bps`),
    ),
  ];
  if (first !== null) {
    parts.push(
      svg(
        'line',
        { class: 'columns', x1: `${place(first)}%`, x2: `${Math.max(place(last), place(first) + 0.4)}%`, y1: y + 10, y2: y + 10 },
        svg('title', {}, `${block.columns} columns or blobs from ${Math.round(first)} to ${Math.round(last)} bps`),
      ),
    );
  }
  if (payload !== null) {
    // A rhomb stands where it is whatever the width: its corner is moved by a nested picture.
    parts.push(
      svg(
        'svg',
        { x: `${place(payload)}%`, y: y - 1, width: 1, height: 1, overflow: 'visible' },
        svg(
          'path',
          { class: isLate(payload, deadlines, 'payload') ? 'payload late' : 'payload', d: 'M0 0L5 5L0 10L-5 5Z' },
          svg('title', {}, `payload ${Math.round(payload)} bps`),
        ),
      ),
    );
  }
  return parts;
}

const rule = (kind, bps) => svg('line', { class: kind, x1: `${place(bps)}%`, x2: `${place(bps)}%`, y1: 0, y2: 44 });

const column = (bar, kind, top, bottom) =>
  svg(
    'rect',
    {
      class: kind,
      x: `${bar.x}%`,
      width: `${bar.width * 0.85}%`,
      y: bottom - (bottom - top) * Math.max(0.15, bar.height),
      height: (bottom - top) * Math.max(0.15, bar.height),
    },
    svg('title', {}, `${bar.count} at ${bar.bps} bps`),
  );

function scale(overview) {
  const names = new Map();
  for (const { name, bps } of overview.deadlines) {
    names.set(bps, [...(names.get(bps) ?? []), shortNames[name] ?? words(name)]);
  }
  const label = (bps, text) =>
    svg(
      'text',
      { class: 'small muted', x: `${place(bps)}%`, y: 10, 'text-anchor': bps === 0 ? 'start' : 'middle' },
      svg('tspan', { class: 'word' }, text),
      svg('tspan', { x: `${place(bps)}%`, dy: 12 }, bps === 0 ? '0' : `${bps / 100}%`),
    );
  return el(
    'div',
    { class: 'scale', 'aria-hidden': 'true' },
    el('div'),
    el(
      'div',
      { class: 'strip' },
      svg(
        'svg',
        {},
        label(0, 'start'),
        [...names].map(([bps, texts]) => label(bps, texts.join(', '))),
        label(10000, 'end'),
      ),
    ),
    el('div'),
  );
}

function spoken(slot) {
  const block = slot.blocks[0];
  const at = (name, iso) => (iso ? `${name} at ${Math.round(bpsOf(iso, slot) / 100)} percent` : `no ${name}`);
  return [
    `slot ${slot.slot}`,
    block ? at('block', block.seen_at) : 'no block',
    block && at('payload', block.payload_at),
    `${total(slot.votes)} votes`,
    `${total(slot.payload_present)} payload votes for, ${total(slot.payload_absent)} against`,
  ]
    .filter(Boolean)
    .join(', ');
}

function legend(overview) {
  const entry = (kind, text) => el('span', {}, el('i', { class: kind }), text);
  return el(
    'div',
    { class: 'legend', 'aria-hidden': 'true' },
    entry('k-block', 'block, from seen to imported'),
    entry('k-payload', 'payload'),
    entry('k-columns', 'columns'),
    entry('k-votes', 'votes'),
    entry('', 'aggregates'),
    entry('k-yes', 'payload votes: there'),
    entry('k-no', 'not there'),
    el('span', {}, 'red: after its deadline'),
    el('span', {}, overview.deadlines.map(due => `${due.bps / 100}% ${words(due.name)}`).join(', ')),
  );
}
