// Bids and proposals of the last slots.

import { el, replace } from './dom.js';
import { short, after, builder, ether } from './format.js';

/** The bids that gossip accepted for a slot, each with whether a block of it took that very bid. Pure. */
export function bidsOf(slot) {
  const taken = new Set(slot.blocks.map(block => `${block.builder_index}/${block.bid_block_hash}`));
  return slot.bids.map(bid => ({ slot, bid, isTaken: taken.has(`${bid.builder_index}/${bid.block_hash}`) }));
}

/** The bids of the slots, and the proposals of this node, with their why. */
export function bidsPanel(open) {
  const body = el('div');
  function show(slots) {
    const rows = [...slots].reverse().flatMap(slot => {
      const own = slot.duties.proposal ? [{ slot, own: slot.duties.proposal, block: slot.blocks.find(b => b.way === 'own') }] : [];
      return [...own, ...bidsOf(slot), ...(slot.other_bids > 0 ? [{ slot, others: slot.other_bids }] : [])];
    });
    replace(
      body,
      rows.length === 0
        ? el('p', { class: 'note' }, 'No bid and no proposal of this node in these slots.')
        : el('div', { class: 'tall lines' }, tableOf(rows, open)),
    );
  }
  return { body, show };
}

// Before gloas, and where the block is not here, nobody says who built its payload.
function endOf(block) {
  const from = builder(block?.builder_index);
  return from === 'none' ? 'done' : from === 'self' ? 'done, own payload' : `done, of ${from}`;
}

function tableOf(rows, open) {
  const cells = row =>
    row.others
      ? ['', `${row.others} more bids`, '', '', '']
      : row.bid
        ? [
            builder(row.bid.builder_index),
            ether(row.bid.value_gwei),
            short(row.bid.block_hash),
            after(Date.parse(row.bid.at) - Date.parse(row.slot.started_at)),
            row.isTaken ? 'taken' : '',
          ]
        : [
            'own proposal',
            '',
            row.block ? el('span', { title: 'the root of its block' }, short(row.block.root)) : '',
            row.block?.seen_at ? after(Date.parse(row.block.seen_at) - Date.parse(row.slot.started_at)) : '',
            row.own.missed > 0 ? 'missed' : endOf(row.block),
          ];
  return el(
    'table',
    { 'aria-label': 'bids and proposals' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ['slot', 'from', 'value ETH', 'hash', 'in the slot', '', ''].map(name => el('th', { scope: 'col' }, name)),
      ),
    ),
    el(
      'tbody',
      {},
      rows.map(row =>
        el(
          'tr',
          { class: row.isTaken && 'chosen' },
          el('td', {}, row.slot.slot),
          cells(row).map(cell => el('td', { class: cell === 'missed' && 'bad' }, cell)),
          el(
            'td',
            {},
            row.own &&
              el(
                'button',
                {
                  class: 'link',
                  type: 'button',
                  'data-key': `proposal${row.slot.slot}`,
                  onclick: () => open(`/consensoor/v1/proposals/${row.slot.slot}/why`, `proposal of slot ${row.slot.slot}`),
                },
                'why',
              ),
          ),
        ),
      ),
    ),
  );
}
