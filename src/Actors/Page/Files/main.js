// The page: which node is shown, when it is asked, and which panel gets what comes.

import { el, replace } from './dom.js';
import { short, span } from './format.js';
import { ask, Poll, Events } from './api.js';
import { treePanel } from './treepanel.js';
import { timelinePanel } from './timelinepanel.js';
import { bidsPanel } from './bidspanel.js';
import { actorsPanel, storagePanel, peersPanel } from './nodepanels.js';
import { dutiesPanel, refusalsPanel, nodesPanel } from './watchpanels.js';
import { whyDialog } from './why.js';
import { nodesOf } from './nodes.js';
import { theme } from './theme.js';
import { keys } from './keys.js';

const topics = ['head', 'block', 'chain_reorg', 'finalized_checkpoint', 'execution_payload', 'fast_confirmation', 'consensoor_fault'];
const find = id => document.getElementById(id);
const state = { origin: '', overview: null, slots: [], misses: [], look: null, sync: [], isPaused: false, offset: 0 };
const why = whyDialog(find('why'), () => state.origin);
const open = (path, title) => why.open(path, title);

const shown = {
  nodes: nodesPanel(choose),
  tree: treePanel(why.block),
  slots: timelinePanel(why.block, open),
  refusals: refusalsPanel(open),
  duties: dutiesPanel(open),
  bids: bidsPanel(open),
  peers: peersPanel(open),
  actors: actorsPanel(),
  storage: storagePanel(),
};
const panels = [
  ['nodes', 'Nodes', '', 'side by side'],
  ['tree', 'Block tree', '', 'fork choice, by slot'],
  ['slots', 'Slot timeline', '', 'what came when, against the deadlines'],
  ['refusals', 'Refusals', 'left', ''],
  ['duties', 'Duties', 'right', 'of the validators of this node'],
  ['bids', 'Bids and proposals', 'left', ''],
  ['peers', 'Peers', 'right', 'the worst first'],
  ['actors', 'Actors', 'left', 'mailboxes'],
  ['storage', 'Storage and queues', 'right', ''],
];
const halves = { left: el('div', { class: 'column' }), right: el('div', { class: 'column' }) };
panels.forEach(([id, title, side, hint], i) => {
  (halves[side] ?? find('panels')).append(
    el(
      'section',
      { class: 'panel', id, tabindex: -1, 'aria-labelledby': `${id}-title`, hidden: id === 'nodes' },
      el(
        'div',
        { class: 'head' },
        el('h2', { id: `${id}-title` }, title),
        el('span', { class: 'hint' }, hint),
        el('span', { class: 'late' }),
        id === 'tree' &&
          el('button', { class: 'link', type: 'button', onclick: () => open('/consensoor/v1/head/why', 'why this head') }, 'why this head'),
      ),
      el('div', { class: 'body' }, shown[id].body),
    ),
  );
  find('nav').append(
    el(
      'a',
      { href: `#${id}`, id: `to-${id}`, hidden: id === 'nodes', onclick: event => (event.preventDefault(), go(id)) },
      el('kbd', {}, i === 0 ? '0' : i),
      ' ',
      title,
      ' ',
      el('span', { class: 'count' }),
    ),
  );
});

find('panels').append(halves.left, halves.right);

function go(id) {
  const panel = find(id);
  if (!panel.hidden) {
    panel.scrollIntoView({ block: 'start' });
    panel.focus({ preventScroll: true });
  }
}

// What another node said is not shown under the name of this one, however long this one takes to answer.
function choose(origin) {
  Object.assign(state, { origin, overview: null, slots: [], misses: [], safe: null, disk: null });
  find('node').value = origin;
  replace(find('facts'));
  for (const [id, panel] of Object.entries(shown)) {
    panel.body.hidden = id !== 'nodes';
  }
  count('refusals', 0);
  count('duties', 0);
  say('');
  events.of(origin);
  polls.forEach(poll => poll.restart());
}

function show(id, ...looks) {
  shown[id].body.hidden = false;
  shown[id].show(...looks);
}

// What is not answered twice in a row stands still, and says since when.
const told =
  (...ids) =>
  (problem, poll) =>
    ids.forEach(id => {
      const text = problem && poll.failures > 1 ? `${standing(poll.answered)}: ${problem.message}` : '';
      const late = find(id).querySelector('.late');
      if (late.textContent !== text) {
        late.textContent = text;
      }
    });

const standing = answered => (answered > 0 ? `as of ${new Date(answered).toISOString().slice(11, 19)}` : 'no answer yet');

function say(problem) {
  const text = problem ? `${problem}` : state.isPaused ? 'paused' : 'live';
  if (find('link').textContent !== text) {
    find('link').textContent = text;
  }
  find('link').dataset.bad = String(Boolean(problem));
}

async function overview(signal) {
  try {
    const look = await ask(state.origin, '/consensoor/v1/overview', signal);
    state.overview = look;
    state.offset = Date.parse(look.now) - Date.now();
    find('clock').classList.remove('off');
    say('');
    facts(look);
    await others.found(look);
  } catch (problem) {
    if (!signal.aborted) {
      say(`the node does not answer (${problem.message}), what is shown is ${standing(clockPoll.answered)}`);
      find('clock').classList.add('off');
    }
    throw problem;
  }
}

function facts(look) {
  const fact = (name, value, kind) => el('div', {}, el('dt', {}, name), el('dd', { class: kind }, value));
  replace(
    find('facts'),
    fact('slot', `${look.slot} (epoch ${Math.floor(look.slot / look.slots_per_epoch)}, ${look.fork})`),
    fact('head', `${look.head.slot} ${short(look.head.root)} ${look.head.payload_status}`, Number(look.distance) > 2 && 'bad'),
    Number(look.distance) > 1 && fact('behind', `${look.distance} slots`, 'bad'),
    fact('justified', `epoch ${look.justified.epoch}`),
    fact('finalized', `epoch ${look.finalized.epoch}`, look.slot / look.slots_per_epoch - look.finalized.epoch > 4 && 'warn'),
    state.safe && fact('safe', short(state.safe)),
    look.head.execution_optimistic && fact('execution', 'optimistic', 'warn'),
    look.el_offline && fact('execution layer', 'does not answer', 'bad'),
    fact('network', look.network),
    fact('version', look.version.slice(0, 40)),
  );
}

// Between two answers the clock goes on by itself.
function tick() {
  const look = state.overview;
  if (look && !document.hidden && !find('clock').classList.contains('off')) {
    const into = Date.now() + state.offset - Date.parse(look.slot_at);
    const part = Math.max(0, into / look.slot_ms) % 1;
    const now = find('clock').firstElementChild ?? find('clock').appendChild(el('div', { class: 'now' }));
    now.style.width = `${part * 100}%`;
    if (find('clock').childElementCount !== look.deadlines.length + 1) {
      find('clock').replaceChildren(
        now,
        ...look.deadlines.map(due => {
          const line = el('div', { class: 'due', title: due.name });
          line.style.left = `${due.bps / 100}%`;
          return line;
        }),
      );
    }
    find('clock').setAttribute('aria-label', `slot ${look.slot} of ${span(look.slot_ms)}`);
  }
}

const count = (id, number) => {
  find(`to-${id}`).querySelector('.count').textContent = number > 0 ? number : '';
};

const pace = () => Math.min(6000, Math.max(1000, (state.overview?.slot_ms ?? 6000) / 4));
const polls = [
  new Poll(overview, pace),
  new Poll(
    async signal => {
      const tree = await ask(state.origin, '/consensoor/v1/tree?slots=32', signal);
      state.safe = tree.safe_root;
      show('tree', tree);
    },
    pace,
    1000,
    told('tree'),
  ),
  new Poll(
    async signal => {
      state.slots = await ask(state.origin, '/consensoor/v1/slots?count=32', signal);
      if (state.overview) {
        show('slots', state.slots.slice(-12), state.overview);
        show('bids', state.slots);
        show('duties', state.slots, state.misses);
      }
    },
    pace,
    700,
    told('slots', 'bids', 'duties'),
  ),
  new Poll(
    async signal => {
      const look = await ask(state.origin, '/consensoor/v1/refusals', signal);
      state.misses = look.misses;
      show('refusals', look);
      count('refusals', look.refusals.length);
      count('duties', look.misses.length);
    },
    3000,
    1000,
    told('refusals'),
  ),
  new Poll(
    async signal => {
      const [look, sync] = await Promise.all([
        ask(state.origin, '/consensoor/v1/actors', signal),
        ask(state.origin, '/consensoor/v1/sync/why', signal).catch(() => []),
      ]);
      signal.throwIfAborted();
      show('actors', look);
      if (state.overview) {
        show('storage', look, state.overview, sync, state.disk);
      }
    },
    3000,
    1500,
    told('actors', 'storage'),
  ),
  // By itself: the first look at many files may take seconds.
  new Poll(async signal => (state.disk = await ask(state.origin, '/consensoor/v1/storage', signal).catch(() => null)), 30000, 2500),
  new Poll(async signal => show('peers', await ask(state.origin, '/consensoor/v1/peers', signal)), 6000, 2000, told('peers')),
];
const [clockPoll, treePoll, slotPoll, refusalPoll] = polls;
const events = new Events(topics, topic => {
  [clockPoll, treePoll, slotPoll].forEach(poll => poll.poke());
  if (topic === 'consensoor_fault') {
    refusalPoll.poke();
  }
});
const others = nodesOf(find, shown.nodes, state, choose);
find('pause').addEventListener('click', () => {
  state.isPaused = !state.isPaused;
  find('pause').setAttribute('aria-pressed', String(state.isPaused));
  polls.forEach(poll => poll.pause(state.isPaused));
  others.pause(state.isPaused);
  events.pause(state.isPaused);
  say('');
});
theme(find('theme'));
keys(find('help'), panels, go, why.draw, find('why'), {
  t: () => find('theme').click(),
  p: () => find('pause').click(),
  w: () => open('/consensoor/v1/head/why', 'why this head'),
});
setInterval(tick, 200);
events.of('');
polls.forEach(poll => poll.start());
