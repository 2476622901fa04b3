using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>The chain as it was last published, for HTTP requests, which run on threads of their own.</summary>
public sealed class LatestView
{
    private volatile ChainView? _current;

    /// <summary>The view; throws <see cref="ChainNotLoadedException"/> before there is one.</summary>
    public ChainView Current => _current ?? throw new ChainNotLoadedException();

    /// <summary>Takes a newer view.</summary>
    public void Take(ChainView view) => _current = view;
}
