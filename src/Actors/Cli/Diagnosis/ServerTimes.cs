using Consensoor.Actors.Engine;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.BeaconApi;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>Asks servers that a node is given what time it is: by the `Date` of whatever each answers within 10 s.</summary>
internal static class ServerTimes
{
    /// <summary>Lists what their clocks said, beside what the own one said; a server that does not say is left out.</summary>
    public static async Task<IReadOnlyList<(string Server, DateTimeOffset Theirs, DateTimeOffset Ours)>> Of(
        Patient patient, CancellationToken cancellation)
    {
        var consensoor = patient.Hocon?.Config.GetConfig("consensoor");
        Uri?[] servers =
        [
            consensoor is null ? null : ExecutionChoice.From(consensoor).Url,
            patient.Run.CheckpointSyncUrl,
            consensoor is null ? null : KeyOptions.From(consensoor).Signer?.Url,
        ];
        using var client = CheckpointHttp.NewClient();
        var times = await Task.WhenAll(servers.OfType<Uri>().Select(server => Ask(client, server, patient.Time, cancellation)));
        return [.. times.Where(static time => time is not null).Select(static time => time!.Value)];
    }

    private static async Task<(string Server, DateTimeOffset Theirs, DateTimeOffset Ours)?> Ask(
        BeaconHttp client, Uri server, TimeProvider time, CancellationToken cancellation) =>
        await client.Date(new BeaconServer(server), Patient.Patience, cancellation) is { } theirs
            ? (server.Authority, theirs, time.GetUtcNow())
            : null;
}
