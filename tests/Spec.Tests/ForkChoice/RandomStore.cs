using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// A store that is told whatever three numbers say, on blocks whose post-states are made up: trees, votes and payloads of any shape,
/// without transitions.
/// </summary>
internal sealed partial class RandomStore
{
    private const int Validators = 24;

    private static readonly StoreServices Services = new(AcceptAllVerifier.Instance, new DeferringExecutionEngine());

    private readonly BeaconState _base;
    private readonly BeaconState _next;
    private ulong _made;

    /// <summary>In a fork, and from an epoch on, if one is given, in the fork behind it (of fulu and gloas).</summary>
    public RandomStore(ForkName fork, Epoch? nextAt = null)
    {
        (_base, _next) = (StateOf(fork), StateOf(fork));
        if (nextAt is { } at)
        {
            var config = fork switch
            {
                ForkName.Fulu => _base.Config with { GloasForkEpoch = at },
                ForkName.Gloas => _base.Config with { HezeForkEpoch = at },
                _ => throw new ArgumentOutOfRangeException(nameof(fork)),
            };
            var spec = new ChainSpec(Preset.Minimal, config);
            (_base, _next) = (StateOf(fork, spec), StateOf(fork + 1, spec));
        }

        var context = _base.Ssz;
        var anchor = new BeaconBlock { StateRoot = _base.HashTreeRoot(), Body = BeaconBlockBody.Default(context) };
        Assert.Null(Store.GetForkchoiceStore(_base, anchor, AcceptAllVerifier.Instance, out var store));
        Store = store!;
    }

    public Store Store { get; }

    private Preset Preset => Store.Preset;

    /// <summary>One step; what the store refuses is no concern here.</summary>
    public void Apply(int kind, int a, int b)
    {
        switch (kind)
        {
            case 0:
                Handlers.OnTick(Store, Store.TimeMs + ((ulong)(a % 6 == 0 ? 16 : a % 5) * Store.Config.SlotDurationMs / 2));
                break;
            case 1 or 2 or 3 or 4:
                AddBlock(Pick(a), b);
                break;
            case 5 or 6 or 7:
                Vote(Pick(a), b);
                break;
            case 8:
                AddPayload(Pick(a));
                break;
            case 9:
                VoteOnPayload(Pick(a), b);
                break;
            case 10:
                Equivocate((ulong)(a % Validators));
                break;
            case 11:
                Store.Prune();
                break;
            case 12:
                Undecide(Pick(a), b);
                break;
            case 13:
                Invalidate(Pick(a), b);
                break;
            default:
                Return(a);
                break;
        }
    }

    /// <summary>A block one slot on top of another, with a state that holds nothing of its own.</summary>
    public StoreBlock Extend(StoreBlock parent)
    {
        var slot = parent.Slot + 1;
        Handlers.OnTick(Store, Misc.ComputeTimeAtSlotMs(Store.Spec, Store.GenesisTimeMs, slot));
        var state = StateIn(slot);
        var root = NewRoot();
        var body = state.ForkName < ForkName.Gloas ? parent.Block.Body : BodyOf(root, parent, state, isFull: parent.HasPayload);
        var block = new BeaconBlock { Slot = slot, ParentRoot = parent.Root, Body = body };
        Assert.Null(
            Handlers.AcceptBlock(Store, block, root, state, new PulledUpTip(state.CurrentJustifiedCheckpoint, state.FinalizedCheckpoint)));
        return Store.Blocks[root];
    }

    public static BeaconState StateOf(ForkName fork, ChainSpec? other = null)
    {
        var config = ChainConfig.Minimal with
        {
            AltairForkEpoch = Epoch(ForkName.Altair),
            BellatrixForkEpoch = Epoch(ForkName.Bellatrix),
            CapellaForkEpoch = Epoch(ForkName.Capella),
            DenebForkEpoch = Epoch(ForkName.Deneb),
            ElectraForkEpoch = Epoch(ForkName.Electra),
            FuluForkEpoch = Epoch(ForkName.Fulu),
            GloasForkEpoch = Epoch(ForkName.Gloas),
            HezeForkEpoch = Epoch(ForkName.Heze),
        };
        var spec = other ?? new ChainSpec(Preset.Minimal, config);
        var state = BeaconState.Default(spec.Ssz(fork));
        for (var i = 0; i < Validators; i++)
        {
            state.Validators.Add(new Validator
            {
                EffectiveBalance = (ulong)(1 + (i % 5)) * state.Preset.EffectiveBalanceIncrement,
                ExitEpoch = i % 7 == 6 ? 0 : Constants.FarFutureEpoch,
                WithdrawableEpoch = Constants.FarFutureEpoch,
                Slashed = i % 11 == 10,
            });
            state.Balances.Add(32_000_000_000);
            if (fork >= ForkName.Altair)
            {
                state.PreviousEpochParticipation.Add(0);
                state.CurrentEpochParticipation.Add(0);
                state.InactivityScores.Add(0);
            }
        }

        if (fork >= ForkName.Gloas)
        {
            for (var i = 0; i < state.PtcWindow.Count; i++)
            {
                state.PtcWindow[i] =
                    SszList.From(Enumerable.Range(0, (int)state.Preset.PtcSize).Select(place => (ulong)((i + (place * 5)) % Validators)));
            }
        }

        return state;

        Epoch Epoch(ForkName since) => since <= fork ? 0 : Constants.FarFutureEpoch;
    }

    /// <summary>Mostly one of the last three blocks, so that chains grow long.</summary>
    private StoreBlock Pick(int number)
    {
        var among = number % 4 == 0 ? Store.Order.Count : Math.Min(3, Store.Order.Count);
        return Store.Order[Store.Order.Count - 1 - (number / 4 % among)];
    }

    /// <summary>A state of the fork of a slot that holds nothing of its own.</summary>
    private BeaconState StateIn(Slot slot)
    {
        var isNext = Store.ForkAt(Misc.ComputeEpochAtSlot(Preset, slot)) >= _next.ForkName;
        var state = (isNext ? _next : _base).Copy();
        state.Slot = slot;
        return state;
    }

    private Root NewRoot() => Misc.HashWith(Root.Zero, ++_made);

    private void AddBlock(StoreBlock parent, int pick)
    {
        // Often the current slot, to have several blocks of one slot and proposer; else soon after the parent's.
        var current = StoreTime.GetCurrentSlot(Store);
        var slot = pick % 4 < 2 && current > parent.Slot ? current : parent.Slot + 1 + (ulong)(pick / 4 % 3);
        if (slot > current)
        {
            Handlers.OnTick(Store, Misc.ComputeTimeAtSlotMs(Store.Spec, Store.GenesisTimeMs, slot) + ((ulong)(pick % 7) * 500));
        }

        var state = StateIn(slot);
        var root = NewRoot();
        Remember(state, parent);
        Justify(state, parent, pick);
        Participate(state, pick);
        var isFull = pick % 2 == 0;
        var body = state.ForkName < ForkName.Gloas ? BeaconBlockBody.Default(state.Ssz) : BodyOf(root, parent, state, isFull);
        var block = new BeaconBlock { Slot = slot, ProposerIndex = slot % 3, ParentRoot = parent.Root, Body = body };
        if (Handlers.AcceptBlock(Store, block, root, state) is null)
        {
            NoteCheckpointState(Store.UnrealizedJustifiedCheckpoint, pick);
        }
    }

    /// <summary>The roots of the slots below, as transitions would have noted them.</summary>
    private void Remember(BeaconState state, StoreBlock parent)
    {
        state.BlockRoots = parent.State.BlockRoots.Copy();
        for (var slot = parent.Slot; slot < state.Slot; slot++)
        {
            state.BlockRoots[slot % Preset.SlotsPerHistoricalRoot] = parent.Root;
        }
    }

    /// <summary>
    /// Now and then everybody votes for the epoch's checkpoint, which justifies it ahead of time (`unrealized_justifications`).
    /// </summary>
    private void Participate(BeaconState state, int pick)
    {
        if (pick % 5 != 0 || state.Slot % Preset.SlotsPerEpoch == 0)
        {
            return;
        }

        for (var i = 0; i < Validators; i++)
        {
            state.CurrentEpochParticipation[i] = 7;
        }
    }

    private void NoteCheckpointState(Checkpoint checkpoint, int pick)
    {
        var state = StateIn(Misc.ComputeStartSlotAtEpoch(Preset, checkpoint.Epoch));
        for (var i = 0; i < Validators; i += 1 + (pick % 4))
        {
            state.Validators[i] = state.Validators[i] with { EffectiveBalance = (ulong)(pick % 9) * Preset.EffectiveBalanceIncrement };
        }

        Store.AddCheckpointState(checkpoint, state);
    }

    private BeaconBlockBody BodyOf(Root root, StoreBlock parent, BeaconState state, bool isFull)
    {
        // Of the fork before gloas a parent has no bid, and its payload is there whatever is named.
        var bid = new ExecutionPayloadBid
        {
            BlockHash = root,
            ParentBlockHash = isFull && parent.HasPayloadStatus
                ? parent.Block.Body.SignedExecutionPayloadBid.Message.BlockHash
                : NewRoot(),
        };
        return BeaconBlockBody.Default(state.Ssz) with { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } };
    }

    /// <summary>Inherits the parent's checkpoints, or now and then justifies and finalizes ones of its chain.</summary>
    private void Justify(BeaconState state, StoreBlock parent, int pick)
    {
        state.CurrentJustifiedCheckpoint = parent.State.CurrentJustifiedCheckpoint;
        state.FinalizedCheckpoint = parent.State.FinalizedCheckpoint;
        var epoch = Misc.ComputeEpochAtSlot(Preset, state.Slot);
        if (pick % 3 != 0 || epoch < 2)
        {
            return;
        }

        var justified = Checkpoint(parent, epoch - 1);
        if (justified.Epoch > state.CurrentJustifiedCheckpoint.Epoch)
        {
            NoteCheckpointState(justified, pick);
            state.CurrentJustifiedCheckpoint = justified;
            state.FinalizedCheckpoint = Checkpoint(parent, epoch - 2);
        }
    }

    private Checkpoint Checkpoint(StoreBlock block, Epoch epoch) =>
        new() { Epoch = epoch, Root = Ancestry.GetCheckpointBlock(Store, block.Root, epoch) };

    private void Vote(StoreBlock block, int pick)
    {
        // Not always later than the time, which would end the slot of every boosted block.
        var current = StoreTime.GetCurrentSlot(Store);
        var slot = block.Slot + (ulong)(pick / Validators % 3);
        slot = slot >= current && current > block.Slot ? current - 1 : slot;
        if (slot >= StoreTime.GetCurrentSlot(Store))
        {
            Handlers.OnTick(Store, Misc.ComputeTimeAtSlotMs(Store.Spec, Store.GenesisTimeMs, slot + 1));
        }

        var data = new AttestationData
        {
            Slot = slot,
            Index = (ulong)(pick % 2),
            BeaconBlockRoot = block.Root,
            Source = new Checkpoint(),
            Target = Checkpoint(block, Misc.ComputeEpochAtSlot(Preset, slot)),
        };
        var indices = Enumerable.Range(pick, 1 + (pick % 8)).Select(static i => (ulong)(i * 5 % Validators)).ToArray();
        Handlers.OnVerifiedAttestation(Store, new IndexedAttestation { AttestingIndices = [.. indices], Data = data }, isFromBlock: true);
    }
}
