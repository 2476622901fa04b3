namespace Consensoor.Actors.Api;

/// <summary>The place where HTTP requests find <see cref="LightClientView"/>.</summary>
public sealed class LatestLightClient
{
    private volatile LightClientView _current = LightClientView.None;

    /// <summary>The last view.</summary>
    public LightClientView Current => _current;

    /// <summary>Takes a newer one.</summary>
    public void Take(LightClientView view) => _current = view;
}
