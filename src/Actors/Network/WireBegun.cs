namespace Consensoor.Actors.Network;

/// <summary>The wire begins, for the first time or anew after a fault: nobody is connected any more. To the network.</summary>
internal sealed record WireBegun
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static WireBegun Instance { get; } = new();
}
