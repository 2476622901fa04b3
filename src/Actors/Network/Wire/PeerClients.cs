namespace Consensoor.Actors.Network.Wire;

/// <summary>The programs of peers by what they call themselves, of a list that is known beforehand: a peer's word is no label.</summary>
internal static class PeerClients
{
    private const string Unknown = "Unknown";

    // As Lighthouse's boards call them.
    private static readonly (string Begin, string Name)[] Known =
    [
        ("lighthouse", "Lighthouse"), ("teku", "Teku"), ("nimbus", "Nimbus"), ("prysm", "Prysm"), ("lodestar", "Lodestar"),
        ("js-libp2p", "Lodestar"), ("grandine", "Grandine"), ("erigon/caplin", "Caplin"), ("caplin", "Caplin"),
        ("consensoor", "Consensoor"),
    ];

    /// <summary>All names there are, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(static of => of.Name).Append(Unknown).Distinct()];

    /// <summary>The name of the program of an agent version; Unknown where it is none that is known, or null.</summary>
    public static string Of(string? agent) => Array.Find(
        Known, of => agent?.StartsWith(of.Begin, StringComparison.OrdinalIgnoreCase) == true).Name ?? Unknown;
}
