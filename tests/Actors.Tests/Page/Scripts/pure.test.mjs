import test from 'node:test';
import assert from 'node:assert/strict';
import { bpsOf, place, isLate, isMissed, isOver, bars, total, lateOf, width } from './timelinescale.js';
import { bidsOf } from './bidspanel.js';
import { roomFor } from './watchpanels.js';
import { joined, lines, stateOf } from './actortree.js';
import { short, ether, span, after, grouped, bytes, builder, percent } from './format.js';
import { originsOf, allOf } from './nodes.js';

const slot = { started_at: '2026-01-01T00:00:12.000Z', slot_ms: 12000 };

test('a time is told in basis points of its slot', () => {
  assert.equal(bpsOf('2026-01-01T00:00:15.000Z', slot), 2500);
  assert.equal(bpsOf('2026-01-01T00:00:11.400Z', slot), -500);
  assert.equal(bpsOf(null, slot), null);
  assert.equal(place(-500), 0);
  assert.equal(place(width / 2), 50);
  assert.equal(place(99999), 100);
});

test('late is after the deadline, and not without one', () => {
  assert.equal(isLate(2500, { attestation: 2500 }, 'attestation'), false);
  assert.equal(isLate(2501, { attestation: 2500 }, 'attestation'), true);
  assert.equal(isLate(9999, {}, 'payload'), false);
  assert.equal(isLate(null, { payload: 1 }, 'payload'), false);
});

test('a slot is missed once it is over, and not before it has begun', () => {
  const at = (slot, now, blocks = []) => {
    const [of, overview] = [{ slot, blocks }, { slot: now }];
    return [isOver(of, overview), isMissed(of, overview)];
  };
  assert.deepEqual(at('9', '10'), [true, true]);
  assert.deepEqual(at('9', '10', [{}]), [true, false]);
  assert.deepEqual(at('10', '10'), [false, false]);
  assert.deepEqual(at('11', '10'), [false, false]);
  assert.deepEqual(at('0', '10'), [true, false]);
});

test('of two bids of a builder and a value the one whose block hash a block has is taken', () => {
  const bid = (builder_index, block_hash) => ({ builder_index, block_hash, value_gwei: '7' });
  const block = { builder_index: '3', value_gwei: '7', bid_block_hash: '0xb' };
  const bids = [bid('3', '0xa'), bid('3', '0xb'), bid('4', '0xb')];
  assert.deepEqual(
    bidsOf({ blocks: [block], bids }).map(row => row.isTaken),
    [false, true, false],
  );
});

test('peers that were left hide no refused block', () => {
  const peers = Array.from({ length: 256 }, (_, i) => ({ thing: 'peer', peer: `${i}` }));
  const block = { thing: 'block', root: '0x1' };
  assert.deepEqual(roomFor([...peers, block]), [...peers.slice(0, 32), block]);
  const votes = Array.from({ length: 100 }, () => ({ thing: 'message' }));
  assert.deepEqual(roomFor([...votes, ...peers, block]), [...votes.slice(0, 64), ...peers.slice(0, 32), block]);
});

test('bytes have the unit that leaves few digits', () => {
  assert.deepEqual(
    ['0', '1023', '1024', '1536000', '109951162777'].map(bytes),
    ['0 bytes', '1023 bytes', '1.0 KiB', '1.5 MiB', '102 GiB'],
  );
});

test('bars have all of the counts, what came beyond the strip at its edge', () => {
  const counts = [0, 3, 0, 6, ...Array(56).fill(0), 4];
  const drawn = bars(counts, 6);
  assert.equal(
    drawn.reduce((sum, bar) => sum + bar.count, 0),
    total(counts),
  );
  assert.deepEqual(
    drawn.map(bar => bar.bps),
    [250, 750, 12250],
  );
  assert.deepEqual(
    drawn.map(bar => bar.height),
    [0.5, 1, 4 / 6],
  );
  assert.deepEqual(bars([], 0), []);
  assert.equal(lateOf(counts, 500), 10);
});

test('the parts of a stream are joined with the lane that has them', () => {
  const paths = ['node/gossip', 'node/gossip/lane-a', 'node/gossip/lane-a/StreamSupervisor-3/Flow-0-0-x', 'StreamSupervisor-0', 'node'];
  const actors = paths.map(path => ({ path, waiting: 1, taken: 10, rate: 5, oldest_ms: 5, restarts: 1, last_failure: null }));
  assert.deepEqual(
    joined(actors).map(actor => [actor.path, actor.waiting]),
    [
      ['node/gossip', 1],
      ['node/gossip/lane-a', 2],
      ['node', 1],
    ],
  );
  assert.deepEqual(
    lines({ actors }).map(line => [line.name, line.depth, line.rate, line.restarts]),
    [
      ['node', 0, 5, 1],
      ['gossip', 1, 5, 1],
      ['lane-a', 2, 10, 2],
    ],
  );
});

test('an actor is stuck where a message waits for three seconds', () => {
  assert.deepEqual(
    [3000, 1000, 999].map(oldest_ms => stateOf({ oldest_ms })),
    ['stuck', 'busy', 'idle'],
  );
});

test('values are short, and say what they are', () => {
  assert.equal(short('0x0123456789abcdef'), '01234567');
  assert.deepEqual(['0', '1000000', '32000000000', '5000000000000'].map(ether), ['0', '0.0010', '32.0', '5000']);
  assert.deepEqual([1.25, 340, 61000, 7200000].map(span), ['1.3 ms', '340 ms', '61.0 s', '120 min']);
  assert.equal(grouped(1234567), '1\u202f234\u202f567');
  assert.equal(builder('18446744073709551615'), 'self');
  assert.equal(builder('3'), 'builder 3');
  assert.equal(percent(1, 0), '–');
});

test('nodes are origins of the web, each once, and no more than a few', () => {
  assert.deepEqual(originsOf('?nodes=http://a:1,javascript:alert(1),file:///x, https://b ,nonsense'), ['http://a:1', 'https://b']);
  assert.deepEqual(originsOf(''), []);
  assert.deepEqual(allOf('http://h:1', ['http://h:1', 'http://o:9'], [1, 2]), ['', 'http://o:9', 'http://h:2']);
  assert.equal(
    allOf(
      'http://h:1',
      Array.from({ length: 40 }, (_, i) => `http://x:${i + 1}`),
      [],
    ).length,
    16,
  );
});

test('what came before a start is said to have', () => {
  assert.equal(after(-164), '164 ms before');
  assert.equal(after(0), '0.0 ms');
  assert.equal(after(1538), '1538 ms');
});
