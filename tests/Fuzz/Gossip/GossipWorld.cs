using System.Collections.Concurrent;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Genesis;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;

namespace Consensoor.Fuzz.Gossip;

/// <summary>
/// A small chain of the minimal preset that begins in one fork and changes to the next at an epoch: real states (`process_slots`,
/// upgrades), blocks that change nothing but the header. There are missed slots, a branch, a block that failed validation, one whose
/// state was let go, and gloas blocks with and without their payload.
/// </summary>
internal sealed class GossipWorld
{
    internal const int Validators = 64;

    /// <summary>The epoch of the later fork.</summary>
    internal const ulong ForkEpoch = 3;

    /// <summary>
    /// The slots of the main chain that have a block; among those without are the first of an epoch and the first of the later fork.
    /// </summary>
    private static readonly ulong[] Slots = [1, 2, 3, 5, 7, 9, 10, 14, 15, 16, 17, 19, 20, 22, 23, 25, 26, 27, 31, 33, 34, 47];

    private static readonly ConcurrentDictionary<ForkName, Lazy<GossipWorld>> Worlds = [];

    private readonly Dictionary<ulong, GossipBlock> _main = [];

    private GossipWorld(ForkName fork)
    {
        Fork = fork;
        Spec = new ChainSpec(Preset.Minimal, ScheduleOf(fork));
        var genesis = Genesis();
        var anchor = Add(genesis, null, 0);
        var tip = anchor;
        foreach (var slot in Slots)
        {
            tip = Add(Advance(tip.State!, slot), tip, slot);
            _main[slot] = tip;
        }

        var branch = Add(Advance(_main[9].State!, 11), _main[9], 11);
        Branch = Add(Advance(branch.State!, 26), branch, 26);
        Failed = Known(_main[22] with { Root = Misc.HashWith(Root.Zero, 1), State = null, FailedValidation = true });
        LetGo = Known(Add(Advance(_main[23].State!, 24), _main[23], 24) with { State = null });
    }

    /// <summary>The fork of genesis; the next one comes at <see cref="ForkEpoch"/>.</summary>
    internal ForkName Fork { get; }

    internal ChainSpec Spec { get; }

    internal Dictionary<Root, GossipBlock> Blocks { get; } = [];

    /// <summary>The tip of the branch that is not the main chain's.</summary>
    internal GossipBlock Branch { get; }

    internal GossipBlock Failed { get; }

    internal GossipBlock LetGo { get; }

    internal IReadOnlyList<GossipBlock> Main => [.. _main.Values];

    /// <summary>The world of a fork, made once.</summary>
    internal static GossipWorld Of(ForkName fork) =>
        Worlds.GetOrAdd(fork, static fork => new Lazy<GossipWorld>(() => new GossipWorld(fork))).Value;

    /// <summary>The main chain's block of a slot.</summary>
    internal GossipBlock At(ulong slot) => _main[slot];

    /// <summary>A view with a head and a finalized epoch.</summary>
    internal GossipWorldView View(GossipBlock head, ulong finalizedEpoch = 0)
    {
        var start = finalizedEpoch * Spec.Preset.SlotsPerEpoch;
        var finalized = head;
        while (finalized.Slot > start)
        {
            finalized = Blocks[finalized.Block.ParentRoot];
        }

        return new GossipWorldView(this, head, new Checkpoint { Epoch = finalizedEpoch, Root = finalized.Root });
    }

    /// <summary>A time in a slot, in Unix milliseconds.</summary>
    internal ulong TimeIn(ulong slot) => Spec.Times(GossipWorldView.Genesis).StartMs(slot) + 1_000;

    private static ChainConfig ScheduleOf(ForkName fork)
    {
        return ChainConfig.Minimal with
        {
            AltairForkEpoch = At(ForkName.Altair),
            BellatrixForkEpoch = At(ForkName.Bellatrix),
            CapellaForkEpoch = At(ForkName.Capella),
            DenebForkEpoch = At(ForkName.Deneb),
            ElectraForkEpoch = At(ForkName.Electra),
            FuluForkEpoch = At(ForkName.Fulu),
            GloasForkEpoch = At(ForkName.Gloas),
            HezeForkEpoch = At(ForkName.Heze),
        };

        Epoch At(ForkName other) => other <= fork ? 0 : other == fork + 1 ? ForkEpoch : Constants.FarFutureEpoch;
    }

    private BeaconState Genesis()
    {
        var state = BeaconState.Default(Spec.Ssz(ForkName.Phase0));
        state.GenesisTime = GossipWorldView.Genesis / 1000;
        state.Fork = new Fork { PreviousVersion = Spec.Config.GenesisForkVersion, CurrentVersion = Spec.Config.GenesisForkVersion };
        state.RandaoMixes = PersistentList<Bytes32>.Repeat(Misc.HashWith(Root.Zero, 7), (int)Spec.Preset.EpochsPerHistoricalVector);
        for (var i = 0; i < Validators; i++)
        {
            var secret = new byte[32];
            secret[31] = (byte)(i + 1);
            state.Validators.Add(new Validator
            {
                Pubkey = ManagedBls.Shared.SkToPk(new Bytes32(secret))!.Value,
                EffectiveBalance = Spec.Preset.MaxEffectiveBalance,
                ExitEpoch = i == 5 ? 2 : Constants.FarFutureEpoch,
                WithdrawableEpoch = Constants.FarFutureEpoch,
                Slashed = i == 11,
            });
            state.Balances.Add(Spec.Preset.MaxEffectiveBalance);
        }

        state.GenesisValidatorsRoot = GenesisState.ValidatorsRoot(state);

        // Heze asks that no deposit of the former way is outstanding.
        while (state.ForkName < Fork)
        {
            if (state.ForkName >= ForkName.Electra)
            {
                state.DepositRequestsStartIndex = state.Eth1DepositIndex;
            }

            state = ForkUpgrade.Upgrade(state, state.ForkName + 1, AcceptAllVerifier.Instance).Post!;
        }

        if (state.ForkName >= ForkName.Electra)
        {
            state.DepositRequestsStartIndex = state.Eth1DepositIndex;
        }

        return state;
    }

    private static BeaconState Advance(BeaconState state, ulong slot)
    {
        var (post, refusal) = StateTransition.AdvanceTo(state, slot, AcceptAllVerifier.Instance);
        return post ?? throw new InvalidOperationException($"the world does not reach slot {slot}: {refusal}");
    }

    /// <summary>Makes a state the post-state of a block that changes only the header.</summary>
    private GossipBlock Add(BeaconState state, GossipBlock? parent, ulong slot)
    {
        state = state.Copy();
        var body = BeaconBlockBody.Default(state.Ssz);
        if (state.ForkName >= ForkName.Gloas)
        {
            var bid = body.SignedExecutionPayloadBid.Message with
            {
                Slot = slot,
                ParentBlockRoot = parent?.Root ?? default,
                ParentBlockHash = state.LatestBlockHash,
                BlockHash = Misc.HashWith(Root.Zero, 1000 + slot),
                BlobKzgCommitments = slot % 2 == 0 ? [default, default] : [],
            };
            body = body with { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } };
        }

        var block = new BeaconBlock
        {
            Slot = slot,
            ProposerIndex = slot == 0 ? 0 : Accessors.GetBeaconProposerIndex(state),
            ParentRoot = parent?.Root ?? default,
            Body = body,
        };
        state.RandaoMixes[(int)(Accessors.GetCurrentEpoch(state) % Spec.Preset.EpochsPerHistoricalVector)] =
            Misc.HashWith(Root.Zero, 2000 + slot);
        state.LatestBlockHeader = new BeaconBlockHeader
        {
            Slot = slot,
            ProposerIndex = block.ProposerIndex,
            ParentRoot = block.ParentRoot,
            BodyRoot = body.HashTreeRoot(state.Ssz),
        };
        block = block with { StateRoot = state.HashTreeRoot() };
        state.Freeze();
        var payload = state.ForkName >= ForkName.Gloas && slot % 3 == 0
            ? ExecutionPayloadEnvelope.Default(state.Ssz) with { BeaconBlockRoot = block.HashTreeRoot(state.Ssz) }
            : null;
        var status = slot % 6 == 0 ? PayloadValidationStatus.NotValidated : PayloadValidationStatus.Valid;
        return Known(new GossipBlock(block.HashTreeRoot(state.Ssz), block, state, payload, status));
    }

    private GossipBlock Known(GossipBlock block) => Blocks[block.Root] = block;
}
