namespace Consensoor.Actors.Api;

/// <summary>What the node last said of itself, for HTTP requests, which run on threads of their own.</summary>
public sealed class LatestIdentity(NodeIdentity first)
{
    private volatile NodeIdentity _current = first;

    /// <summary>The identity.</summary>
    public NodeIdentity Current => _current;

    /// <summary>Takes a newer one.</summary>
    public void Take(NodeIdentity identity) => _current = identity;
}
