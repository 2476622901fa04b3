namespace Consensoor.Actors.Sync;

/// <summary>
/// Remembers which peer gave which blocks of a branch at once, so that one that the chain refuses is laid to it, and once only. Bounded:
/// the last <see cref="Bound"/> branches.
/// </summary>
internal sealed class GivenBranches
{
    /// <summary>The most branches that are remembered.</summary>
    public const int Bound = 16;

    private readonly Queue<Branch> _branches = new();

    /// <summary>A peer gave the blocks of these roots, which were asked for by the first of them.</summary>
    public void Add(string peer, IReadOnlyList<Root> roots)
    {
        _branches.Enqueue(new Branch(peer, [.. roots]));
        if (_branches.Count > Bound)
        {
            _branches.Dequeue();
        }
    }

    /// <summary>
    /// Says who answers for a block that was refused: who gave it in a branch, unless that branch was answered for already, else who was
    /// asked for it alone; null where nobody does.
    /// </summary>
    public string? Blame(Root root, string? asked)
    {
        var guilty = _branches.LastOrDefault(branch => branch.Roots.Contains(root));
        if (guilty is null or { IsBlamed: true })
        {
            return asked == guilty?.Peer ? null : asked;
        }

        guilty.IsBlamed = true;
        return guilty.Peer;
    }

    private sealed record Branch(string Peer, HashSet<Root> Roots)
    {
        public bool IsBlamed { get; set; }
    }
}
