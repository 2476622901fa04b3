// A validator client of gloas with interop keys 0..COUNT over Lodestar's typed client of the Beacon API: every call that such a client
// makes, with bodies and answers in JSON or SSZ. Writes a line of JSON for each thing that is not as it should be, and one at its end.
import * as blst from "@chainsafe/lodestar-z/blst";
import { getClient } from "@lodestar/api";
import { chainConfigFromJson, createBeaconConfig } from "@lodestar/config";
import * as params from "@lodestar/params";
import { ssz } from "@lodestar/types";
import { createHash } from "node:crypto";

const [baseUrl, wire, count, firstEpoch, lastEpoch] = [process.argv[2], process.argv[3], ...process.argv.slice(4).map(Number)];
const SLOTS = params.SLOTS_PER_EPOCH;
const TOPICS = ["head", "block", "execution_payload_available"];
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const keys = Array.from({ length: count }, (_, index) => {
  const seed = Buffer.alloc(32);
  seed.writeUInt32LE(index);
  const number = BigInt(`0x${createHash("sha256").update(seed).digest().reverse().toString("hex")}`) % order;
  return blst.SecretKey.fromBytes(Buffer.from(number.toString(16).padStart(64, "0"), "hex"));
});
const indices = keys.map((_, index) => index);
const calls = new Map();

// Where a node does not take a body in SSZ the client gives it in JSON instead, and says nothing: here it does.
const takeSsz = [
  "/eth/v1/validator/proposer_preferences", "/eth/v2/validator/aggregate_and_proofs", "/eth/v4/validator/blocks/", "/eth/v2/beacon/blocks",
  "/eth/v1/beacon/execution_payload_envelopes", "/eth/v2/beacon/pool/attestations", "/eth/v1/beacon/pool/payload_attestations",
];
const plain = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  const response = await plain(url, init);
  const { pathname } = new URL(url instanceof Request ? url.url : url);
  if (response.status === 415 && takeSsz.some((path) => pathname.startsWith(path))) say({ call: pathname, problem: "SSZ is not taken" });
  return response;
};

// Each answer has to be the one that its route promises: a value in the format that was asked for.
async function call(name, request, of = api.validator) {
  const told = calls.get(name) ?? { json: 0, ssz: 0 };
  told.times = (told.times ?? 0) + 1;
  const format = wire !== "both" ? wire : told.times % 2 ? "json" : "ssz";
  calls.set(name, told);
  const init = { requestWireFormat: format, responseWireFormat: format, timeoutMs: 20_000 };
  try {
    const response = await of[name](request, init);
    if (!response.ok) throw response.error();
    const got = response.wireFormat() ?? format;
    told[got === format ? format : "other"] = (told[got === format ? format : "other"] ?? 0) + 1;
    return response;
  } catch (error) {
    say({ call: name, format, problem: String(error.message ?? error), request: text(request) });
    return null;
  }
}
const text = (value) => JSON.stringify(value, (_, item) =>
  typeof item === "bigint" ? String(item) : item instanceof Uint8Array ? Buffer.from(item).toString("hex") : item)?.slice(0, 300);
async function expect(name, holds, what) {
  if (!holds) say({ call: name, problem: what });
}

let api = getClient({ baseUrl }, { config: createBeaconConfig(chainConfigFromJson({ PRESET_BASE: "minimal" }), new Uint8Array(32)) });
const spec = (await api.config.getSpec()).value();
const genesis = (await api.beacon.getGenesis()).value();
const config = createBeaconConfig(chainConfigFromJson(spec), genesis.genesisValidatorsRoot);
api = getClient({ baseUrl }, { config });
const slotMs = Number(spec.SLOT_DURATION_MS);
const due = (slot, points) => (genesis.genesisTime * 1000) + ((slot + (points / 10_000)) * slotMs);
const until = (time) => new Promise((done) => setTimeout(done, Math.max(0, time - Date.now())));

function sign(index, type, value, domainType, slot) {
  const objectRoot = type.hashTreeRoot(value);
  const domain = config.getDomain(slot, domainType, slot);
  return keys[index].sign(ssz.phase0.SigningData.hashTreeRoot({ objectRoot, domain })).toBytes();
}
const epochOf = (slot) => Math.floor(slot / SLOTS);
const hashOf = (signature) => createHash("sha256").update(signature).digest().readBigUInt64LE();
const hex = (bytes) => Buffer.from(bytes).toString("hex");

const events = new Map();
const stop = new AbortController();
await api.events.eventstream({
  topics: TOPICS,
  signal: stop.signal,
  onEvent: ({ type }) => events.set(type, (events.get(type) ?? 0) + 1),
  onError: (error) => stop.signal.aborted || say({ call: "eventstream", problem: String(error.message ?? error) }),
});

const plans = new Map();
async function plan(epoch) {
  const [attester, proposer, sync, ptc] = await Promise.all([
    call("getAttesterDuties", { epoch, indices }),
    call("getProposerDutiesV2", { epoch }),
    call("getSyncCommitteeDuties", { epoch, indices }),
    call("getPtcDuties", { epoch, indices }),
  ]);
  await call("getProposerDuties", { epoch });
  const duties = { attester: attester.value(), proposer: proposer.value(), sync: sync.value(), ptc: ptc.value() };
  await expect("getProposerDutiesV2", duties.proposer.length === SLOTS, `${duties.proposer.length} proposers`);
  await expect("getAttesterDuties", duties.attester.length === count, `${duties.attester.length} attesters`);
  await expect("getAttesterDuties", hex(attester.meta().dependentRoot ?? "").length >= 64, "no dependent root");
  await call("prepareBeaconCommitteeSubnet", {
    subscriptions: duties.attester.map((duty) => ({ ...duty, isAggregator: true })),
  });
  await call("prepareSyncCommitteeSubnets", {
    subscriptions: duties.sync.map((duty) => (
      { validatorIndex: duty.validatorIndex, syncCommitteeIndices: duty.validatorSyncCommitteeIndices, untilEpoch: epoch + 1 })),
  });
  const ahead = duties.proposer.filter((duty) => due(duty.slot, 0) > Date.now() + (slotMs / 2)).map((duty) => {
    const message = {
      dependentRoot: Buffer.from(String(proposer.meta().dependentRoot).replace("0x", ""), "hex"),
      proposalSlot: duty.slot,
      validatorIndex: duty.validatorIndex,
      feeRecipient: new Uint8Array(20).fill(0xaa),
      targetGasLimit: 45_000_000n,
    };
    const type = ssz.gloas.ProposerPreferences;
    return { message, signature: sign(duty.validatorIndex, type, message, params.DOMAIN_PROPOSER_PREFERENCES, duty.slot) };
  });
  if (ahead.length > 0) await call("submitProposerPreferences", { signedProposerPreferences: ahead });
  plans.set(epoch, duties);
}

async function prepare() {
  const proposers = indices.map((index) => ({ validatorIndex: index, feeRecipient: `0x${"aa".repeat(20)}` }));
  await call("prepareBeaconProposer", { proposers });
}

async function propose(slot) {
  const duty = plans.get(epochOf(slot)).proposer.find((one) => one.slot === slot);
  const index = duty.validatorIndex;
  const randaoReveal = sign(index, ssz.Epoch, epochOf(slot), params.DOMAIN_RANDAO, slot);
  const includePayload = slot % 2 === 0;
  const made = await call("produceBlockV4", {
    slot, randaoReveal, graffiti: "typed", includePayload, builderConfig: { minBid: 0n, builderBoostFactor: 100n, builders: [] },
  });
  if (made === null) return;
  await expect("produceBlockV4", made.meta().executionPayloadIncluded === includePayload, "the payload is not as it was asked for");
  const value = made.value();
  const block = includePayload ? value.block : value;
  const signature = sign(index, ssz.gloas.BeaconBlock, block, params.DOMAIN_BEACON_PROPOSER, slot);
  await call("publishBlockV2", { signedBlockContents: { signedBlock: { message: block, signature } } }, api.beacon);
  const beaconBlockRoot = ssz.gloas.BeaconBlock.hashTreeRoot(block);
  const envelope = includePayload
    ? value.executionPayloadEnvelope
    : (await call("getExecutionPayloadEnvelope", { slot, beaconBlockRoot }))?.value();
  if (!envelope) return;
  const type = ssz.gloas.ExecutionPayloadEnvelope;
  const signed = { message: envelope, signature: sign(index, type, envelope, params.DOMAIN_BEACON_BUILDER, slot) };
  await call("publishExecutionPayloadEnvelope", {
    signedEnvelopeOrContents: includePayload
      ? { signedExecutionPayloadEnvelope: signed, kzgProofs: value.kzgProofs, blobs: value.blobs }
      : signed,
  }, api.beacon);
}

async function attest(slot) {
  const duties = plans.get(epochOf(slot));
  const data = (await call("produceAttestationData", { slot, committeeIndex: 0 }))?.value();
  const mine = duties.attester.filter((duty) => duty.slot === slot);
  if (data) {
    await call("submitPoolAttestationsV2", {
      signedAttestations: mine.map((duty) => ({
        committeeIndex: duty.committeeIndex,
        attesterIndex: duty.validatorIndex,
        data,
        signature: sign(duty.validatorIndex, ssz.phase0.AttestationData, data, params.DOMAIN_BEACON_ATTESTER, slot),
      })),
    }, api.beacon);
  }
  const head = (await call("getBlockRoot", { blockId: "head" }, api.beacon))?.value().root;
  if (head) {
    await call("submitPoolSyncCommitteeSignatures", {
      signatures: duties.sync.map((duty) => ({
        slot,
        beaconBlockRoot: head,
        validatorIndex: duty.validatorIndex,
        signature: sign(duty.validatorIndex, ssz.Root, head, params.DOMAIN_SYNC_COMMITTEE, slot),
      })),
    }, api.beacon);
  }
  return { data, head, mine };
}

async function aggregate(slot, { data, head, mine }) {
  if (data) {
    const committees = new Map();
    for (const duty of mine) {
      const selectionProof = sign(duty.validatorIndex, ssz.Slot, slot, params.DOMAIN_SELECTION_PROOF, slot);
      const modulo = BigInt(Math.max(1, Math.floor(duty.committeeLength / params.TARGET_AGGREGATORS_PER_COMMITTEE)));
      if (hashOf(selectionProof) % modulo === 0n) committees.set(duty.committeeIndex, { duty, selectionProof });
    }
    const attestationDataRoot = ssz.phase0.AttestationData.hashTreeRoot(data);
    const signed = [];
    for (const [committeeIndex, { duty, selectionProof }] of committees) {
      const made = await call("getAggregatedAttestationV2", { attestationDataRoot, slot, committeeIndex });
      if (made === null) continue;
      const message = { aggregatorIndex: duty.validatorIndex, aggregate: made.value(), selectionProof };
      await expect("getAggregatedAttestationV2", made.meta().version === "gloas", `the version ${made.meta().version}`);
      const type = ssz.gloas.AggregateAndProof;
      signed.push({ message, signature: sign(duty.validatorIndex, type, message, params.DOMAIN_AGGREGATE_AND_PROOF, slot) });
    }
    if (signed.length > 0) await call("publishAggregateAndProofsV2", { signedAggregateAndProofs: signed });
  }
  if (!head) return;
  const size = params.SYNC_COMMITTEE_SUBNET_SIZE;
  const seats = new Map();
  for (const duty of plans.get(epochOf(slot)).sync) {
    for (const seat of duty.validatorSyncCommitteeIndices) {
      const subcommitteeIndex = Math.floor(seat / size);
      const type = ssz.altair.SyncAggregatorSelectionData;
      const domain = params.DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF;
      const selectionProof = sign(duty.validatorIndex, type, { slot, subcommitteeIndex }, domain, slot);
      const modulo = BigInt(Math.max(1, Math.floor(size / params.TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE)));
      if (hashOf(selectionProof) % modulo === 0n) seats.set(subcommitteeIndex, { index: duty.validatorIndex, selectionProof });
    }
  }
  const signed = [];
  for (const [subcommitteeIndex, { index, selectionProof }] of seats) {
    const made = await call("produceSyncCommitteeContribution", { slot, subcommitteeIndex, beaconBlockRoot: head });
    if (made === null) continue;
    const message = { aggregatorIndex: index, contribution: made.value(), selectionProof };
    const type = ssz.altair.ContributionAndProof;
    signed.push({ message, signature: sign(index, type, message, params.DOMAIN_CONTRIBUTION_AND_PROOF, slot) });
  }
  if (signed.length > 0) await call("publishContributionAndProofs", { contributionAndProofs: signed });
}

async function voteOnPayload(slot) {
  const members = plans.get(epochOf(slot)).ptc.filter((duty) => duty.slot === slot);
  if (members.length === 0) return;
  const data = (await call("producePayloadAttestationData", { slot }))?.value();
  if (!data) return;
  await expect("producePayloadAttestationData", data.payloadPresent, `no payload in slot ${slot}`);
  const unique = [...new Set(members.map((duty) => duty.validatorIndex))];
  await call("submitPayloadAttestationMessages", {
    payloadAttestationMessages: unique.map((validatorIndex) => ({
      validatorIndex,
      data,
      signature: sign(validatorIndex, ssz.gloas.PayloadAttestationData, data, params.DOMAIN_PTC_ATTESTER, slot),
    })),
  }, api.beacon);
}

async function others(epoch) {
  await call("getNodeVersion", undefined, api.node);
  await call("getSyncingStatus", undefined, api.node);
  await call("getStateFork", { stateId: "head" }, api.beacon);
  const pubkeys = keys.map((key) => key.toPublicKey().toHex());
  const found = await call("postStateValidators", { stateId: "head", validatorIds: pubkeys }, api.beacon);
  await expect("postStateValidators", found?.value().length === count, `${found?.value().length} validators`);
  if (epoch < 1) return;
  const live = await call("getLiveness", { epoch: epoch - 1, indices });
  const silent = live?.value().filter((one) => !one.isLive).map((one) => one.index) ?? [];
  await expect("getLiveness", epoch - 1 < firstEpoch || silent.length === 0, `validators ${silent} voted, and are said to be silent`);
}

// A node without middleware says that it has none.
async function selections(slot) {
  const selectionProof = sign(0, ssz.Slot, slot, params.DOMAIN_SELECTION_PROOF, slot);
  for (const [name, selection] of [
    ["submitBeaconCommitteeSelections", { validatorIndex: 0, slot, selectionProof }],
    ["submitSyncCommitteeSelections", { validatorIndex: 0, slot, subcommitteeIndex: 0, selectionProof }],
  ]) {
    const response = await api.validator[name]({ selections: [selection] }, { requestWireFormat: "json" });
    await expect(name, response.status === 501, `the status ${response.status}`);
  }
}

const underWay = [];
const begun = Math.max(0, Math.floor((Date.now() - due(0, 0)) / slotMs));
await until(due(begun, 0));
await prepare();
await plan(epochOf(begun));
await plan(epochOf(begun) + 1);
for (let slot = begun + 1; slot < (lastEpoch + 1) * SLOTS; slot++) {
  await until(due(slot, 0));
  underWay.push(propose(slot));
  await until(due(slot, Number(spec.ATTESTATION_DUE_BPS_GLOAS)));
  const voted = attest(slot);
  await until(due(slot, Number(spec.AGGREGATE_DUE_BPS_GLOAS)));
  underWay.push(voted.then((votes) => aggregate(slot, votes)));
  if (slot % SLOTS === SLOTS - 2) underWay.push(plan(epochOf(slot) + 1));
  await until(due(slot, Number(spec.PAYLOAD_ATTESTATION_DUE_BPS)));
  underWay.push(voteOnPayload(slot));
  if (slot % (SLOTS / 2) === 0) underWay.push(prepare(), others(epochOf(slot)), selections(slot));
}
await Promise.all(underWay);
stop.abort();
for (const topic of TOPICS) await expect("eventstream", events.get(topic) > 0, `no event of ${topic}`);
say({ done: true, calls: Object.fromEntries(calls), events: Object.fromEntries(events) });
process.exit(0);
