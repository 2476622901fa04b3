using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Interop.Tests.Keys.Stub;

/// <summary>Computes what is signed by a request alone, as a signer does that knows nothing of the chain but its configuration.</summary>
internal static class StubSigningRoot
{
    private static readonly DomainType ApplicationBuilder = new([0, 0, 0, 1]);
    private static readonly DomainType BuilderRequestAuth = new([0x0b, 0, 0, 1]);

    public static Root Of(JsonElement request, ChainSpec spec)
    {
        var type = request.GetProperty("type").GetString();
        return type switch
        {
            "BLOCK_V2" => Block(request, spec),
            "ATTESTATION" => Attestation(request, spec),
            "RANDAO_REVEAL" => Number(request, Constants.DomainRandao, At(request, "randao_reveal", "epoch"), isEpoch: true, spec),
            "AGGREGATION_SLOT" =>
                Number(request, Constants.DomainSelectionProof, At(request, "aggregation_slot", "slot"), isEpoch: false, spec),
            "AGGREGATE_AND_PROOF_V2" => Versioned<AggregateAndProof>(
                request, "aggregate_and_proof", Constants.DomainAggregateAndProof, static message => message.Aggregate.Data.Slot, spec),
            "SYNC_COMMITTEE_MESSAGE" => SyncCommitteeMessage(request, spec),
            "SYNC_COMMITTEE_SELECTION_PROOF" => Plain<SyncAggregatorSelectionData>(
                request,
                "sync_aggregator_selection_data",
                Constants.DomainSyncCommitteeSelectionProof,
                data => data.Slot / spec.Preset.SlotsPerEpoch,
                spec),
            "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF" => Plain<ContributionAndProof>(
                request,
                "contribution_and_proof",
                Constants.DomainContributionAndProof,
                message => message.Contribution.Slot / spec.Preset.SlotsPerEpoch,
                spec),
            "VOLUNTARY_EXIT" => Plain<VoluntaryExit>(
                request, "voluntary_exit", Constants.DomainVoluntaryExit, static message => message.Epoch, spec),
            "PAYLOAD_ATTESTATION_MESSAGE" => Versioned<PayloadAttestationData>(
                request, "payload_attestation_message", Constants.DomainPtcAttester, static data => data.Slot, spec),
            "EXECUTION_PAYLOAD_BID" => Versioned<ExecutionPayloadBid>(
                request, "execution_payload_bid", Constants.DomainBeaconBuilder, static bid => bid.Slot, spec),
            "EXECUTION_PAYLOAD_ENVELOPE" => Versioned<ExecutionPayloadEnvelope>(
                request, "execution_payload_envelope", Constants.DomainBeaconBuilder, static message => message.Payload.SlotNumber, spec),
            "PROPOSER_PREFERENCES" => Versioned<ProposerPreferences>(
                request, "proposer_preferences", Constants.DomainProposerPreferences, static message => message.ProposalSlot, spec),
            "DEPOSIT" => Deposit(request, spec),
            "VALIDATOR_REGISTRATION" => Registration(request, spec),
            "BUILDER_REQUEST_AUTH" => BuilderRequest(request, spec),
            _ => throw new InvalidOperationException($"the stub does not know {type}"),
        };
    }

    private static ulong At(JsonElement request, params string[] path) => ulong.Parse(
        path.Aggregate(request, static (element, name) => element.GetProperty(name)).GetString()!, CultureInfo.InvariantCulture);

    private static T Decode<T>(JsonElement json, SszContext context)
        where T : ISszType<T>
    {
        SszFailure failure = default;
        return T.TryReadJson(json, context, out var value, ref failure)
            ? value
            : throw new InvalidOperationException($"the request has no {typeof(T).Name}");
    }

    // `get_domain` by the fork that the request carries.
    private static Domain DomainOf(JsonElement request, DomainType type, Epoch epoch)
    {
        var info = request.GetProperty("fork_info");
        var fork = info.GetProperty("fork");
        var version = epoch < At(fork, "epoch") ? fork.GetProperty("previous_version") : fork.GetProperty("current_version");
        return Misc.ComputeDomain(
            type, Bytes4.Parse(version.GetString()!), Root.Parse(info.GetProperty("genesis_validators_root").GetString()!));
    }

    private static Root Block(JsonElement request, ChainSpec spec)
    {
        var block = request.GetProperty("beacon_block");
        var fork = ForkOf(block);
        if (block.TryGetProperty("block_header", out var json))
        {
            var header = Decode<BeaconBlockHeader>(json, spec.Ssz(fork));
            var domain = DomainOf(request, Constants.DomainBeaconProposer, header.Slot / spec.Preset.SlotsPerEpoch);
            return Misc.ComputeSigningRoot(header, domain, spec.Ssz(fork));
        }

        var whole = Decode<BeaconBlock>(block.GetProperty("block"), spec.Ssz(fork));
        return Misc.ComputeSigningRoot(
            whole, DomainOf(request, Constants.DomainBeaconProposer, whole.Slot / spec.Preset.SlotsPerEpoch), spec.Ssz(fork));
    }

    private static Root Attestation(JsonElement request, ChainSpec spec)
    {
        var data = Decode<AttestationData>(request.GetProperty("attestation"), spec.Ssz(ForkName.Phase0));
        return Misc.ComputeSigningRoot(data, DomainOf(request, Constants.DomainBeaconAttester, data.Target.Epoch), spec.Ssz(default));
    }

    private static Root Number(JsonElement request, DomainType type, ulong number, bool isEpoch, ChainSpec spec) =>
        Misc.ComputeSigningRoot(number, DomainOf(request, type, isEpoch ? number : number / spec.Preset.SlotsPerEpoch));

    private static Root SyncCommitteeMessage(JsonElement request, ChainSpec spec)
    {
        var message = request.GetProperty("sync_committee_message");
        var epoch = At(message, "slot") / spec.Preset.SlotsPerEpoch;
        var root = Root.Parse(message.GetProperty("beacon_block_root").GetString()!);
        return Misc.ComputeSigningRoot(root, DomainOf(request, Constants.DomainSyncCommittee, epoch));
    }

    private static Root Plain<T>(JsonElement request, string name, DomainType type, Func<T, Epoch> epochOf, ChainSpec spec)
        where T : ISszType<T>
    {
        var ssz = spec.Ssz(ForkName.Altair);
        var message = Decode<T>(request.GetProperty(name), ssz);
        return Misc.ComputeSigningRoot(message, DomainOf(request, type, epochOf(message)), ssz);
    }

    private static Root Versioned<T>(JsonElement request, string name, DomainType type, Func<T, Slot> slotOf, ChainSpec spec)
        where T : ISszType<T>
    {
        var outer = request.GetProperty(name);
        var ssz = spec.Ssz(ForkOf(outer));
        var message = Decode<T>(outer.GetProperty("data"), ssz);
        return Misc.ComputeSigningRoot(message, DomainOf(request, type, slotOf(message) / spec.Preset.SlotsPerEpoch), ssz);
    }

    private static Root Deposit(JsonElement request, ChainSpec spec)
    {
        var deposit = request.GetProperty("deposit");
        var message = new DepositMessage
        {
            Pubkey = BLSPubkey.Parse(deposit.GetProperty("pubkey").GetString()!),
            WithdrawalCredentials = Bytes32.Parse(deposit.GetProperty("withdrawal_credentials").GetString()!),
            Amount = At(deposit, "amount"),
        };
        var version = Bytes4.Parse(deposit.GetProperty("genesis_fork_version").GetString()!);
        return Misc.ComputeSigningRoot(message, Misc.ComputeDomain(Constants.DomainDeposit, version, Root.Zero), spec.Ssz(default));
    }

    // Four fields: hash_tree_root of a container by hand, since the protocol has none of the name.
    private static Root Registration(JsonElement request, ChainSpec spec)
    {
        var registration = request.GetProperty("validator_registration");
        var pubkey = BLSPubkey.Parse(registration.GetProperty("pubkey").GetString()!).AsSpan();
        var recipient = ExecutionAddress.Parse(registration.GetProperty("fee_recipient").GetString()!);
        var root = Merkle.HashPair(
            Merkle.HashPair(Padded(recipient.AsSpan()), Padded(LittleEndian(At(registration, "gas_limit")))),
            Merkle.HashPair(
                Padded(LittleEndian(At(registration, "timestamp"))), Merkle.HashPair(new Root(pubkey[..32]), Padded(pubkey[32..]))));
        return Misc.ComputeSigningRoot(root, Misc.ComputeDomain(spec.Config, ApplicationBuilder));
    }

    // ByteList of at most 4,096 bytes (128 chunks), and a slot.
    private static Root BuilderRequest(JsonElement request, ChainSpec spec)
    {
        var auth = request.GetProperty("builder_request_auth").GetProperty("data");
        var data = Convert.FromHexString(auth.GetProperty("data").GetString()!.AsSpan(2));
        var level = Enumerable.Range(0, 128)
            .Select(at => Padded(at * 32 < data.Length ? data.AsSpan(at * 32, Math.Min(32, data.Length - (at * 32))) : []))
            .ToList();
        while (level.Count > 1)
        {
            level = [.. Enumerable.Range(0, level.Count / 2).Select(at => Merkle.HashPair(level[2 * at], level[(2 * at) + 1]))];
        }

        var list = Merkle.HashPair(level[0], Padded(LittleEndian((ulong)data.Length)));
        return Misc.ComputeSigningRoot(
            Merkle.HashPair(list, Padded(LittleEndian(At(auth, "slot")))), Misc.ComputeDomain(spec.Config, BuilderRequestAuth));
    }

    private static ForkName ForkOf(JsonElement versioned) =>
        ForkNames.All.Single(fork => fork.Text().ToUpperInvariant() == versioned.GetProperty("version").GetString());

    private static byte[] LittleEndian(ulong number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return bytes;
    }

    private static Root Padded(ReadOnlySpan<byte> bytes)
    {
        Span<byte> chunk = stackalloc byte[32];
        chunk.Clear();
        bytes.CopyTo(chunk);
        return new Root(chunk);
    }
}
