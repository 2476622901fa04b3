namespace Consensoor.Spec.ForkChoice;

internal sealed partial class NodeTree
{
    private const int None = -1;

    /// <summary>
    /// A block in 64 bytes, with all that a sweep asks of it: what stays of it in the tree, and then what
    /// <see cref="Start"/> begins anew.
    /// </summary>
    private struct Node
    {
        public int Parent;
        public int FirstVoted;
        public Slot Slot;
        public bool IsOnFull;
        public bool AgreesWithFinalized;
        public bool HasPayloadStatus;
        public bool IsFullThere;

        /// <summary>What `filter_node_tree` asks of a node without children, by the epoch and the justified checkpoint of now.</summary>
        public bool IsLeafViable;

        public bool HasEmptyChildren;
        public bool HasFullChildren;
        public bool IsEmptyViable;
        public bool IsFullViable;
        public bool IsBoosted;
        public PayloadStatus BoostedStatus;
        public PayloadStatus BestStatus;
        public int Best;
        public int BestOnEmpty;
        public int BestOnFull;
        public Gwei Pending;
        public Gwei Empty;
        public Gwei Full;

        public readonly bool IsViable => IsEmptyViable || IsFullViable;

        public readonly Gwei Weight(PayloadStatus status) => status switch
        {
            PayloadStatus.Empty => Empty,
            PayloadStatus.Full => Full,
            _ => Pending,
        };

        public void Start(ReadOnlySpan<Gwei> votes)
        {
            (Empty, Full, Pending) =
                (votes[(int)PayloadStatus.Empty], votes[(int)PayloadStatus.Full], votes[(int)PayloadStatus.Pending]);
            (HasEmptyChildren, HasFullChildren, IsEmptyViable, IsFullViable, IsBoosted) = (false, false, false, false, false);
            (Best, BestOnEmpty, BestOnFull) = (None, None, None);
        }
    }
}
