import test from 'node:test';
import assert from 'node:assert/strict';
import { ask, Events, Poll } from './api.js';

globalThis.document = { hidden: false, addEventListener() {} };
const hour = 3600000;

// What a poll asks, in turn; each is answered or refused by the test.
function questions() {
  const [asked, waiting] = [[], []];
  return {
    run: signal =>
      new Promise((answer, refuse) => {
        signal.addEventListener('abort', () => refuse(signal.reason));
        const question = { answer, refuse, signal };
        waiting.length > 0 ? waiting.shift()(question) : asked.push(question);
      }),
    next: () => (asked.length > 0 ? Promise.resolve(asked.shift()) : new Promise(resolve => waiting.push(resolve))),
  };
}

test('who is asked anew is asked at once, whatever failed before', { timeout: 60000 }, async () => {
  const { run, next } = questions();
  const poll = new Poll(run, hour).start();
  (await next()).refuse(new Error('away'));
  await new Promise(setImmediate);
  assert.equal(poll.failures, 1);
  poll.restart();
  const second = await next();
  assert.equal(poll.failures, 0);
  second.answer();
  poll.pause(true);
});

test('what runs is told that somebody else is asked, and does not count', { timeout: 60000 }, async () => {
  const { run, next } = questions();
  const poll = new Poll(run, hour).start();
  const first = await next();
  poll.restart();
  const second = await next();
  assert.deepEqual([first.signal.aborted, second.signal.aborted, poll.failures], [true, false, 0]);
  second.answer();
  poll.pause(true);
});

test('who shows the answers hears since when there is none', { timeout: 60000 }, async () => {
  const { run, next } = questions();
  const heard = [];
  const poll = new Poll(run, 1, 0, (problem, of) => heard.push([problem?.message ?? null, of.failures, of.answered > 0])).start();
  (await next()).refuse(new Error('away'));
  (await next()).answer();
  (await next()).refuse(new Error('gone'));
  const last = await next();
  poll.restart();
  await next();
  poll.pause(true);
  last.answer();
  assert.deepEqual(heard, [
    ['away', 1, false],
    [null, 0, true],
    ['gone', 1, true],
    [null, 0, true],
  ]);
});

test('a stream that a node had no room for is asked for again', { timeout: 60000 }, async () => {
  const opened = [];
  globalThis.EventSource = class {
    static CLOSED = 2;
    constructor(url) {
      Object.assign(this, { url, readyState: 0, heard: {} });
      opened.push(this);
    }
    addEventListener(name, hear) {
      this.heard[name] = hear;
    }
    close() {
      this.readyState = 2;
    }
  };
  const events = new Events(['head'], () => {}, 1);
  events.of('http://a:1');
  const [first] = opened;
  first.heard.error({ target: first });
  await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(opened.length, 1, 'what breaks is opened again by the browser');
  first.readyState = 2;
  first.heard.error({ target: first });
  await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(opened.length, 2);
  first.heard.error({ target: first });
  await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(opened.length, 2, 'what is not of the stream there is now is left aside');
  events.pause(true);
});

test('an answer that came after another node was chosen is dropped', { timeout: 60000 }, async () => {
  const stop = new AbortController();
  globalThis.fetch = async () => ({
    ok: true,
    json: async () => {
      stop.abort(new Error('another node'));
      return { data: 'of the old node' };
    },
  });
  await assert.rejects(ask('http://old:1', '/x', stop.signal), /another node/);
  assert.equal(await ask('http://old:1', '/x', new AbortController().signal), 'of the old node');
});

test('no events are open while the page is paused or hidden', () => {
  const open = new Set();
  globalThis.EventSource = class {
    constructor(url) {
      this.url = url;
      open.add(this);
    }
    addEventListener() {}
    close() {
      open.delete(this);
    }
  };
  const events = new Events(['head'], () => {});
  const urls = () => [...open].map(source => source.url);
  events.of('http://a:1');
  assert.deepEqual(urls(), ['http://a:1/eth/v1/events?topics=head']);
  events.pause(true);
  events.of('http://b:1');
  assert.deepEqual(urls(), []);
  events.pause(false);
  assert.deepEqual(urls(), ['http://b:1/eth/v1/events?topics=head']);
  document.hidden = true;
  events.open();
  assert.deepEqual(urls(), []);
  document.hidden = false;
});
