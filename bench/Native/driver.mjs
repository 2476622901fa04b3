// Runs the native libraries for the benchmark: a line in, a line out, the inputs in the folder named by the argument.
//   run <operation>    -> the nanoseconds that a call took, and those of processor time, of which other threads may have had a part
//   check <operation>  -> the SHA-256 of what the last call gave, in hex
//   versions           -> the versions of what is measured
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const KzgPrecompute = 8;

function items(name, size) {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}

function once(make) {
  let value;
  return () => (value ??= make());
}

const hashing = once(() => ({
  hashtree: require('@chainsafe/hashtree'),
  nodes: new Uint8Array(readFileSync(join(folder, 'nodes'))),
  parents: new Uint8Array(readFileSync(join(folder, 'nodes')).length / 2),
}));

const signing = once(() => {
  const blst = require('@chainsafe/blst');
  const keyBytes = items('keys', 48);
  const keys = keyBytes.map((bytes) => blst.PublicKey.fromBytes(bytes, true));
  const messages = items('messages', 32);
  const signatureBytes = items('signatures', 96);
  const signatures = signatureBytes.map((bytes) => blst.Signature.fromBytes(bytes, true));
  const sameBytes = items('same-message', 96);
  const same = sameBytes.map((bytes) => blst.Signature.fromBytes(bytes, true));
  return {
    blst,
    keyBytes,
    keys,
    messages,
    signatureBytes,
    secret: blst.SecretKey.fromBytes(items('secret', 32)[0]),
    committee: keys.slice(0, 512),
    sets: messages.map((msg, i) => ({ msg, pk: keys[i], sig: signatures[i] })),
    sameSets: same.map((sig, i) => ({ msg: messages[0], pk: keys[i], sig })),
    sameSerialized: sameBytes.map((sig, i) => ({ pk: keys[i], sig })),
  };
});

const blobs = once(() => {
  const kzg = require('c-kzg');
  kzg.loadTrustedSetup(KzgPrecompute);
  const all = items('blobs', kzg.BYTES_PER_BLOB);
  const cells = items('cells', kzg.BYTES_PER_CELL);
  const commitments = items('commitments', 48);
  const half = kzg.CELLS_PER_EXT_BLOB / 2;
  return {
    kzg,
    blob: all[0],
    cells,
    proofs: items('proofs', 48),
    cellCommitments: cells.map((_, i) => commitments[Math.floor(i / kzg.CELLS_PER_EXT_BLOB)]),
    cellIndices: cells.map((_, i) => i % kzg.CELLS_PER_EXT_BLOB),
    halfIndices: Array.from({ length: half }, (_, i) => i),
    halfCells: cells.slice(0, half),
  };
});

const flag = (value) => [Uint8Array.of(value ? 1 : 0)];

// Each: what it needs, how often a run repeats it, the call, and the bytes of its result.
const operations = {
  'sha256-level': [hashing, 1, (x) => x.hashtree.hashInto(x.nodes, x.parents), (_, x) => [x.parents]],
  'sets-decoded': [signing, 1, (x) => x.blst.verifyMultipleAggregateSignatures(x.sets), flag],
  'sets-from-bytes': [
    signing,
    1,
    (x) =>
      x.blst.verifyMultipleAggregateSignatures(
        x.messages.map((msg, i) => ({ msg, pk: x.keys[i], sig: x.blst.Signature.fromBytes(x.signatureBytes[i], true) })),
      ),
    flag,
  ],
  'same-message-randomness': [
    signing,
    1,
    (x) => {
      const { pk, sig } = x.blst.aggregateWithRandomness(x.sameSerialized);
      return x.blst.verify(x.messages[0], pk, sig);
    },
    flag,
  ],
  'same-message-multiple': [signing, 1, (x) => x.blst.verifyMultipleAggregateSignatures(x.sameSets), flag],
  'aggregate-keys': [signing, 8, (x) => x.blst.aggregatePublicKeys(x.committee), (key) => [key.toBytes()]],
  'decompress-keys': [
    signing,
    1,
    (x) => x.keyBytes.map((bytes) => x.blst.PublicKey.fromBytes(bytes, true)),
    (keys) => keys.map((key) => key.toBytes()),
  ],
  verify: [
    signing,
    8,
    (x) => x.blst.verify(x.messages[0], x.keys[0], x.blst.Signature.fromBytes(x.signatureBytes[0], true)),
    flag,
  ],
  sign: [signing, 8, (x) => x.secret.sign(x.messages[0]).toBytes(), (signature) => [signature]],
  'cell-proof-batch': [
    blobs,
    1,
    (x) => x.kzg.verifyCellKzgProofBatch(x.cellCommitments, x.cellIndices, x.cells, x.proofs),
    flag,
  ],
  'cells-and-proofs': [blobs, 1, (x) => x.kzg.computeCellsAndKzgProofs(x.blob), (result) => result.flat()],
  commitment: [blobs, 1, (x) => x.kzg.blobToKzgCommitment(x.blob), (commitment) => [commitment]],
  recover: [blobs, 1, (x) => x.kzg.recoverCellsAndKzgProofs(x.halfIndices, x.halfCells), (result) => result.flat()],
};

const results = new Map();

function run(name) {
  const [inputs, repeats, call] = operations[name];
  const x = inputs();
  let result;
  const used = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let i = 0; i < repeats; i++) result = call(x);
  const elapsed = process.hrtime.bigint() - start;
  const { user, system } = process.cpuUsage(used);
  results.set(name, result);
  return `${elapsed / BigInt(repeats)} ${Math.round((1000 * (user + system)) / repeats)}`;
}

function check(name) {
  const [inputs, , , bytes] = operations[name];
  const hash = createHash('sha256');
  for (const part of bytes(results.get(name), inputs())) hash.update(part);
  return hash.digest('hex');
}

function versions() {
  const dependencies = require('./package.json').dependencies;
  return [`Node ${process.version}`, ...Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)].join(', ');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, name] = line.split(' ');
  try {
    const answer = command === 'run' ? run(name) : command === 'check' ? check(name) : versions();
    process.stdout.write(`${answer}\n`);
  } catch (error) {
    process.stdout.write(`error ${error.message.replaceAll('\n', ' ')}\n`);
  }
}
