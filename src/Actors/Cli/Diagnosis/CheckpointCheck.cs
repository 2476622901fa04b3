using Consensoor.Actors.Cli.Operations;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>Looks whether the beacon node to begin from answers as a start would ask it, and is of the same chain.</summary>
internal static class CheckpointCheck
{
    private const string Name = "checkpoint";
    private const string Advice = "name a beacon node (--checkpoint-sync-url)";

    /// <summary>Asks it for its genesis; nothing where no such node is given.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(Patient patient, CancellationToken cancellation)
    {
        if (patient.Run.CheckpointSyncUrl is not { } url)
        {
            return [];
        }

        using var node = new BeaconNode(url, Patient.Patience);
        var (version, problem) = await node.GenesisForkVersion(cancellation);
        var own = patient.Spec?.Config.GenesisForkVersion.ToString();
        return [version is null
            ? Finding.Fail(Name, $"{url.Authority}: {problem}", $"{Advice} that serves its finalized state")
            : own is not null && version != own
                ? Finding.Fail(
                    Name,
                    $"{url.Authority} is of another chain: GENESIS_FORK_VERSION {ConfigError.Shown(version)}, not {own}",
                    $"{Advice} of this chain")
            : Finding.Ok(Name, $"{url.Authority} answers")];
    }
}
