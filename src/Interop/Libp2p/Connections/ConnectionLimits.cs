namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>
/// How many connections a host has, and with whom. Trusted peers are outside of all limits, static ones outside of targets.
/// </summary>
public sealed record ConnectionLimits
{
    /// <summary>The limits on a network of strangers.</summary>
    public static ConnectionLimits Public { get; } = new();

    /// <summary>The limits where all peers share a few addresses, as on one machine or in one cluster.</summary>
    public static ConnectionLimits Devnet { get; } = new()
    {
        MaxPerAddress = int.MaxValue,
        MaxPendingPerAddress = int.MaxValue,
        AttemptsPerMinute = int.MaxValue,
        FirstBackoff = TimeSpan.FromSeconds(2),
        MaxBackoff = TimeSpan.FromMinutes(1),
        // Few peers, often started anew: one that comes back is not waited for.
        MaxStaticBackoff = TimeSpan.FromSeconds(10),
    };

    /// <summary>Peers that the host wants; below it dials, above it prunes.</summary>
    public int Target { get; init; } = 100;

    /// <summary>Peers that it has at most.</summary>
    public int Max { get; init; } = 120;

    /// <summary>Connections that others may have made, so that own choices keep room.</summary>
    public int MaxInbound { get; init; } = 90;

    /// <summary>
    /// Connections of others that have not proved who they are yet; each costs a handshake and lives some time-outs at most.
    /// </summary>
    public int MaxPending { get; init; } = 64;

    /// <summary>Connections with one IPv4 address, or one IPv6 network of 64 bits.</summary>
    public int MaxPerAddress { get; init; } = 5;

    /// <summary>Those of them that have not proved who they are yet.</summary>
    public int MaxPendingPerAddress { get; init; } = 4;

    /// <summary>Connections that one address may try to make a minute.</summary>
    public int AttemptsPerMinute { get; init; } = 20;

    /// <summary>Dials under way.</summary>
    public int MaxDialing { get; init; } = 16;

    /// <summary>How long a peer is left alone after the first failure; each further doubles it.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest time that a peer is left alone.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest time that a static or trusted peer is left alone.</summary>
    public TimeSpan MaxStaticBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures in a row after which a peer that somebody told of is forgotten.</summary>
    public int MaxFailures { get; init; } = 8;

    /// <summary>Peers that are remembered to be dialled.</summary>
    public int MaxKnown { get; init; } = 4096;

    /// <summary>Bans that are kept, and addresses whose attempts are counted; beyond, the one that ends first goes.</summary>
    public int MaxBans { get; init; } = 4096;
}
