using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.Spec;

/// <summary>
/// A store without finality: a gloas chain of some blocks, all with their payloads, every eighth of which has a sibling, and votes of all
/// validators spread over it. Post-states are made up; what the store does with blocks and votes is not.
/// </summary>
internal sealed class ForkChoiceChain
{
    private const int VotersAtOnce = 500;

    private readonly BeaconState _base;
    private readonly Random _random = new(1);
    private readonly List<StoreBlock> _chain = [];
    private ulong _made;

    /// <summary>On a gloas state, whose validators are the voters.</summary>
    public ForkChoiceChain(BeaconState state, int blocks)
    {
        var anchor = Anchors.CheckpointOf(state);
        if (Store.GetForkchoiceStore(state, null, anchor, AcceptAllVerifier.Instance, out var store) is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }

        Store = store!;
        _base = state.Copy();
        _base.CurrentJustifiedCheckpoint = anchor;
        _base.FinalizedCheckpoint = anchor;
        _base.Freeze();
        _chain.Add(Store.Oldest);
        while (Store.Blocks.Count < blocks)
        {
            var parent = _chain[^1];
            if (_chain.Count % 8 == 0)
            {
                Add(parent, isFull: false);
            }

            _chain.Add(Add(parent, isFull: true));
        }
    }

    public Store Store { get; }

    /// <summary>The next slot's block on the last one, in time, and the head with it.</summary>
    public void AddBlock() => _chain.Add(Add(_chain[^1], isFull: true));

    /// <summary>Begins the next slot.</summary>
    public void Tick() => Require(Handlers.OnTick(Store, Store.Times.StartMs(StoreTime.GetCurrentSlot(Store) + 1)));

    /// <summary>Attestations of all validators, of each slot's share for the blocks from the oldest to the last.</summary>
    public IndexedAttestation[] AllVotes() => Votes(
        Enumerable.Range(0, _base.Validators.Count), voted => _chain[1 + (int)((long)voted * (_chain.Count - 1) / _base.Validators.Count)]);

    /// <summary>Attestations of so many random validators in the slot before this one, for the last blocks.</summary>
    public IndexedAttestation[] NewVotes(int voters)
    {
        var indices = new HashSet<int>();
        while (indices.Count < voters)
        {
            indices.Add(_random.Next(_base.Validators.Count));
        }

        return Votes(indices, _ => _chain[^(1 + _random.Next(Math.Min(32, _chain.Count - 1)))], StoreTime.GetCurrentSlot(Store) - 1);
    }

    public void Take(IndexedAttestation[] votes) =>
        Array.ForEach(votes, vote => Require(Handlers.OnVerifiedAttestation(Store, vote, isFromBlock: true)));

    /// <summary>Justifies a block of the chain, by a state with other balances.</summary>
    public void Justify()
    {
        var checkpoint = Store.JustifiedCheckpoint with { Epoch = Store.JustifiedCheckpoint.Epoch + 1 };
        var state = _base.Copy();
        for (var i = 0; i < state.Validators.Count; i += 64)
        {
            var validator = state.Validators[i];
            state.Validators[i] = validator with { EffectiveBalance = validator.EffectiveBalance - state.Preset.EffectiveBalanceIncrement };
        }

        Store.AddCheckpointState(checkpoint, state);
        Store.JustifiedCheckpoint = checkpoint;
    }

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
    }

    private IndexedAttestation[] Votes(IEnumerable<int> voters, Func<int, StoreBlock> votedFor, Slot? slot = null) =>
        [.. voters.Chunk(VotersAtOnce).Select(chunk =>
        {
            var block = votedFor(chunk[0]);
            var at = slot ?? (block.Slot + 1);
            var epoch = Misc.ComputeEpochAtSlot(Store.Preset, at);
            var target = new Checkpoint { Epoch = epoch, Root = Ancestry.GetCheckpointBlock(Store, block.Root, epoch) };
            return new IndexedAttestation
            {
                AttestingIndices = [.. chunk.Order().Select(static index => (ValidatorIndex)index)],
                Data = new AttestationData
                {
                    Slot = at,
                    Index = at > block.Slot ? 1UL : 0,
                    BeaconBlockRoot = block.Root,
                    Source = new Checkpoint(),
                    Target = target
                },
            };
        })];

    private StoreBlock Add(StoreBlock parent, bool isFull)
    {
        var slot = Math.Max(parent.Slot + 1, _base.Slot + 1);
        if (StoreTime.GetCurrentSlot(Store) < slot)
        {
            Require(Handlers.OnTick(Store, Store.Times.StartMs(slot)));
        }

        var state = _base.Copy();
        state.Slot = slot;
        var root = Misc.HashWith(Root.Zero, ++_made);
        var parentHash = parent.Block.Body.SignedExecutionPayloadBid.Message.BlockHash;
        var bid = new ExecutionPayloadBid
        {
            BlockHash = root,
            ParentBlockHash = isFull && parent.HasPayload ? parentHash : Misc.HashWith(root, 1),
        };
        var body = BeaconBlockBody.Default(_base.Ssz) with { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } };
        var block = new BeaconBlock { Slot = slot, ParentRoot = parent.Root, Body = body };
        var tip = new PulledUpTip(_base.CurrentJustifiedCheckpoint, _base.FinalizedCheckpoint);
        Require(Handlers.AcceptBlock(Store, block, root, state, tip));
        var payload = new ExecutionPayloadEnvelope { BeaconBlockRoot = root, Payload = ExecutionPayload.Default(_base.Ssz) };
        Require(Handlers.AcceptExecutionPayloadEnvelope(Store, payload, InclusionListsAlwaysSatisfied.Instance));
        return Store.Blocks[root];
    }
}
