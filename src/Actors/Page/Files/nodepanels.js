// Panels of what is inside of a node: actors, storage and queues, peers.

import { el, replace, table } from './dom.js';
import { span, rate, grouped, bytes, clock, percent } from './format.js';
import { lines, stateOf } from './actortree.js';

/** The actors as a tree, with their mailboxes. */
export function actorsPanel() {
  const body = el('div');
  function show(look) {
    const rows = lines(look);
    replace(
      body,
      el(
        'div',
        { class: 'tall scroll' },
        table(
          'actors',
          [
            { name: 'actor', class: 'tree-name', cell: row => `${'  '.repeat(row.depth)}${row.name}` },
            { name: 'waiting', num: true, cell: row => row.waiting },
            { name: 'msg/s', num: true, cell: row => rate(row.rate) },
            { name: 'oldest', num: true, cell: row => (row.waiting > 0 ? span(row.oldest_ms) : '–') },
            { name: 'taken', num: true, cell: row => grouped(row.taken) },
            {
              name: 'restarts',
              num: true,
              cell: row => (row.restarts > 0 ? el('span', { class: 'bad', title: row.last_failure }, row.restarts) : '0'),
            },
          ],
          rows,
          row => ({
            class: [stateOf(row), row.restarts > 0 && 'failed'].filter(Boolean).join(' '),
            title: row.on_restart && `a restart: ${row.on_restart}`,
          }),
        ),
      ),
      rows
        .filter(row => row.last_failure)
        .map(row => el('p', { class: 'note bad' }, `${row.path}, last at ${clock(row.failed_at)}: ${row.last_failure}`)),
    );
  }
  return { body, show };
}

const meter = queue =>
  el('span', { class: 'meter', 'aria-hidden': 'true' }, bar(queue.bound > 0 ? Math.min(1, queue.count / queue.bound) : 0));

function bar(part) {
  const inner = el('i', { class: part > 0.8 && 'hot' });
  inner.style.width = `${Math.round(part * 100)}%`;
  return inner;
}

/** Storage, and every bounded queue. */
export function storagePanel() {
  const body = el('div');
  const columns = [
    { name: 'queue', wrap: true, cell: queue => queue.queue },
    { name: 'fill', class: 'fill', cell: queue => el('span', {}, meter(queue), `${grouped(queue.count)} of ${grouped(queue.bound)}`) },
    { name: 'dropped', num: true, cell: queue => (queue.dropped > 0 ? el('span', { class: 'bad' }, grouped(queue.dropped)) : '0') },
  ];
  const kinds = [
    { name: 'kind', cell: kind => kind.kind },
    { name: 'files', num: true, cell: kind => `${grouped(kind.files)}${kind.has_more ? ' and more' : ''}` },
    { name: 'size', num: true, cell: kind => `${kind.has_more ? 'over ' : ''}${bytes(kind.bytes)}` },
  ];
  function show(look, overview, sync, disk) {
    const isDisk = queue => /^(storage|history|columns|chain\/restores)/.test(queue.queue);
    const others = look.queues.filter(queue => !isDisk(queue) && (queue.count > 0 || queue.dropped > 0));
    replace(
      body,
      el(
        'dl',
        { class: 'facts' },
        fact('in memory from slot', overview.oldest_slot_in_memory),
        fact('blocks in memory', overview.blocks_in_memory),
        fact('finalized epoch on disk', overview.finalized.epoch),
        disk?.free_bytes && fact('free on disk', bytes(disk.free_bytes)),
        sync.map(part =>
          fact(
            part.part === 'backfill' ? 'history' : 'sync',
            part.is_running ? `${part.from_slot} to ${part.to_slot}: ${part.reason}` : part.reason,
          ),
        ),
      ),
      el(
        'div',
        { class: 'two' },
        el(
          'div',
          {},
          disk?.kinds.length > 0 && [el('h3', {}, `on disk at ${clock(disk.at).slice(0, 8)}`), table('on disk', kinds, disk.kinds)],
          el('h3', {}, 'queues of storage'),
          table('queues of storage', columns, look.queues.filter(isDisk)),
        ),
        el(
          'div',
          {},
          el('h3', {}, 'other queues that hold or have dropped something'),
          others.length > 0
            ? table('queues', columns, others)
            : el('p', { class: 'note' }, 'All are empty, and none has dropped anything.'),
        ),
      ),
    );
  }
  return { body, show };
}

const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));

/** Peers with the worst first, and gossip by topic. */
export function peersPanel(open) {
  const body = el('div');
  function show(look) {
    const peers =
      look.peers.length === 0
        ? el('p', { class: 'note' }, 'No peer is connected.')
        : el(
            'div',
            { class: 'tall scroll' },
            table(
              'peers',
              [
                {
                  name: 'peer',
                  class: 'wrap',
                  cell: peer =>
                    el(
                      'button',
                      {
                        class: 'link',
                        type: 'button',
                        'data-key': peer.peer_id,
                        title: peer.peer_id,
                        onclick: () => open(`/consensoor/v1/peers/${encodeURIComponent(peer.peer_id)}/why`, `peer ${peer.peer_id}`),
                      },
                      peer.peer_id.length > 16 ? `…${peer.peer_id.slice(-10)}` : peer.peer_id,
                    ),
                },
                { name: 'score', num: true, cell: peer => el('span', { class: peer.score < 0 && 'bad' }, peer.score.toFixed(1)) },
                {
                  name: 'gossip',
                  num: true,
                  cell: peer =>
                    peer.gossip_score === undefined
                      ? '–'
                      : el('span', { class: peer.gossip_score < 0 && 'bad' }, peer.gossip_score.toFixed(1)),
                },
                { name: 'status head', num: true, cell: peer => peer.head_slot ?? '–' },
                { name: 'final', num: true, cell: peer => peer.finalized_epoch ?? '–' },
                { name: 'custody', num: true, cell: peer => peer.custody_groups ?? '–' },
                { name: '', cell: peer => (peer.direction === 'inbound' ? 'in' : peer.direction === 'outbound' ? 'out' : '') },
                { name: 'agent', class: 'wrap', cell: peer => peer.agent ?? '' },
              ],
              look.peers,
            ),
          );
    const topics = look.has_wire
      ? el(
          'div',
          { class: 'tall scroll' },
          table(
            'topics',
            [
              { name: 'topic', class: 'wrap', cell: topic => topic.topic },
              {
                name: 'mesh',
                num: true,
                cell: topic => (topic.topics > 0 ? `${topic.mesh}${topic.topics > 1 ? ` in ${topic.topics}` : ''}` : 'off'),
              },
              { name: 'received', num: true, cell: topic => grouped(topic.received) },
              { name: 'copies', num: true, cell: topic => percent(topic.copies, topic.received + topic.copies) },
              { name: 'ignored', num: true, cell: topic => grouped(topic.ignored) },
              {
                name: 'rejected',
                num: true,
                cell: topic => (topic.rejected > 0 ? el('span', { class: 'bad' }, grouped(topic.rejected)) : '0'),
              },
              {
                name: 'dropped',
                num: true,
                cell: topic => (topic.dropped > 0 ? el('span', { class: 'bad' }, grouped(topic.dropped)) : '0'),
              },
              { name: 'sent', num: true, cell: topic => grouped(topic.sent) },
            ],
            look.topics,
          ),
        )
      : el(
          'p',
          { class: 'note' },
          'The nodes of this process speak over a bus of their own: there is no mesh, and the Beacon API lists no peer.',
        );
    replace(body, el('div', {}, el('h3', {}, `peers (${look.count})`), peers), el('div', {}, el('h3', {}, 'mesh by topic'), topics));
  }
  return { body, show };
}
