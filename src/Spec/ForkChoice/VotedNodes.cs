namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Numbers for the nodes that votes name, and the sum of the votes for each. A block has the numbers from its first on, a multiple of
/// <see cref="Stride"/> above 0, one for each <see cref="PayloadStatus"/>. It keeps them while it is in the store or votes name it, so that
/// there are never more than blocks and votes; then others get them. 40 bytes a block.
/// </summary>
internal sealed class VotedNodes
{
    /// <summary>The distance between the first numbers of blocks.</summary>
    public const int Stride = 3;

    // The blocks that have left the store and are still voted for.
    private readonly Dictionary<Root, int> _gone = [];
    private readonly Stack<int> _free = new();
    private Voted[] _blocks = new Voted[16];
    private Gwei[] _weights = new Gwei[16 * Stride];
    private int _end = 1;

    /// <summary>The weight in Gwei of the votes for each node, by number.</summary>
    public Span<Gwei> Weights => _weights;

    /// <summary>The first number of a block that has come into the store: the one it had, where votes still name it.</summary>
    public int Open(StoreBlock block)
    {
        if (!_gone.Remove(block.Root, out var number))
        {
            number = Take();
        }

        ref var voted = ref _blocks[number];
        (voted.Summary, voted.HasPayloadStatus, voted.IsInStore) = (block.Summary, block.HasPayloadStatus, true);
        return number * Stride;
    }

    /// <summary>Gives the numbers of a block that has left the store to others, at once or as soon as no vote names it.</summary>
    public void Close(StoreBlock block)
    {
        var number = block.FirstVoted / Stride;
        _blocks[number].IsInStore = false;
        _gone.Add(block.Root, number);
        Release(number);
    }

    /// <summary>The vote for a node; what it says of the payload follows, as one in the block's own slot never says it is there.</summary>
    public LatestMessage MessageOf(int node, Slot slot)
    {
        ref readonly var voted = ref _blocks[node / Stride];
        return new LatestMessage(slot, voted.Summary.Root, voted.HasPayloadStatus && node % Stride == (int)PayloadStatus.Full);
    }

    /// <summary>Moves a vote of a weight from one node to another; from 0 where it is a voter's first.</summary>
    public void Move(int from, int to, Gwei weight)
    {
        _weights[to] += weight;
        _blocks[to / Stride].Votes++;
        if (from != 0)
        {
            _weights[from] -= weight;
            _blocks[from / Stride].Votes--;
            Release(from / Stride);
        }
    }

    private int Take()
    {
        if (_free.TryPop(out var number))
        {
            return number;
        }

        if (_end == _blocks.Length)
        {
            // By little, as there may be many.
            Array.Resize(ref _blocks, _end + (_end / 8));
            Array.Resize(ref _weights, _blocks.Length * Stride);
        }

        return _end++;
    }

    private void Release(int number)
    {
        ref var voted = ref _blocks[number];
        if (!voted.IsInStore && voted.Votes == 0)
        {
            _gone.Remove(voted.Summary.Root);
            _free.Push(number);
        }
    }

    private struct Voted
    {
        public BlockSummary Summary;
        public int Votes;
        public bool HasPayloadStatus;
        public bool IsInStore;
    }
}
