using System.Net;
using System.Text;
using System.Text.Json;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// A beacon node that a command asks about its chain and gives operations to, over the Beacon API; each answer within bounds of length and
/// time. What it does not say is a reason and no exception.
/// </summary>
internal sealed class BeaconNode : IDisposable
{
    private const int MaxAnswer = 1 << 20;
    private const int MaxMessage = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    /// <summary>A node at a URL that ends in a slash; its user, if any, is told to it alone.</summary>
    public BeaconNode(Uri url)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = url,
            Timeout = Patience,
            MaxResponseContentBufferSize = MaxAnswer,
        };
        if (url.UserInfo.Length > 0)
        {
            _http.DefaultRequestHeaders.Authorization = new(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
        }
    }

    /// <summary>Asks for the root of the chain's genesis validators.</summary>
    public async Task<(Root? Root, string? Problem)> GenesisValidatorsRoot(CancellationToken cancellation)
    {
        var (data, problem) = await Get("eth/v1/beacon/genesis", cancellation);
        return Text(data, "genesis_validators_root") is { } text && Root.TryParse(text, out var root)
            ? (root, null)
            : (null, problem ?? "eth/v1/beacon/genesis: has no genesis_validators_root");
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
    public async Task<string?> Post(string path, string json, CancellationToken cancellation)
    {
        try
        {
            using var body = new StringContent(json, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(path, body, cancellation);
            return response.IsSuccessStatusCode
                ? null
                : $"{path}: {(int)response.StatusCode} {Message(await response.Content.ReadAsStringAsync(cancellation))}";
        }
        catch (Exception e) when (IsOfNetwork(e, cancellation))
        {
            return $"{path}: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(JsonElement Data, string? Problem)> Get(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(path, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (default, $"{path}: {(int)response.StatusCode} {Message(text)}");
            }

            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var data)
                ? (data.Clone(), null)
                : (default, $"{path}: the answer has no data");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (default, $"{path}: the answer is no JSON");
        }
        catch (Exception e) when (IsOfNetwork(e, cancellation))
        {
            return (default, $"{path}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static bool IsOfNetwork(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private static string Message(string text) =>
        string.Concat(text.Where(static letter => !char.IsControl(letter)).Take(MaxMessage));
}
