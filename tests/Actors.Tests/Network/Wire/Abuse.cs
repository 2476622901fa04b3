namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>
/// One thing a hostile peer does: Act does it; Reason is part of what the node then says of the peer, null where it has nothing to say of
/// it, since the abuse costs it nothing; Ends says that the connection is over then.
/// </summary>
internal sealed record Abuse(string Name, string? Reason, bool Ends, Func<HostilePeer, Task> Act)
{
    /// <summary>Tells whether what the node says of a peer, as JSON with notes, names it.</summary>
    public bool IsNamedIn(string said) => Reason is not null
        && said.Contains(Reason, StringComparison.OrdinalIgnoreCase) && said.Contains("\"reason\"", StringComparison.Ordinal);

    public override string ToString() => Name;
}
