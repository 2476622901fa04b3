// A js-libp2p host with gossipsub that is told what to do by lines of JSON on its input, and answers each with one line on its output.
//   node peer.mjs MUXER KEY     MUXER: yamux or mplex; KEY: secp256k1 or Ed25519
import './withResolvers.mjs'
import { createHash, randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { compress, uncompress } from 'snappyjs'

const [muxer, key] = process.argv.slice(2)
const limit = 12 << 20
const heard = { messages: 0, bytes: 0, digest: Buffer.alloc(32), unwanted: 0, grafts: 0, prunes: 0 }

const node = await createLibp2p({
  privateKey: await generateKeyPair(key),
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [muxer === 'yamux' ? yamux() : mplex({ disconnectThreshold: 1000, maxUnprocessedMessageQueueSize: 64 << 20 })],
  services: {
    identify: identify(),
    pubsub: gossipsub({
      globalSignaturePolicy: 'StrictNoSign',
      allowPublishToZeroTopicPeers: true,
      maxInboundDataLength: limit,
      maxOutboundBufferSize: 256 << 20,
      // Altair's rule: topic and payload behind the domain of what is valid snappy.
      msgIdFn: ({ topic, data }) => {
        const length = Buffer.alloc(8)
        length.writeBigUInt64LE(BigInt(topic.length))
        return createHash('sha256').update(Buffer.from([1, 0, 0, 0])).update(length).update(topic).update(data).digest().subarray(0, 20)
      },
      dataTransform: {
        inboundTransform: (topic, data) => uncompress(data, limit),
        outboundTransform: (topic, data) => compress(data)
      }
    })
  }
})
const pubsub = node.services.pubsub
const wanted = pubsub.handleIdontwant
pubsub.handleIdontwant = function (id, lists) {
  heard.unwanted += lists.reduce((sum, list) => sum + list.messageIDs.length, 0)
  return wanted.call(this, id, lists)
}
pubsub.addEventListener('gossipsub:graft', ({ detail }) => { heard.grafts += detail.direction === 'inbound' ? 1 : 0 })
pubsub.addEventListener('gossipsub:prune', ({ detail }) => { heard.prunes += detail.direction === 'inbound' ? 1 : 0 })
pubsub.addEventListener('message', ({ detail: { data } }) => {
  heard.messages++
  heard.bytes += data.length
  createHash('sha256').update(data).digest().forEach((byte, at) => { heard.digest[at] ^= byte })
})

// A message is its number and noise, or its size where that does not fit.
const noiseBytes = randomBytes(10 << 20)
function payload (number, size) {
  const bytes = Buffer.alloc(size, size)
  if (size >= 8) {
    noiseBytes.copy(bytes, 0, 0, size)
    bytes.writeUInt32LE(number)
    bytes.writeUInt32LE(process.pid, 4)
  }
  return bytes
}

const commands = {
  dial: async ({ address }) => ({ peer: (await node.dial(multiaddr(address))).remotePeer.toString() }),
  subscribe: async ({ topic }) => { pubsub.subscribe(topic); return {} },
  unsubscribe: async ({ topic }) => { pubsub.unsubscribe(topic); return {} },
  mesh: async ({ topic }) => ({ mesh: pubsub.getMeshPeers(topic), subscribers: pubsub.getSubscribers(topic).map(peer => peer.toString()) }),
  publish: async ({ topic, sizes }) => {
    const digest = Buffer.alloc(32)
    for (const [number, size] of sizes.entries()) {
      const bytes = payload(number, size)
      createHash('sha256').update(bytes).digest().forEach((byte, at) => { digest[at] ^= byte })
      await pubsub.publish(topic, bytes)
      // What waits for a slow peer is bounded there.
      if (number % 8 === 7) await new Promise(resolve => setTimeout(resolve, 1))
    }
    return { digest: digest.toString('hex') }
  },
  heard: async () => ({ ...heard, digest: heard.digest.toString('hex') }),
  // Does nothing at all for a time, and reads nothing.
  sleep: async ({ ms }) => {
    const end = Date.now() + ms
    while (Date.now() < end);
    return {}
  }
}

console.log(JSON.stringify({ listens: node.getMultiaddrs()[0].toString(), peer: node.peerId.toString() }))
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  try {
    console.log(JSON.stringify(await commands[command.do](command)))
  } catch (error) {
    console.log(JSON.stringify({ failed: `${error?.name}: ${error?.message}` }))
  }
}
await node.stop()
process.exit(0)
