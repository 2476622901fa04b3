using System.Text.Json;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>Looks whether the beacon node to begin from answers, and is of the same chain.</summary>
internal static class CheckpointCheck
{
    private const string Name = "checkpoint";
    private const string Advice = "name a beacon node (--checkpoint-sync-url)";

    /// <summary>Asks it for its genesis; nothing where no such node is given.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(Patient patient, ProbeHttp http, CancellationToken cancellation)
    {
        if (patient.Run.CheckpointSyncUrl is not { } url)
        {
            return [];
        }

        var answer = await http.Get(new Uri(url, "eth/v1/beacon/genesis"), cancellation);
        if (answer.Problem is { } problem)
        {
            return [Finding.Fail(Name, $"{url.Authority}: {problem}", $"{Advice} that serves its finalized state")];
        }

        var version = answer.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("genesis_fork_version", out var member)
            && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        var own = patient.Spec?.Config.GenesisForkVersion.ToString();
        return [version is null ? Finding.Fail(Name, $"{url.Authority} does not say its genesis", Advice)
            : own is not null && version != own
                ? Finding.Fail(
                    Name, $"{url.Authority} is of another chain: GENESIS_FORK_VERSION {version}, not {own}", $"{Advice} of this chain")
            : Finding.Ok(Name, $"{url.Authority} answers")];
    }
}
