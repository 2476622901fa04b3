namespace Consensoor.Actors.Remote;

/// <summary>What is kept of a block for its publication: the node that made it, and what came with it, if anything.</summary>
internal sealed record RemoteKept(Root Root, int Node, RemoteContents? Contents)
{
    /// <summary>
    /// The URL of the builder whose bid the block takes and that its node gives the signed block, which is echoed to it alone: one of those
    /// that it was asked to ask; null where it named none of them.
    /// </summary>
    public string? BuilderUrl { get; init; }

    /// <summary>The nodes with the maker first, where it is among them: it has what the block needs, and gave a good one.</summary>
    public IReadOnlyList<int> First(IReadOnlyList<int> order) => [.. order.OrderBy(node => node != Node)];
}
