namespace Consensoor.Actors.Simulation.Network;

/// <summary>What the ends of circuits tell the actors that hold them.</summary>
public static class CircuitMessages
{
    /// <summary>Somebody connects; the receiver accepts or closes the end.</summary>
    public sealed record Offered(CircuitEnd End);

    /// <summary>The other side accepted.</summary>
    public sealed record Opened(CircuitEnd End);

    /// <summary>Bytes came; the receiver owes the end their <see cref="CircuitEnd.Taken"/>.</summary>
    public sealed record Received(CircuitEnd End, ReadOnlyMemory<byte> Bytes);

    /// <summary>There is room to write again.</summary>
    public sealed record HasRoom(CircuitEnd End);

    /// <summary>It is over, for both sides: the other one closed it, or is not there.</summary>
    public sealed record Closed(CircuitEnd End);
}
