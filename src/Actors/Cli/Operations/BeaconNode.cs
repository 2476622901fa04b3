using System.Text.Json;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Interop.BeaconApi;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// A beacon node that a command asks about its chain and gives operations to, over the Beacon API; each answer within bounds of length and
/// time. What it does not say is a reason and no exception.
/// </summary>
internal sealed class BeaconNode : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly BeaconHttp _client = CheckpointHttp.NewClient();
    private readonly CheckpointHttp _http;

    /// <summary>A node at a URL that ends in a slash; its user, if any, is told to it alone. It has half a minute to answer.</summary>
    public BeaconNode(Uri url)
        : this(url, Longest)
    {
    }

    /// <summary>A node that has so long to answer.</summary>
    public BeaconNode(Uri url, TimeSpan longest) =>
        _http = new CheckpointHttp(_client, url, new CheckpointPatience(longest, longest, Tries: 1, TimeSpan.Zero));

    /// <summary>Asks for the root of the chain's genesis validators.</summary>
    public async Task<(Root? Root, string? Problem)> GenesisValidatorsRoot(CancellationToken cancellation)
    {
        var (data, problem) = await Get("eth/v1/beacon/genesis", cancellation);
        return Text(data, "genesis_validators_root") is { } text && Root.TryParse(text, out var root)
            ? (root, null)
            : (null, problem ?? "eth/v1/beacon/genesis: has no genesis_validators_root");
    }

    /// <summary>Asks for the fork version of the chain's genesis, as it writes it.</summary>
    public async Task<(string? Version, string? Problem)> GenesisForkVersion(CancellationToken cancellation)
    {
        var (data, problem) = await Get("eth/v1/beacon/genesis", cancellation);
        return Text(data, "genesis_fork_version") is { } text
            ? (text, null)
            : (null, problem ?? "eth/v1/beacon/genesis: has no genesis_fork_version");
    }

    /// <summary>Asks for the slot of the head.</summary>
    public async Task<(Slot? Slot, string? Problem)> HeadSlot(CancellationToken cancellation)
    {
        var (data, problem) = await Get("eth/v1/node/syncing", cancellation);
        return ulong.TryParse(Text(data, "head_slot"), out var slot)
            ? (slot, null)
            : (null, problem ?? "eth/v1/node/syncing: has no head_slot");
    }

    /// <summary>Asks for the index of a validator by its key.</summary>
    public async Task<(ValidatorIndex? Index, string? Problem)> IndexOf(BLSPubkey pubkey, CancellationToken cancellation)
    {
        var path = $"eth/v1/beacon/states/head/validators/{pubkey}";
        var (data, problem) = await Get(path, cancellation);
        return ulong.TryParse(Text(data, "index"), out var index) ? (index, null) : (null, problem ?? $"{path}: has no index");
    }

    /// <summary>Gives an operation to a pool; the reason where it is not taken.</summary>
    public async Task<string?> Post(string path, string json, CancellationToken cancellation) =>
        (await _http.PostJson(path, json, cancellation))?.Text;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Gives the data of an answer, or why there is none.</summary>
    public async Task<(JsonElement Data, string? Problem)> Get(string path, CancellationToken cancellation)
    {
        if (!(await _http.GetJson(path, cancellation)).Is(out var body, out var refusal))
        {
            return (default, refusal.Text);
        }

        try
        {
            using var document = JsonDocument.Parse(body.Bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var data)
                ? (data.Clone(), null)
                : (default, $"{path}: the answer has no data");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (default, $"{path}: the answer is no JSON");
        }
    }

    private static string? Text(JsonElement data, string name)
    {
        try
        {
            return data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var member)
                && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }
}
