using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Tests.Conformance;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.LightClient;

/// <summary>What the reference tests leave out: updates that must be refused, each a good one with one thing changed.</summary>
public sealed class LightClientSyncTests
{
    private static readonly ImmediateVerifier Verifier = new(new ManagedBls());

    public static TheoryData<ForkName> Forks =>
        [ForkName.Altair, ForkName.Capella, ForkName.Deneb, ForkName.Electra, ForkName.Fulu, ForkName.Gloas];

    [Theory]
    [MemberData(nameof(Forks))]
    public void Every_part_of_an_update_counts(ForkName fork)
    {
        var (store, update, slot, root) = FirstUpdate(fork);
        Assert.Null(Process(store, update, slot, root, out var after));
        Assert.NotEqual(store, after);

        var header = update.AttestedHeader;
        var bits = update.SyncAggregate.SyncCommitteeBits;
        LightClientUpdate[] wrong =
        [
            update with { SignatureSlot = slot + 1 },
            update with { SignatureSlot = header.Beacon.Slot },
            update with { AttestedHeader = header with { Beacon = header.Beacon with { StateRoot = Flip(header.Beacon.StateRoot) } } },
            update with
            {
                AttestedHeader = header with { Beacon = header.Beacon with { ProposerIndex = header.Beacon.ProposerIndex + 1 } }
            },
            update with { NextSyncCommitteeBranch = Flip(update.NextSyncCommitteeBranch) },
            update with { NextSyncCommittee = store.CurrentSyncCommittee with { AggregatePubkey = default } },
            update with { FinalityBranch = Flip(update.FinalityBranch) },
            update with { FinalizedHeader = header },
            update with { FinalityBranch = LightClientUpdate.Default(store.Context).FinalityBranch },
            update with { SyncAggregate = update.SyncAggregate with { SyncCommitteeBits = bits.SetItem(0, !bits[0]) } },
            update with { SyncAggregate = update.SyncAggregate with { SyncCommitteeSignature = default } },
        ];
        if (fork >= ForkName.Capella)
        {
            wrong = [.. wrong, update with { AttestedHeader = header with { ExecutionBranch = Flip(header.ExecutionBranch) } }];
        }

        for (var i = 0; i < wrong.Length; i++)
        {
            Assert.True(Process(store, wrong[i], slot, root, out after) is not null, $"change {i} was accepted");
            Assert.Same(store, after);
        }

        Assert.NotNull(Process(store, update, header.Beacon.Slot, root, out _));
        Assert.NotNull(Process(store, update, slot, Flip(root), out _));
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public void ObjectsOfAnotherFormAreRefused(ForkName fork)
    {
        var (store, update, slot, root) = FirstUpdate(fork);
        var spec = store.Context.Spec;
        var header = update.AttestedHeader;
        foreach (var other in Enum.GetValues<ForkName>()
            .Where(other => other >= ForkName.Altair && LightClientForms.FormOf(other) != LightClientForms.FormOf(fork)))
        {
            var form = LightClientUpdate.Default(spec.Ssz(other));
            LightClientUpdate[] wrong =
            [
                update with { AttestedHeader = form.AttestedHeader with { Beacon = header.Beacon } },
                update with { FinalizedHeader = form.FinalizedHeader with { Beacon = update.FinalizedHeader.Beacon } },
                update with { NextSyncCommitteeBranch = [default, .. update.NextSyncCommitteeBranch] },
                update with { FinalityBranch = [default, .. update.FinalityBranch] },
                update with { SyncAggregate = update.SyncAggregate with { SyncCommitteeBits = BitList.Zeros(3) } },
                update with { NextSyncCommittee = new SyncCommittee { Pubkeys = [] } },
            ];
            for (var i = 0; i < wrong.Length; i++)
            {
                var refusal = Process(store, wrong[i], slot, root, out var after);
                var isHeader = i < 2;
                var isOtherForm = !isHeader || Header(fork) != Header(other);
                Assert.True(
                    isOtherForm == (refusal?.Reason.Contains("IsOfForm", StringComparison.Ordinal) == true),
                    $"change {i} of {other}: {refusal}");
                Assert.True(refusal is null || ReferenceEquals(store, after));
            }

            var bootstrap = LightClientBootstrap.Default(spec.Ssz(other));
            Assert.Equal(Header(fork) == Header(other) && Depth(fork) == Depth(other), LightClientForms.IsOfForm(bootstrap, store.Context));
        }

        static int Header(ForkName of) => of < ForkName.Capella ? 0 : of < ForkName.Gloas ? 1 : 2;
        static int Depth(ForkName of) => of < ForkName.Electra ? 0 : of < ForkName.Gloas ? 1 : 2;
    }

    [Fact]
    public void AnExecutionHeaderThatTheStoresForkCannotVerifyIsNotTaken()
    {
        // An altair store looks at no execution part, so there must be none.
        var (store, update, slot, root) = FirstUpdate(ForkName.Altair);
        var execution = ExecutionPayloadHeader.Default(store.Context.Spec.Ssz(ForkName.Deneb)) with { GasUsed = 7 };
        Assert.NotNull(
            Process(store, update with { AttestedHeader = update.AttestedHeader with { Execution = execution } }, slot, root, out _));
        Assert.NotNull(
            Process(store, update with { AttestedHeader = update.AttestedHeader with { ExecutionBlockHash = root } }, slot, root, out _));

        // Nor may it be of a slot whose fork has one.
        var spec = new ChainSpec(
            store.Context.Preset, store.Context.Spec.Config with { AltairForkEpoch = 0, BellatrixForkEpoch = 0, CapellaForkEpoch = 0 });
        Assert.NotNull(Process(store with { Context = spec.Ssz(ForkName.Altair) }, update, slot, root, out _));
    }

    private static Refusal? Process(LightClientStore store, LightClientUpdate update, Slot slot, Root root, out LightClientStore after) =>
        LightClientSync.ProcessLightClientUpdate(store, update, slot, root, Verifier, out after);

    private static (LightClientStore Store, LightClientUpdate Update, Slot Slot, Root GenesisValidatorsRoot) FirstUpdate(ForkName fork)
    {
        foreach (var path in ReferenceCases.Of("light_client").Where(static path => path.Handler == "sync"))
        {
            var test = new TestCase(path);
            var root = test.Meta["genesis_validators_root"].Root;
            var step = test.Yaml("steps.yaml").Items[0].TryGet("process_update");
            if (step is null
                || test.Spec.ForkOfDigest(root, test.Meta["bootstrap_fork_digest"].Bytes4) is not { } bootstrapFork
                || bootstrapFork > fork
                || test.Spec.ForkOfDigest(root, step["update_fork_digest"].Bytes4) is not { } updateFork
                || updateFork > fork
                || path.ForkName > fork)
            {
                continue;
            }

            // No carried case begins with an update of capella; one of altair brought forward does as well.
            var context = test.Spec.Ssz(fork);
            var update = LightClientUpgrades.Upgrade(
                test.Read<LightClientUpdate>(step["update"].Text, test.Spec.Ssz(updateFork)), updateFork, context);
            if (LightClientUpdates.IsFinalityUpdate(update)
                && update.FinalizedHeader.Beacon.Slot > Constants.GenesisSlot
                && LightClientUpdates.IsSyncCommitteeUpdate(update)
                && (updateFork == fork || fork == ForkName.Capella))
            {
                var bootstrap = LightClientUpgrades.Upgrade(
                    test.Read<LightClientBootstrap>("bootstrap", test.Spec.Ssz(bootstrapFork)), bootstrapFork, context);
                var (store, refusal) = LightClientSync.InitializeLightClientStore(test.Meta["trusted_block_root"].Root, bootstrap, context);
                Assert.Null(refusal);
                return (store!, update, step["current_slot"].UInt64, root);
            }
        }

        throw new InvalidOperationException($"the carried cases have no first update of {fork} with finality and a sync committee");
    }

    private static Root Flip(Root root)
    {
        var bytes = root.ToArray();
        bytes[7] ^= 1;
        return new Root(bytes);
    }

    private static SszList<Bytes32> Flip(SszList<Bytes32> branch) => branch.SetItem(branch.Count - 1, Flip(branch[^1]));
}
