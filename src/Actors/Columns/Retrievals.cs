using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Columns;

/// <summary>
/// The blocks whose blobs are asked of the execution layer, each once, and what of their data came meanwhile by another way. At most
/// <paramref name="bound"/> are under way, under ids that go on over restarts. Drop rule: the new one is not asked for, and its data comes
/// from peers alone.
/// </summary>
internal sealed class Retrievals(ChainSpec spec, int bound, RequestIds ids)
{
    // Blocks that are not asked for again.
    private const int Remembered = 256;

    private readonly Dictionary<Root, Retrieval> _open = [];
    private readonly BoundedSet<Root> _begun = new(Remembered);

    /// <summary>Counts the blocks under way.</summary>
    public int Count => _open.Count;

    /// <summary>The most blocks under way.</summary>
    public int Bound => bound;

    /// <summary>Counts the blocks for which there was no room.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>
    /// Gives the question for a block's blobs: from fulu on for all of them, as a column has a cell of each, before it for those whose
    /// sidecars are missing. Null where it was asked before, is not to be asked, or there is no room.
    /// </summary>
    public GetBlobs? Begin(DataAwaited awaited, DateTimeOffset now)
    {
        var fork = spec.ForkAtSlot(awaited.Block.Message.Slot);
        if (awaited.Missing.IsEmpty
            || DataColumnSidecars.CommitmentsOf(awaited.Block.Message.Body) is not { Count: > 0 and <= GetBlobs.Most } commitments
            || _begun.Contains(awaited.Root))
        {
            return null;
        }

        if (_open.Count >= bound)
        {
            Dropped++;
            return null;
        }

        int[] asked = fork >= ForkName.Fulu
            ? [.. Enumerable.Range(0, commitments.Count)]
            : [.. awaited.Missing.ToList().Where(index => index < (ulong)commitments.Count).Select(static index => (int)index)];
        var id = ids.Next();
        _begun.Add(awaited.Root);
        _open.Add(awaited.Root, new Retrieval(id, fork, awaited, asked, now));
        return new GetBlobs(
            id, fork, [.. asked.Select(index => ExecutionPayloads.KzgCommitmentToVersionedHash(commitments[index]))])
        {
            Columns = fork >= ForkName.Fulu ? awaited.Missing : ColumnSet.All,
        };
    }

    /// <summary>Notes sidecars of a block that came, whatever the way: they need not be made.</summary>
    public void Hold(Root root, IEnumerable<ulong> indices)
    {
        if (_open.TryGetValue(root, out var open))
        {
            open.Missing = open.Missing.Except(ColumnSet.Of(indices));
            if (open.Work is { } work && open.Missing.Intersect(work.Wanted).IsEmpty)
            {
                open.Needless.Cancel();
            }
        }
    }

    /// <summary>
    /// Takes an answer: what was asked, null where that is over, and the work of making sidecars, null where there is none: nothing is
    /// missing any more, or blobs are that are needed.
    /// </summary>
    public (Retrieval? Asked, MakeSidecars? Work) Take(BlobsFound found)
    {
        var asked = _open.Values.FirstOrDefault(open => open.Id == found.RequestId);
        if (asked is null)
        {
            return default;
        }

        var work = found.Blobs.Count == asked.Asked.Count ? WorkFor(asked, found.Blobs) : null;
        if (work is null)
        {
            _open.Remove(asked.Awaited.Root);
        }

        return (asked, work);
    }

    /// <summary>
    /// Ends a block whose sidecars were made, or were not; gives the indices that are missing still, none where it is over already.
    /// </summary>
    public ColumnSet End(Root root) => _open.Remove(root, out var open) ? open.Missing : ColumnSet.None;

    /// <summary>Forgets blocks from before a slot: who was asked has gone without an answer.</summary>
    public void GiveUp(Slot before)
    {
        foreach (var open in _open.Values.Where(open => open.Awaited.Block.Message.Slot < before).ToArray())
        {
            _open.Remove(open.Awaited.Root);
        }
    }

    private MakeSidecars? WorkFor(Retrieval asked, IReadOnlyList<FoundBlob?> found)
    {
        var (root, block) = (asked.Awaited.Root, asked.Awaited.Block);
        var blobs = new FoundBlob?[DataColumnSidecars.CommitmentsOf(block.Message.Body)!.Count];
        foreach (var (index, blob) in asked.Asked.Zip(found))
        {
            blobs[index] = blob;
        }

        var wanted = asked.Fork >= ForkName.Fulu
            ? Array.TrueForAll(blobs, static blob => blob is not null) ? asked.Missing : ColumnSet.None
            : ColumnSet.Of(asked.Missing.ToList().Where(index => index < (ulong)blobs.Length && blobs[index] is not null));
        asked.Work = wanted.IsEmpty
            ? null
            : new MakeSidecars(WorkPriority.Payload, root, block, spec.Ssz(asked.Fork), blobs, wanted)
            {
                Needless = asked.Needless.Token,
            };
        return asked.Work;
    }

    /// <summary>A block under way: the commitments whose blobs were asked for, and the sidecars that are missing still.</summary>
    internal sealed class Retrieval(ulong id, ForkName fork, DataAwaited awaited, IReadOnlyList<int> asked, DateTimeOffset since)
    {
        /// <summary>The number of the question.</summary>
        public ulong Id => id;

        /// <summary>The fork of the block.</summary>
        public ForkName Fork => fork;

        /// <summary>The block, and what was missing of it at first.</summary>
        public DataAwaited Awaited => awaited;

        /// <summary>The indices of the commitments asked for, ascending.</summary>
        public IReadOnlyList<int> Asked => asked;

        /// <summary>When it was asked.</summary>
        public DateTimeOffset Since => since;

        /// <summary>Cancelled once none of the sidecars is needed; it has no timer, and needs not be disposed of.</summary>
        public CancellationTokenSource Needless { get; } = new();

        /// <summary>The work of making sidecars; null before it is given, and where there is none.</summary>
        public MakeSidecars? Work { get; set; }

        /// <summary>The indices of sidecars that are missing.</summary>
        public ColumnSet Missing { get; set; } = awaited.Missing;
    }
}
