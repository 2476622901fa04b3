using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// The states of past blocks and slots, at the edge: those in memory; those of blocks in the view that were let go, made again by the pool
/// from the nearest ancestor in the view that has one, with at most <see cref="MostBlocks"/> blocks replayed and over at most
/// <see cref="MostSlots"/> slots without a block; and those behind finality by <see cref="IPastStateQuestion"/>. So many are made at once
/// as <see cref="AtOnce"/> says, and the last <see cref="Kept"/> are kept.
/// </summary>
public sealed class PastStates(Func<ChainReader> reader, Func<ICanTell> work, Func<ICanTell> history)
{
    /// <summary>The most blocks that are replayed for one state.</summary>
    public const int MostBlocks = 256;

    /// <summary>The most slots without a block that a state is advanced over.</summary>
    public const ulong MostSlots = 64;

    /// <summary>How many states are made at once; who asks for a further one is answered 503.</summary>
    public const int AtOnce = 2;

    /// <summary>How many of the states that were made are kept.</summary>
    public const int Kept = 4;

    // The place of a making is free once the pool has answered, and after this if it never does.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim _room = new(AtOnce);
    private readonly Lock _lock = new();
    private readonly LinkedList<(Root Root, Slot Slot, BeaconState State)> _made = [];

    /// <summary>How long a caller waits for a state; then it is answered 503, and the next one finds what was made.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The state of an id, by the clock's slot; null where there is none, or where making it would cost more than it may. Throws
    /// <see cref="NotMadeException"/> where it was not made though it is there, and a 404 with the reason where it is not kept.
    /// </summary>
    public async Task<(BeaconState State, Certainty Certainty)?> Of(ApiId id, Slot now)
    {
        if (await reader().State(id) is { } known)
        {
            return known;
        }

        var view = reader().View;
        switch (id)
        {
            case ApiId.ByRoot(var stateRoot):
                return view.LookupByState(stateRoot) is { } named
                    ? await Of(view, named)
                    : Final(await Past(new LoadStateByRoot(stateRoot), isFinal: false));
            case ApiId.BySlot(var slot):
                return slot > now ? null
                    : view.CanonicalAt(slot) is { } below ? await Of(view, view.Lookup(below.Root)!, slot)
                    : Final(await Past(new LoadStateBySlot(slot), slot <= FinalSlot(view)));
            default:
                return await reader().Block(id) is { Block: not null } lookup ? await Of(view, lookup) : null;
        }
    }

    /// <summary>The post-state of a block; null where making it would cost more than it may.</summary>
    public async Task<BeaconState?> PostState(ChainLookup lookup) => (await Of(reader().View, lookup))?.State;

    /// <summary>The state below a block, advanced to its slot; null where there is none, or where making it would cost too much.</summary>
    public async Task<BeaconState?> Before(BeaconBlock block) =>
        await reader().Block(new ApiId.ByRoot(block.ParentRoot)) is { Block: not null } parent
        && await PostState(parent) is { } post
            ? await Advanced(parent.Root, post, block.Slot)
            : null;

    private static (BeaconState State, Certainty Certainty) Final(BeaconState state) =>
        (state, new Certainty(IsOptimistic: false, IsFinalized: true));

    private static Slot FinalSlot(ChainView view) => Misc.ComputeStartSlotAtEpoch(view.Spec.Preset, view.FinalizedCheckpoint.Epoch);

    // A block's post-state, or the state of a slot behind it in which there was none.
    private async Task<(BeaconState State, Certainty Certainty)?> Of(ChainView view, ChainLookup lookup, Slot? at = null)
    {
        var post = lookup.State ?? (view.Blocks.TryGetValue(lookup.Root, out var block)
            ? Find(lookup.Root, block.Slot) ?? await Replayed(view, lookup.Root)
            : await Past(new LoadStateByBlock(lookup.Root), lookup.IsFinalized));
        if (post is null)
        {
            return null;
        }

        // A slot without a block may be behind the last one that is final, though the block below it is final.
        var slot = at ?? post.Slot;
        return await Advanced(lookup.Root, post, slot) is { } state
            ? (state, new Certainty(lookup.IsOptimistic, lookup.IsFinalized && slot <= FinalSlot(view)))
            : null;
    }

    private async Task<BeaconState?> Advanced(Root root, BeaconState state, Slot slot)
    {
        if (slot <= state.Slot)
        {
            return slot == state.Slot ? state : null;
        }

        if (slot - state.Slot > MostSlots)
        {
            return null;
        }

        return Find(root, slot) ?? await Make(root, async () =>
        {
            var advanced = await work().Ask<SlotsAdvanced>(
                new AdvanceSlots(0, state, slot) { Priority = WorkPriority.Attestation }, Longest);
            return Made($"the state of slot {slot}", advanced.State, advanced.Refusal?.ToString(), advanced.Dropped);
        });
    }

    private Task<BeaconState?> Replayed(ChainView view, Root root) => Make(root, async () =>
    {
        var blocks = new List<BeaconBlock>();
        BeaconState? from = null;
        for (var at = root; from is null;)
        {
            if (blocks.Count == MostBlocks || await reader().Block(new ApiId.ByRoot(at)) is not { Block.Message: { } block })
            {
                return null;
            }

            blocks.Add(block);
            at = block.ParentRoot;
            if (view.Blocks.GetValueOrDefault(at) is not { } parent)
            {
                return null;
            }

            from = parent.State ?? Find(at, parent.Slot);
        }

        blocks.Reverse();
        var made = await work().Ask<StateRegenerated>(
            new RegenerateState(root, WorkPriority.Attestation, new StateReplay(from, blocks)), Longest);
        return Made($"the state of block {root}", made.State, made.Refusal?.ToString(), made.Dropped);
    });

    private async Task<BeaconState> Past(IPastStateQuestion question, bool isFinal) =>
        await history().Ask<object>(question, Deadline) switch
        {
            PastState past => past.State,

            // Storage comes to what is final a little after the view.
            NoPastState { Problem: PastStateProblem.Unknown } none when !isFinal => throw NotFound(none),
            NoPastState { Problem: PastStateProblem.Gone } none => throw NotFound(none),
            NoPastState { Problem: PastStateProblem.Failed } none => throw new NotMadeException(none.Reason),
            NoPastState none => throw Unavailable(none.Reason),
            var other => throw new InvalidOperationException($"history answered {other.GetType().Name}"),
        };

    // The place belongs to the making, which goes on where its caller no longer waits: the next one finds what was made.
    private async Task<BeaconState?> Make(Root root, Func<Task<BeaconState?>> steps)
    {
        if (!await _room.WaitAsync(TimeSpan.Zero))
        {
            throw Unavailable($"{AtOnce} states of the past are being made");
        }

        var making = Run();
        try
        {
            return await making.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            _ = making.ContinueWith(static late => late.Exception, TaskContinuationOptions.OnlyOnFaulted);
            throw Unavailable($"the state was not made within {Deadline.TotalSeconds} s; it is being made still");
        }

        async Task<BeaconState?> Run()
        {
            try
            {
                var state = await steps();
                if (state is not null)
                {
                    Keep(root, state);
                }

                return state;
            }
            finally
            {
                _room.Release();
            }
        }
    }

    private static BeaconState Made(string what, BeaconState? state, string? refusal, WorkDrop? dropped) => state
        ?? throw (refusal is null && dropped == WorkDrop.Full
            ? Unavailable($"{what} was not made: {dropped}")
            : new NotMadeException($"{what} was not made: {refusal ?? dropped?.ToString()}"));

    private static BadHttpRequestException Unavailable(string reason) => new(reason, StatusCodes.Status503ServiceUnavailable);

    private static BadHttpRequestException NotFound(NoPastState none) => new(none.Reason, StatusCodes.Status404NotFound);

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
