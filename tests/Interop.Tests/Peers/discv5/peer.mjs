// A node of @chainsafe/discv5 on a free port of the loopback, told what to do by lines of JSON, each answered by one line.
//   node peer.mjs [BOOT-RECORD...]
import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'
import { Discv5 } from '@chainsafe/discv5'
import { ENR, SignableENR } from '@chainsafe/enr'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { multiaddr } from '@multiformats/multiaddr'

const freePort = () => new Promise(resolve => {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address()
    socket.close(() => resolve(port))
  })
})

const say = value => console.log(JSON.stringify(value))
const port = await freePort()
const privateKey = await generateKeyPair('secp256k1')
const enr = SignableENR.createFromPrivateKey(privateKey)
enr.ip = '127.0.0.1'
enr.udp = port
enr.set('attnets', Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]))
const discovery = Discv5.create({
  enr,
  privateKey,
  bindAddrs: { ip4: multiaddr(`/ip4/127.0.0.1/udp/${port}`) },
  config: { pingInterval: 2000 }
})
for (const boot of process.argv.slice(2)) discovery.addEnr(boot)
await discovery.start()

// It searches only when it is told to, as a client does all the time.
setInterval(() => discovery.findRandomNode().catch(() => {}), 1000)

const fields = record => ({
  seq: record.seq.toString(),
  nodeId: record.nodeId,
  ip: record.ip,
  udp: record.udp,
  tcp: record.tcp,
  quic: record.quic,
  ip6: record.ip6,
  keys: [...record.kvs.keys()],
  text: record.encodeTxt()
})

const commands = {
  known: () => discovery.kadValues().map(record => record.encodeTxt()),
  findNode: async ({ nodeId }) => (await discovery.findNode(nodeId)).map(record => record.encodeTxt()),
  distances: async ({ record, distances }) =>
    (await discovery.sendFindNode(ENR.decodeTxt(record), distances)).map(found => found.encodeTxt()),
  ping: async ({ record }) => {
    const pong = await discovery.sendPing(ENR.decodeTxt(record))
    return { seq: pong.enrSeq.toString(), port: pong.addr.port }
  },
  talk: async ({ record }) =>
    (await discovery.sendTalkReq(ENR.decodeTxt(record), Uint8Array.from([1, 2, 3]), 'nobody')).length,
  decode: ({ records }) => records.map(text => {
    try {
      return fields(ENR.decodeTxt(text))
    } catch (error) {
      return { failed: String(error) }
    }
  }),
  change: () => {
    discovery.enr.set('attnets', Uint8Array.from([9, 9, 9, 9, 9, 9, 9, 9]))
    return discovery.enr.encodeTxt()
  }
}

say({ record: discovery.enr.encodeTxt(), nodeId: discovery.enr.nodeId })
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  try {
    say({ answer: await commands[command.do](command) })
  } catch (error) {
    say({ failed: String(error?.stack ?? error) })
  }
}
process.exit(0)
