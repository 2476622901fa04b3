using System.Text.Json;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Texts;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Says of what use a beacon node is: its rank among others, lower ones first, null for none; and what is wrong with it, if anything.
/// </summary>
internal sealed record NodeHealth(int? Rank, string? Problem)
{
    private const int Synced = 0, WithoutExecution = 1, Behind = 2;

    /// <summary>Says that nothing is known of a node yet.</summary>
    public static NodeHealth Unknown { get; } = new(null, null);

    /// <summary>True where it says something else than before for people: numbers aside, which differ from slot to slot.</summary>
    public bool IsNews(NodeHealth before) =>
        before == Unknown || before.Rank != Rank || !WithoutNumbers(before.Problem).SequenceEqual(WithoutNumbers(Problem));

    /// <summary>
    /// Reads an answer of `/eth/v1/node/syncing`. A node that is syncing or optimistic is of no use. One whose head is less than an epoch
    /// behind serves where no other does: the chain may stand still, and starts again only by who acts on its head.
    /// </summary>
    public static NodeHealth OfSyncing(BeaconAnswer answer, ulong slotsPerEpoch) => RemoteJson.Read(answer, json =>
    {
        var data = RemoteJson.Member(json, "data");
        var distance = RemoteJson.Number(data, "sync_distance");
        var isOffline = data.TryGetProperty("el_offline", out var offline) && offline.ValueKind == JsonValueKind.True;
        return data.TryGetProperty("is_optimistic", out var optimistic) && optimistic.ValueKind == JsonValueKind.True
                ? new NodeHealth(null, $"{answer.Name} is optimistic: its execution layer has not decided about its head")
            : !RemoteJson.Flag(data, "is_syncing") ? isOffline
                ? new NodeHealth(WithoutExecution, $"{answer.Name} has no execution layer now")
                : new NodeHealth(Synced, null)
            : distance < slotsPerEpoch ? new NodeHealth(Behind, $"{answer.Name} is {distance} slots behind")
            : new NodeHealth(null, $"{answer.Name} is syncing, {distance} slots behind");
    });

    private static IEnumerable<char> WithoutNumbers(string? problem) => (problem ?? "").Where(static letter => !char.IsAsciiDigit(letter));

    /// <summary>Reads an answer of `/eth/v1/beacon/genesis`; null where the node is of a chain, else what is wrong.</summary>
    public static NodeHealth? OfGenesis(BeaconAnswer answer, Root genesisValidatorsRoot, ulong genesisTime)
    {
        var (root, time) = Genesis(answer, null);
        return root == genesisValidatorsRoot && time == genesisTime
            ? null
            : new NodeHealth(null, $"{answer.Name} is of another chain: its genesis validators root is {root}, its genesis time {time}");
    }

    /// <summary>
    /// Reads an answer of `/eth/v1/beacon/genesis`; refuses one with another fork version than those of a list, where there is one.
    /// </summary>
    public static RemoteGenesis Genesis(BeaconAnswer answer, IReadOnlyList<Bytes4>? forkVersions) => RemoteJson.Read(answer, json =>
    {
        var data = RemoteJson.Member(json, "data");
        return forkVersions is not null && RemoteJson.Text(data, "genesis_fork_version") is var told
            && !forkVersions.Any(version => told.Equals(version.ToString(), StringComparison.OrdinalIgnoreCase))
                ? throw new InvalidDataException($"it is of another network: its genesis has the fork version {SafeText.Shown(told)}")
                : new RemoteGenesis(RemoteJson.Root(data, "genesis_validators_root"), RemoteJson.Number(data, "genesis_time"));
    });
}
