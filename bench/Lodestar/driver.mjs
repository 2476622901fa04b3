// Runs Lodestar's state transition for the benchmark: a line in, a line out, the inputs in the folder named by the argument (`fork`,
// `state`, and `block` where there is one).
//   run <step>    -> the nanoseconds that a step took, and those of processor time of all threads
//   check <step>  -> what it gave, in hex: a root, or the SHA-256 of an encoding
//   versions      -> the versions of what is measured
import './hasher.mjs';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pubkeyCache } from '@chainsafe/lodestar-z/pubkeys';
import { verifySignatureSets } from '@chainsafe/lodestar-z/bls-verifier';
import { createBeaconConfig } from '@lodestar/config';
import { ssz } from '@lodestar/types';
import {
  BeaconStateView,
  DataAvailabilityStatus,
  ExecutionPayloadStatus,
  createCachedBeaconState,
  getBlockSignatureSets,
  processSlots,
  stateTransition,
  toBlsSignatureSet,
} from '@lodestar/state-transition';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const folder = process.argv[2];
const fork = readFileSync(join(folder, 'fork'), 'utf8');
const bytes = new Uint8Array(readFileSync(join(folder, 'state')));
const forks = ['ALTAIR', 'BELLATRIX', 'CAPELLA', 'DENEB', 'ELECTRA', 'FULU', ...(fork === 'gloas' ? ['GLOAS'] : [])];
const config = createBeaconConfig(
  { GLOAS_FORK_EPOCH: Infinity, ...Object.fromEntries(forks.map((name) => [`${name}_FORK_EPOCH`, 0])) },
  new Uint8Array(32),
);
const unverified = {
  executionPayloadStatus: ExecutionPayloadStatus.valid,
  dataAvailabilityStatus: fork === 'gloas' ? DataAvailabilityStatus.NotRequired : DataAvailabilityStatus.Available,
  verifyProposer: false,
  verifySignatures: false,
  dontTransferCache: true,
};

let state, cached, next, block, beforeBlock, result;

// What a node's head state has by itself: the epoch's caches, and the nodes of its lists at hand.
function prepare() {
  cached = createCachedBeaconState(state, { config, pubkeyCache });
  for (const list of [state.balances, state.inactivityScores, state.previousEpochParticipation, state.currentEpochParticipation])
    list.getAll();
}

function prepareBlock() {
  block = ssz[fork].SignedBeaconBlock.deserialize(new Uint8Array(readFileSync(join(folder, 'block'))));
  beforeBlock = processSlots(cached, block.message.slot);
  beforeBlock.hashTreeRoot();
}

function verifyBlock() {
  const { epochCtx } = beforeBlock;
  const seq = config.getForkSeq(block.message.slot);
  const indexed = block.message.body.attestations.map((each) => epochCtx.getIndexedAttestation(seq, each));
  const committee = epochCtx.currentSyncCommitteeIndexed;
  const sets = getBlockSignatureSets(config, committee, new BeaconStateView(beforeBlock), block, indexed);
  if (!verifySignatureSets(sets.map(toBlsSignatureSet))) throw new Error('a signature of the block does not hold');
}

const steps = {
  decode: () => ((state = ssz[fork].BeaconState.deserializeToViewDU(bytes)), undefined),
  root: () => state.hashTreeRoot(),
  prepare: () => prepare(),
  slots: () => (next = processSlots(cached, cached.slot + 1)).hashTreeRoot(),
  encode: () => next.serialize(),
  'prepare-block': () => prepareBlock(),
  block: () => stateTransition(beforeBlock, block, unverified).hashTreeRoot(),
  'block-signed': () => (verifyBlock(), stateTransition(beforeBlock, block, unverified).hashTreeRoot()),
};

function run(name) {
  collect();
  const used = process.cpuUsage();
  const start = process.hrtime.bigint();
  result = steps[name]();
  const elapsed = process.hrtime.bigint() - start;
  const { user, system } = process.cpuUsage(used);
  return `${elapsed} ${1000 * (user + system)}`;
}

function check() {
  const hex = (array) => Buffer.from(array).toString('hex');
  return result === undefined ? '-' : result.length === 32 ? hex(result) : createHash('sha256').update(result).digest('hex');
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
  return [`Node ${process.version}`, ...Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)].join(', ');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, name] = line.split(' ');
  try {
    const answer = command === 'run' ? run(name) : command === 'check' ? check() : versions();
    process.stdout.write(`${answer}\n`);
  } catch (error) {
    process.stdout.write(`error ${String(error?.message ?? error).replaceAll('\n', ' ')}\n`);
  }
}
