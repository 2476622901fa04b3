using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>
/// The states of past blocks and slots, at the edge: those in memory, else made again by the pool from the nearest one below that is, with
/// at most <see cref="MostBlocks"/> blocks of storage replayed and over at most <see cref="MostSlots"/> slots without a block. So many are
/// made at once as <see cref="AtOnce"/> says, and the last <see cref="Kept"/> are kept.
/// </summary>
public sealed class PastStates(Func<ChainReader> reader, Func<ICanTell> work)
{
    /// <summary>The most blocks that are replayed for one state.</summary>
    public const int MostBlocks = 256;

    /// <summary>The most slots without a block that a state is advanced over.</summary>
    public const ulong MostSlots = 64;

    /// <summary>How many states are made at once; who asks for a further one is answered 503.</summary>
    public const int AtOnce = 2;

    /// <summary>How many of the states that were made are kept.</summary>
    public const int Kept = 4;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _room = new(AtOnce);
    private readonly Lock _lock = new();
    private readonly LinkedList<(Root Root, Slot Slot, BeaconState State)> _made = [];

    /// <summary>
    /// The state of an id, by the clock's slot; null where there is none, or where making it would cost more than it may.
    /// </summary>
    public async Task<(BeaconState State, Certainty Certainty)?> Of(ApiId id, Slot now)
    {
        if (await reader().State(id) is { } known)
        {
            return known;
        }

        switch (id)
        {
            case ApiId.ByRoot(var stateRoot):
                var named = reader().View.LookupByState(stateRoot);
                return named is { Block: not null } ? await Of(named, named.Block.Message.Slot) : null;
            case ApiId.BySlot(var slot):
                return slot <= now && await AtOrBefore(slot) is { } below ? await Of(below, slot) : null;
            default:
                return await reader().Block(id) is { Block: { } block } lookup ? await Of(lookup, block.Message.Slot) : null;
        }
    }

    /// <summary>The post-state of a block; null where there is none, or where making it would cost more than it may.</summary>
    public async Task<BeaconState?> PostState(ChainLookup lookup) => (await Of(lookup, lookup.Block!.Message.Slot))?.State;

    /// <summary>A state advanced to a slot; null where that is too far or the pool refuses it.</summary>
    public async Task<BeaconState?> Advanced(BeaconState state, Slot slot)
    {
        if (slot <= state.Slot)
        {
            return slot == state.Slot ? state : null;
        }

        return slot - state.Slot > MostSlots
            ? null
            : (await work().Ask<SlotsAdvanced>(
                new AdvanceSlots(0, state, slot) { Priority = WorkPriority.Attestation }, Deadline)).State;
    }

    private async Task<ChainLookup?> AtOrBefore(Slot slot)
    {
        for (var at = slot; slot - at <= MostSlots; at--)
        {
            if (await reader().CanonicalRoot(at) is { } root)
            {
                return await reader().Block(new ApiId.ByRoot(root));
            }

            if (at == 0)
            {
                return await reader().Block(new ApiId.Genesis());
            }
        }

        return null;
    }

    private async Task<(BeaconState State, Certainty Certainty)?> Of(ChainLookup lookup, Slot slot)
    {
        var state = lookup.State ?? Find(lookup.Root, lookup.Block!.Message.Slot);
        if (state is not null && slot == state.Slot)
        {
            return (state, Certainty.Of(lookup));
        }

        if (Find(lookup.Root, slot) is { } kept)
        {
            return (kept, Certainty.Of(lookup));
        }

        if (!await _room.WaitAsync(TimeSpan.Zero))
        {
            throw new BadHttpRequestException($"{AtOnce} states of the past are being made", StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            state ??= await Replayed(lookup);
            var advanced = state is null ? null : await Advanced(state, slot);
            if (advanced is null)
            {
                return null;
            }

            Keep(lookup.Root, advanced);
            return (advanced, Certainty.Of(lookup));
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<BeaconState?> Replayed(ChainLookup lookup)
    {
        var blocks = new List<BeaconBlock>();
        ChainLookup? at = lookup;
        while (at.State is null)
        {
            if (blocks.Count == MostBlocks || at.Block is not { Message: var block })
            {
                return null;
            }

            blocks.Add(block);
            at = await reader().Block(new ApiId.ByRoot(block.ParentRoot));
            if (at is null)
            {
                return null;
            }

            if (at.State is null && Find(at.Root, at.Block?.Message.Slot ?? 0) is { } found)
            {
                at = at with { State = found };
            }
        }

        blocks.Reverse();
        var made = await work().Ask<StateRegenerated>(
            new RegenerateState(lookup.Root, WorkPriority.Attestation, new StateReplay(at.State, blocks)), Deadline);
        return made.Dropped is { } drop
            ? throw new BadHttpRequestException($"the state was not made: {drop}", StatusCodes.Status503ServiceUnavailable)
            : made.State;
    }

    private BeaconState? Find(Root root, Slot slot)
    {
        lock (_lock)
        {
            return _made.FirstOrDefault(made => made.Root == root && made.Slot == slot).State;
        }
    }

    private void Keep(Root root, BeaconState state)
    {
        state.Freeze();
        lock (_lock)
        {
            _made.AddFirst((root, state.Slot, state));
            if (_made.Count > Kept)
            {
                _made.RemoveLast();
            }
        }
    }
}
