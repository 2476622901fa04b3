// A js-libp2p host that is told what to do by lines of JSON on its input, and answers each with one line on its output.
//   node peer.mjs MUXER KEY     MUXER: yamux or mplex over TCP, or quic; KEY: secp256k1 or Ed25519
import './withResolvers.mjs'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify, identifyPush } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const [muxer, key] = process.argv.slice(2)
const echo = '/echo/1.0.0'
const quic = muxer === 'quic' ? (await import('@chainsafe/libp2p-quic')).quic : undefined
const node = await createLibp2p({
  privateKey: await generateKeyPair(key),
  addresses: { listen: [quic ? '/ip4/127.0.0.1/udp/0/quic-v1' : '/ip4/127.0.0.1/tcp/0'] },
  transports: [quic ? quic() : tcp()],
  connectionEncrypters: [noise()],
  // By default mplex here closes a connection on which more than five streams a second are opened.
  streamMuxers: [muxer !== 'mplex' ? yamux() : mplex({ disconnectThreshold: 1000 })],
  services: { identify: identify(), identifyPush: identifyPush(), ping: ping() }
})

// Hands over what comes until the other side has ended its half. The stream's own iterator waits for ever where that was before it began.
async function readAll (stream, take) {
  const done = Promise.withResolvers()
  let last = Promise.resolve()
  stream.addEventListener('message', event => {
    last = last.then(async () => { await take(event.data) })
    last.catch(done.reject)
  })
  stream.addEventListener('end', done.resolve)
  stream.addEventListener('close', event => { if (event.error) done.reject(event.error) })
  if (stream.readableEnded) done.resolve()
  await done.promise
  await last
}

await node.handle(echo, async stream => {
  try {
    await readAll(stream, async bytes => {
      if (!stream.send(bytes)) {
        if (stream.readStatus === 'readable') stream.pause()
        await stream.onDrain()
        if (stream.readStatus === 'paused') stream.resume()
      }
    })
    await stream.close()
  } catch (error) {
    console.error(error)
    stream.abort(error)
  }
}, { maxInboundStreams: 1000 })

async function sendEcho (connection, size) {
  const sent = randomBytes(size)
  const stream = await connection.newStream(echo)
  let same = true
  let received = 0
  const reading = readAll(stream, chunk => {
    const bytes = chunk.subarray()
    same &&= sent.subarray(received, received + bytes.length).equals(Buffer.from(bytes))
    received += bytes.length
  })
  for (let at = 0; at < size; at += 65536) {
    if (!stream.send(sent.subarray(at, Math.min(size, at + 65536)))) await stream.onDrain()
  }
  await stream.close()
  await reading
  return same && received === size
}

const commands = {
  dial: async ({ address }) => {
    const connection = await node.dial(multiaddr(address))
    return { peer: connection.remotePeer.toString(), muxer: connection.multiplexer }
  },
  ping: async ({ address }) => ({ ms: await node.services.ping.ping(multiaddr(address)) }),
  echo: async ({ sizes }) => {
    const connection = node.getConnections()[0]
    for (const size of sizes) {
      if (!await sendEcho(connection, size)) return { failed: size }
    }
    return { echoed: sizes.length }
  },
  info: async () => {
    for (let i = 0; i < 100; i++) {
      const [peer] = await node.peerStore.all()
      if (peer?.protocols.length > 0) {
        return {
          agent: new TextDecoder().decode(peer.metadata.get('AgentVersion')),
          protocols: peer.protocols,
          addresses: peer.addresses.map(address => address.multiaddr.toString())
        }
      }
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return { failed: 'not identified' }
  },
  close: async () => {
    await Promise.all(node.getConnections().map(async connection => { await connection.close() }))
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
