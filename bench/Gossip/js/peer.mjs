// A js-libp2p host with gossipsub for the benchmark, told by lines on its input; each is answered by a line.
//   listen               -> address
//   dial ADDRESS         -> ok, once both topics have the other in them
//   send SIZE COUNT WINDOW RATE -> ok: sends messages; RATE a second (0: as fast as WINDOW unacknowledged ones allow)
//   heard [reset]        -> count, bytes, then latencies in microseconds: p50 p99; with reset it begins anew
//   cpu                  -> microseconds of processor time so far
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new this((yes, no) => { resolve = yes; reject = no })
  return { promise, resolve, reject }
}
const { createHash, randomBytes } = await import('node:crypto')
const { createInterface } = await import('node:readline')
const { noise } = await import('@chainsafe/libp2p-noise')
const { yamux } = await import('@chainsafe/libp2p-yamux')
const { generateKeyPair } = await import('@libp2p/crypto/keys')
const { gossipsub } = await import('@libp2p/gossipsub')
const { identify } = await import('@libp2p/identify')
const { ping } = await import('@libp2p/ping')
const { tcp } = await import('@libp2p/tcp')
const { multiaddr } = await import('@multiformats/multiaddr')
const { createLibp2p } = await import('libp2p')

const node = await createLibp2p({
  privateKey: await generateKeyPair('secp256k1'),
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: {
    identify: identify(),
    ping: ping(),
    pubsub: gossipsub({
      globalSignaturePolicy: 'StrictNoSign',
      msgIdFn: message => createHash('sha256').update(message.topic).update(message.data).digest().subarray(0, 20),
      allowPublishToZeroTopicPeers: true,
      maxInboundDataLength: 30_000_000,
      heartbeatInterval: 700
    })
  }
})
const pubsub = node.services.pubsub
const Ack = 64
let heard = []
let bytes = 0
let acknowledged = 0
let wake = () => {}
pubsub.addEventListener('gossipsub:message', event => {
  const { topic, data } = event.detail.msg
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  if (topic === 'ack') {
    acknowledged = Math.max(acknowledged, Number(view.getBigUint64(0, true)))
    wake()
    return
  }
  heard.push(Number(process.hrtime.bigint() - view.getBigUint64(8, true)) / 1000)
  bytes += data.length
  const number = Number(view.getBigUint64(0, true))
  if (number % Number(view.getBigUint64(16, true)) === 0) {
    const answer = new DataView(new ArrayBuffer(Ack))
    answer.setBigUint64(0, BigInt(number), true)
    pubsub.publish('ack', new Uint8Array(answer.buffer)).catch(console.error)
  }
})
pubsub.subscribe('data')
pubsub.subscribe('ack')

const random = new Uint8Array(randomBytes(1 << 20))
let sent = 0
async function send (size, count, window, rate) {
  const every = BigInt(Math.max(1, window >> 2))
  const begin = process.hrtime.bigint()
  acknowledged = sent // all that was sent before was heard
  for (let i = 1; i <= count; i++) {
    while (rate === 0 && sent - acknowledged >= window) await new Promise(resolve => { wake = resolve })
    while (rate > 0 && Number(process.hrtime.bigint() - begin) / 1e9 < i / rate) await new Promise(resolve => setTimeout(resolve, 1))
    const data = random.slice(0, size)
    const view = new DataView(data.buffer)
    view.setBigUint64(0, BigInt(++sent), true)
    view.setBigUint64(8, process.hrtime.bigint(), true)
    view.setBigUint64(16, every, true)
    await pubsub.publish('data', data)
  }
}

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
for await (const line of createInterface({ input: process.stdin })) {
  const [what, ...rest] = line.split(' ')
  if (what === 'listen') console.log(node.getMultiaddrs()[0].toString())
  if (what === 'dial') {
    await node.dial(multiaddr(rest[0]))
    while (pubsub.getSubscribers('data').length === 0 || pubsub.getMeshPeers('data').length === 0) await new Promise(resolve => setTimeout(resolve, 50))
    console.log('ok')
  }
  if (what === 'send') {
    await send(...rest.map(Number))
    console.log('ok')
  }
  if (what === 'heard') {
    const sorted = heard.toSorted((a, b) => a - b)
    console.log([sorted.length, bytes, Math.round(at(sorted, 0.5)), Math.round(at(sorted, 0.99))].join(' '))
    if (rest[0] === 'reset') { heard = []; bytes = 0 }
  }
  if (what === 'cpu') {
    const { user, system } = process.cpuUsage()
    console.log(user + system)
  }
}
process.exit(0)
