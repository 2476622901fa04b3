namespace Consensoor.Actors.Hosting;

/// <summary>
/// Names the settings of the group `consensoor.run`: the options of `run` that no other setting stands for, by their names without dashes
/// in front. Other commands that have an option of the name take it from there too.
/// </summary>
internal static class RunSettings
{
    /// <summary>Names the group, with a dot behind.</summary>
    public const string Group = "consensoor.run.";

    /// <summary>Lists the options.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "data-dir", "log-level", "genesis-state", "network-config", "preset", "interop-validators", "p2p-host", "p2p-port", "quic-port",
        "peers", "bootnodes", "supernode", "emit-payload-attributes", "beacon-api-host", "beacon-api-port", "metrics-host", "metrics-port",
        "keymanager-host", "keymanager-port", "keymanager-token-file", "checkpoint-sync-url", "checkpoint-state", "checkpoint-block",
        "unsafe-checkpoint", "reject-root",
    ];

    /// <summary>Gives the path of an option's setting.</summary>
    public static string PathOf(string option) => Group + option.TrimStart('-');

    /// <summary>True for the path of a setting of the group.</summary>
    public static bool IsOne(string path) =>
        path.StartsWith(Group, StringComparison.Ordinal) && Names.Contains(path[Group.Length..], StringComparer.Ordinal);
}
