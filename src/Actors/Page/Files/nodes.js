// Several nodes: those of `?nodes=` and the siblings that a node names, each looked at beside the one that is shown.

import { el } from './dom.js';
import { ask, Poll } from './api.js';

const most = 16;

/** Origins of `?nodes=http://HOST:PORT,…`; what is none is left out. Pure. */
export function originsOf(search) {
  return (new URLSearchParams(search).get('nodes') ?? '')
    .split(',')
    .map(text => {
      try {
        const url = new URL(text.trim());
        return /^https?:$/.test(url.protocol) ? url.origin : null;
      } catch {
        return null;
      }
    })
    .filter(Boolean)
    .slice(0, most);
}

/** The origins that are shown: the page's own first, as '', then the others, each once. Pure. */
export function allOf(own, given, ports) {
  const siblings = ports.map(port => new URL(own).protocol + '//' + new URL(own).hostname + ':' + port);
  return ['', ...new Set([...given, ...siblings].filter(origin => origin !== own))].slice(0, most);
}

/** Looks at all nodes where there are several, and fills the choice of the one that is shown. */
export function nodesOf(find, panel, state, choose) {
  let nodes = [];
  const given = originsOf(location.search);
  const poll = new Poll(
    async () => {
      await Promise.all(
        nodes.map(async node => {
          try {
            const [look, peers] = await Promise.all([
              ask(node.origin, '/consensoor/v1/overview'),
              ask(node.origin, '/consensoor/v1/peers'),
            ]);
            Object.assign(node, { look, peers: peers.count, problem: '' });
          } catch (problem) {
            Object.assign(node, { look: null, peers: null, problem: problem.message });
          }
        }),
      );
      panel.show(nodes, state.origin);
    },
    2000,
    1000,
  );

  async function found(look) {
    if (nodes.length > 0) {
      return;
    }
    const origins = allOf(location.origin, given, look.siblings);
    if (origins.length < 2) {
      return;
    }
    nodes = origins.map(origin => ({ origin, name: (origin || location.origin).replace(/^https?:\/\//, '') }));
    [find('nodes'), find('to-nodes'), find('node-choice')].forEach(element => {
      element.hidden = false;
    });
    find('node').replaceChildren(...nodes.map(node => el('option', { value: node.origin }, node.name)));
    find('node').addEventListener('change', () => choose(find('node').value));
    poll.start();
  }

  return { found, pause: isPaused => poll.pause(isPaused) };
}
