namespace Consensoor.Actors.Network.Gossip;

/// <summary>The stream of a lane ended, which it does by failing only.</summary>
internal sealed record LaneEnded
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static LaneEnded Instance { get; } = new();
}
