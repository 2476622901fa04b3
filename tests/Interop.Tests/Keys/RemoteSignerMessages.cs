using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>What tests have a signer elsewhere sign: a message of each type in each fork, and the root that its signature is of.</summary>
internal static class RemoteSignerMessages
{
    // An epoch a fork, altair in epoch 1, so that both versions of a fork's first epoch differ.
    public static readonly ChainSpec Spec = SpecOf();
    public static readonly Root Chain = new([.. new byte[31], 7]);
    public static readonly LocalSigner Keys = new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 2));

    public static ChainSpec SpecOf(int epochsAFork = 1)
    {
        string[] forks = ["ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU", "GLOAS"];
        var yaml = "PRESET_BASE: minimal\nCONFIG_NAME: signer\n"
            + string.Concat(forks.Select((fork, index) => $"{fork}_FORK_EPOCH: {(index + 1) * epochsAFork}\n"));
        Assert.True(ChainConfig.TryParse(yaml, out var config, out _));
        return new ChainSpec(Preset.Minimal, config);
    }

    public static ToSign.Other Randao() => Other(Constants.DomainRandao, 0, NumberRoot(0), new SigningContent.RandaoReveal(0));

    public static Root SigningRootOf(ToSign message, ForkName fork) => Misc.ComputeSigningRoot(
        message switch
        {
            ToSign.Block { Whole: { } whole } => whole.HashTreeRoot(Spec.Ssz(fork)),
            ToSign.Block block => block.Header.HashTreeRoot(Spec.Ssz(fork)),
            ToSign.Attestation vote => vote.Data.HashTreeRoot(Spec.Ssz(fork)),
            ToSign.Other other => other.ObjectRoot,
            _ => throw new ArgumentOutOfRangeException(nameof(message)),
        },
        message.Domain);

    private static Domain DomainOf(DomainType type, Epoch epoch) => Misc.ComputeDomain(type, Spec.ForkVersion(Spec.ForkAt(epoch)), Chain);

    private static ToSign.Other Other(DomainType type, Epoch epoch, Root root, SigningContent content) =>
        new(Keys.Pubkeys[0], root, DomainOf(type, epoch), content);

    private static Root NumberRoot(ulong number)
    {
        var chunk = new byte[32];
        BitConverter.TryWriteBytes(chunk, number);
        return new Root(chunk);
    }

    public static IEnumerable<ToSign> All(ForkName fork)
    {
        var (ssz, key, epoch) = (Spec.Ssz(fork), Keys.Pubkeys[0], (ulong)fork);
        var slot = (epoch * Spec.Preset.SlotsPerEpoch) + 3;
        var signature = Keys.Sign(key, Root.Zero);
        var header = new BeaconBlockHeader { Slot = slot, ProposerIndex = 9, ParentRoot = Chain, StateRoot = Chain, BodyRoot = Chain };
        if (fork < ForkName.Bellatrix)
        {
            var body = BeaconBlockBody.Default(ssz) with { RandaoReveal = signature };
            var whole = new BeaconBlock { Slot = slot, ProposerIndex = 9, ParentRoot = Chain, StateRoot = Chain, Body = body };
            yield return new ToSign.Block(
                key, header with { BodyRoot = body.HashTreeRoot(ssz) }, DomainOf(Constants.DomainBeaconProposer, epoch), whole);
        }
        else
        {
            yield return new ToSign.Block(key, header, DomainOf(Constants.DomainBeaconProposer, epoch));
        }

        var data = new AttestationData
        {
            Slot = slot,
            Index = 1,
            BeaconBlockRoot = Chain,
            Source = new Checkpoint { Epoch = 1, Root = Chain },
            Target = new Checkpoint { Epoch = epoch, Root = Chain },
        };
        yield return new ToSign.Attestation(key, data, DomainOf(Constants.DomainBeaconAttester, epoch));
        yield return Other(Constants.DomainRandao, epoch, NumberRoot(epoch), new SigningContent.RandaoReveal(epoch));
        yield return Other(Constants.DomainSelectionProof, epoch, NumberRoot(slot), new SigningContent.AggregationSlot(epoch, slot));
        var aggregate = AggregateAndProof.Default(ssz) with { AggregatorIndex = 5, SelectionProof = signature };
        aggregate = aggregate with { Aggregate = aggregate.Aggregate with { Data = data, Signature = signature } };
        yield return Of(
            Constants.DomainAggregateAndProof, aggregate.HashTreeRoot(ssz), new SigningContent.Aggregate(epoch, aggregate));
        var exit = new VoluntaryExit { Epoch = epoch, ValidatorIndex = 4 };
        yield return Of(Constants.DomainVoluntaryExit, exit.HashTreeRoot(ssz), new SigningContent.Exit(epoch, exit));
        if (fork >= ForkName.Altair)
        {
            yield return Of(Constants.DomainSyncCommittee, Chain, new SigningContent.SyncCommitteeHead(epoch, slot, Chain));
            var selection = new SyncAggregatorSelectionData { Slot = slot, SubcommitteeIndex = 2 };
            yield return Of(
                Constants.DomainSyncCommitteeSelectionProof,
                selection.HashTreeRoot(ssz),
                new SigningContent.SyncCommitteeSelection(epoch, selection));
            var contribution = ContributionAndProof.Default(ssz) with { AggregatorIndex = 5, SelectionProof = signature };
            contribution = contribution with { Contribution = contribution.Contribution with { Slot = slot, BeaconBlockRoot = Chain } };
            yield return Of(
                Constants.DomainContributionAndProof,
                contribution.HashTreeRoot(ssz),
                new SigningContent.Contribution(epoch, contribution));
        }

        if (fork >= ForkName.Gloas)
        {
            foreach (var message in OfGloas(ssz, epoch, slot))
            {
                yield return message;
            }
        }

        ToSign.Other Of(DomainType type, Root root, SigningContent content) => Other(type, epoch, root, content);
    }

    private static IEnumerable<ToSign> OfGloas(SszContext ssz, Epoch epoch, Slot slot)
    {
        var key = Keys.Pubkeys[0];
        var vote = new PayloadAttestationData { Slot = slot, BeaconBlockRoot = Chain, PayloadPresent = true };
        yield return Other(Constants.DomainPtcAttester, epoch, vote.HashTreeRoot(ssz), new SigningContent.PayloadVote(epoch, vote));
        var bid = ExecutionPayloadBid.Default(ssz) with { Slot = slot, Value = 7, BuilderIndex = 3 };
        yield return Other(Constants.DomainBeaconBuilder, epoch, bid.HashTreeRoot(ssz), new SigningContent.Bid(epoch, bid));
        var envelope = ExecutionPayloadEnvelope.Default(ssz) with { BeaconBlockRoot = Chain };
        envelope = envelope with { Payload = envelope.Payload with { SlotNumber = slot } };
        yield return Other(
            Constants.DomainBeaconBuilder, epoch, envelope.HashTreeRoot(ssz), new SigningContent.Envelope(epoch, envelope));
        var preferences = new ProposerPreferences { ProposalSlot = slot, ValidatorIndex = 9, TargetGasLimit = 60_000_000 };
        yield return Other(
            Constants.DomainProposerPreferences, epoch, preferences.HashTreeRoot(ssz), new SigningContent.Preferences(epoch, preferences));
        var deposit = new DepositMessage { Pubkey = key, WithdrawalCredentials = Chain, Amount = 32_000_000_000 };
        yield return new ToSign.Other(
            key,
            deposit.HashTreeRoot(ssz),
            Misc.ComputeDomain(Spec.Config, Constants.DomainDeposit),
            new SigningContent.Deposit(epoch, deposit));
        yield return new ToSign.Other(
            key,
            RegistrationRoot(key),
            Misc.ComputeDomain(Spec.Config, new DomainType([0, 0, 0, 1])),
            new SigningContent.Registration(epoch, InteropGenesis.AddressOf(1), 60_000_000, 1_800_000_000, key));

        // The data is one chunk, of a list of 128.
        var data = ByteList.Create("builder.example"u8);
        yield return new ToSign.Other(
            key,
            BuilderRequestRoot(data, slot),
            Misc.ComputeDomain(Spec.Config, new DomainType([0x0b, 0, 0, 1])),
            new SigningContent.BuilderRequest(epoch, data, slot));
    }

    private static Root RegistrationRoot(BLSPubkey key) => Merkle.HashPair(
        Merkle.HashPair(new Root([.. InteropGenesis.AddressOf(1).AsSpan(), .. new byte[12]]), NumberRoot(60_000_000)),
        Merkle.HashPair(
            NumberRoot(1_800_000_000), Merkle.HashPair(new Root(key.AsSpan()[..32]), new Root([.. key.AsSpan()[32..], .. new byte[16]]))));

    private static Root BuilderRequestRoot(ByteList data, Slot slot)
    {
        var (root, zero) = (new Root([.. data.AsSpan(), .. new byte[32 - data.Length]]), Root.Zero);
        for (var depth = 0; depth < 7; depth++)
        {
            (root, zero) = (Merkle.HashPair(root, zero), Merkle.HashPair(zero, zero));
        }

        return Merkle.HashPair(Merkle.HashPair(root, NumberRoot((ulong)data.Length)), NumberRoot(slot));
    }
}
