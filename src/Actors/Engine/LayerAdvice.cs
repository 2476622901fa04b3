namespace Consensoor.Actors.Engine;

/// <summary>What to do where an execution layer behind an Engine API does not answer.</summary>
internal static class LayerAdvice
{
    /// <summary>Says it by the reason that the transport gives, which tells clocks, secrets, time and hosts apart.</summary>
    public static string For(string problem) =>
        problem.Contains("clock skew", StringComparison.Ordinal) ? "set both clocks (chrony or systemd-timesyncd)"
        : problem.Contains("no JWT secret", StringComparison.Ordinal) ? "name the file that the execution layer has (--jwt-secret)"
        : problem.Contains("secrets differ", StringComparison.Ordinal) ? "give both the same file (--jwt-secret, --authrpc.jwtsecret)"
        : problem.Contains("did not answer within", StringComparison.Ordinal)
            ? "look at its log and at the load of its machine, and whether --engine-api-url is its engine port"
        : "start it, or mend --engine-api-url: its engine port (8551), not that of its users (8545)";
}
