using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// A tree of true blocks without votes, signed where it is asked for, on a genesis of some thousand validators, phase0 and from epoch 2 on
/// altair. Blocks differ in their graffiti.
/// </summary>
internal sealed class GrownChain
{
    public const int Validators = 3_000;
    private const int Keys = 8;
    private static readonly Lazy<BeaconState> Made = new(MakeGenesis);
    private byte _graffiti;

    public GrownChain()
    {
        Posts = new Dictionary<Root, BeaconState> { [Anchors.LatestBlockRoot(Genesis)] = Genesis };
        Roots = [.. Posts.Keys];
    }

    public static BeaconState Genesis => Made.Value;

    public static ChainSpec Spec => Genesis.Spec;

    /// <summary>The post-states of all blocks.</summary>
    public Dictionary<Root, BeaconState> Posts { get; }

    /// <summary>The roots of the blocks in the order in which they were made, that of genesis first.</summary>
    public List<Root> Roots { get; }

    /// <summary>A time in a slot, late enough for nothing to be boosted.</summary>
    public static DateTimeOffset In(Slot slot) =>
        DateTimeOffset.FromUnixTimeSeconds((long)(Genesis.GenesisTime + (slot * 6))) + TimeSpan.FromSeconds(5);

    /// <summary>Makes a block of a slot on another one; null where that is not before the slot.</summary>
    public (Root Root, SignedBeaconBlock Block)? Grow(Root parent, Slot slot, bool isSigned = false)
    {
        var state = Posts[parent];
        if (state.Slot >= slot)
        {
            return null;
        }

        var draft = StateTransition.AdvanceTo(state, slot, AcceptAllVerifier.Instance).Post!.Copy();
        var block = new BeaconBlock
        {
            Slot = slot,
            ParentRoot = parent,
            ProposerIndex = Accessors.GetBeaconProposerIndex(draft),
            Body = BeaconBlockBody.Default(draft.Ssz) with { Graffiti = new Bytes32([.. Enumerable.Repeat(++_graffiti, 32)]) },
        };
        if (isSigned)
        {
            var epoch = Accessors.GetCurrentEpoch(draft);
            var reveal = Misc.ComputeSigningRoot(epoch, Accessors.GetDomain(draft, Constants.DomainRandao));
            block = block with { Body = block.Body with { RandaoReveal = Sign(block.ProposerIndex, reveal) } };
            if (draft.ForkName >= ForkName.Altair)
            {
                var nobody = block.Body.SyncAggregate with { SyncCommitteeSignature = Constants.G2PointAtInfinity };
                block = block with { Body = block.Body with { SyncAggregate = nobody } };
            }
        }

        Assert(BlockProcessing.ProcessBlock(draft, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine()));
        draft.Freeze();
        block = block with { StateRoot = draft.HashTreeRoot() };
        var root = block.HashTreeRoot(draft.Ssz);
        Posts.Add(root, draft);
        Roots.Add(root);
        var signed = new SignedBeaconBlock { Message = block };
        return (root, isSigned ? signed with { Signature = Sign(block.ProposerIndex, SigningRootOf(draft, block)) } : signed);
    }

    private static Root SigningRootOf(BeaconState state, BeaconBlock block) =>
        Misc.ComputeSigningRoot(block, Accessors.GetDomain(state, Constants.DomainBeaconProposer), state.Ssz);

    private static BLSSignature Sign(ValidatorIndex index, Root signingRoot) =>
        ManagedBls.Shared.Sign(new Bytes32(InteropKeys.SecretKey(index % Keys)), signingRoot.AsSpan())!.Value;

    private static void Assert(Refusal? refusal) => Xunit.Assert.Null(refusal);

    private static BeaconState MakeGenesis()
    {
        var config = ChainConfig.Minimal with
        {
            AltairForkEpoch = 2,
            BellatrixForkEpoch = Constants.FarFutureEpoch,
            CapellaForkEpoch = Constants.FarFutureEpoch,
            DenebForkEpoch = Constants.FarFutureEpoch,
            ElectraForkEpoch = Constants.FarFutureEpoch,
            FuluForkEpoch = Constants.FarFutureEpoch,
            GloasForkEpoch = Constants.FarFutureEpoch,
            HezeForkEpoch = Constants.FarFutureEpoch,
        };
        var state = BeaconState.Default(new ChainSpec(Preset.Minimal, config).Ssz(ForkName.Phase0));
        state.GenesisTime = 1_700_000_000;
        var keys = Enumerable.Range(0, Keys)
            .Select(static index => ManagedBls.Shared.SkToPk(new Bytes32(InteropKeys.SecretKey((ulong)index)))!.Value)
            .ToArray();
        state.Validators = PersistentList<Validator>.From(Enumerable.Range(0, Validators).Select(index => new Validator
        {
            Pubkey = keys[index % keys.Length],
            EffectiveBalance = Preset.Minimal.MaxEffectiveBalance,
            ExitEpoch = Constants.FarFutureEpoch,
            WithdrawableEpoch = Constants.FarFutureEpoch,
        }));
        state.Balances = PersistentList<Gwei>.Repeat(Preset.Minimal.MaxEffectiveBalance, Validators);
        state.Fork = new Fork { PreviousVersion = config.GenesisForkVersion, CurrentVersion = config.GenesisForkVersion };
        state.LatestBlockHeader = new BeaconBlockHeader { BodyRoot = BeaconBlockBody.Default(state.Ssz).HashTreeRoot(state.Ssz) };
        state.Freeze();
        return state;
    }
}
