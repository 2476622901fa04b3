import test from 'node:test';
import assert from 'node:assert/strict';
import { layout, outcomeOf, marksOf, neighbour } from './treelayout.js';

const block = (root, parent_root, slot, more = {}) => ({
  root,
  parent_root,
  slot: String(slot),
  weight: '0',
  canonical: false,
  has_outcomes: true,
  parent_full: true,
  ...more,
});

const tree = (blocks, more = {}) => ({
  slot: String(Math.max(...blocks.map(b => Number(b.slot)))),
  first_slot: '0',
  slots_per_epoch: '8',
  head: { root: 'x', payload_status: 'full' },
  blocks,
  ...more,
});

// A small generator, so that a failure comes again.
function random(seed) {
  return n => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor(seed / 65536) % n;
  };
}

function grown(seed) {
  const pick = random(seed);
  const blocks = [block('r0', 'before', 5)];
  for (let i = 1; i < 40; i++) {
    const parent = blocks[pick(blocks.length)];
    blocks.push(block(`r${i}`, parent.root, Number(parent.slot) + 1 + pick(3), { weight: String(pick(9)), parent_full: pick(2) === 0 }));
  }
  for (let at = blocks[pick(blocks.length)]; at; at = blocks.find(b => b.root === at.parent_root)) {
    at.canonical = true;
  }
  return tree(blocks);
}

test('no two blocks stand on one place, whatever the tree', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const plan = layout(grown(seed));
    assert.equal(new Set(plan.nodes.map(node => `${node.column}/${node.lane}`)).size, plan.nodes.length, `seed ${seed}`);
    assert.ok(
      plan.nodes.every(node => node.lane >= 0 && node.lane < plan.lanes && node.column >= 0),
      `seed ${seed}`,
    );
  }
});

test('the chain of the head has the first lane, and no other block in its slots', () => {
  for (let seed = 1; seed <= 200; seed++) {
    for (const node of layout(grown(seed)).nodes) {
      assert.equal(node.lane === 0, node.block.canonical, `seed ${seed}, ${node.block.root}`);
    }
  }
});

test('each block is tied to its parent, by the outcome that it stands on', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const grownTree = grown(seed);
    const { edges } = layout(grownTree);
    assert.equal(edges.length, grownTree.blocks.length - 1);
    for (const { from, to, outcome } of edges) {
      assert.equal(from.block.root, to.block.parent_root);
      assert.equal(outcome, to.block.parent_full ? 'full' : 'empty');
    }
  }
});

test('slots begin with the first block that is in memory', () => {
  const plan = layout(tree([block('a', 'gone', 17), block('b', 'a', 18)], { first_slot: '4' }));
  assert.deepEqual(
    plan.nodes.map(node => node.column),
    [0, 1],
  );
  assert.equal(plan.first, 17);
  assert.deepEqual(layout(tree([], { slot: '9' })).nodes, []);
});

test('the outcome of a block is what its child on the chain stands on', () => {
  const blocks = [block('a', '', 1, { canonical: true }), block('b', 'a', 2, { canonical: true, parent_full: false }), block('c', 'a', 2)];
  const all = tree(blocks, { head: { root: 'b', payload_status: 'pending' }, safe_root: 'a', finalized_root: 'a', justified_root: 'b' });
  assert.equal(outcomeOf(blocks[0], all), 'empty');
  assert.equal(outcomeOf(blocks[1], all), 'pending');
  assert.equal(outcomeOf(blocks[2], all), null);
  assert.deepEqual(marksOf(blocks[0], all), ['safe', 'finalized']);
  assert.deepEqual(marksOf(blocks[1], all), ['head', 'justified']);
});

test('arrow keys reach every block', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { nodes } = layout(grown(seed));
    const reached = new Set([neighbour(nodes, nodes[0].block.root, 'End')]);
    for (const root of reached) {
      for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home']) {
        const next = neighbour(nodes, root, key);
        if (next) {
          reached.add(next);
        }
      }
    }
    // Children beside the first are reached from the next of their slot, or from their own children.
    assert.ok(reached.size >= nodes.filter(node => node.block.canonical).length, `seed ${seed}`);
  }
});
