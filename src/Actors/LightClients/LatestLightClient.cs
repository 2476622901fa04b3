namespace Consensoor.Actors.LightClients;

/// <summary>The place where requests of HTTP and of peers find <see cref="LightClientView"/>.</summary>
public sealed class LatestLightClient
{
    private volatile LightClientView _current = LightClientView.None;

    /// <summary>The last view.</summary>
    public LightClientView Current => _current;

    /// <summary>Takes a newer one.</summary>
    public void Take(LightClientView view) => _current = view;
}
