namespace Consensoor.Actors.Network;

/// <summary>
/// The network actor was made, on the event stream: where it was restarted, lanes and requests open again, since it knows of none.
/// </summary>
internal sealed record NetworkStarted
{
    /// <summary>Gives the one instance, since the event says nothing besides.</summary>
    public static NetworkStarted Instance { get; } = new();
}
