using System.Globalization;
using System.Net;
using System.Text.Json;
using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>
/// The middleware of distributed validators in front of a node, as far as selections go, and the signer with the shares of the validators'
/// keys: a selection proof of the signer is a share's, which no node takes. Of each the middleware checks the form and that it is the share
/// of the validator it names, over what it names, and combines it to the proof of the validator itself.
/// </summary>
internal sealed class SelectionMiddleware : IValidatorSigner, IDisposable
{
    private const int First = RemoteRun.Validators;

    private readonly LocalSigner _whole = new(KeyedBls.Shared, InteropGenesis.SecretKeys(0, RemoteRun.Validators));
    private readonly LocalSigner _shares = new(KeyedBls.Shared, InteropGenesis.SecretKeys(First, RemoteRun.Validators));
    private readonly Dictionary<BLSSignature, (BLSPubkey Pubkey, Root SigningRoot, SigningContent Content)> _partials = [];

    /// <summary>Stands in front of the nodes of a run, whose validators sign with the shares.</summary>
    public SelectionMiddleware(RemoteRun run)
    {
        run.Shares = this;
        run.Api.Instead = (_, request) => request.RequestUri!.AbsolutePath switch
        {
            "/eth/v1/validator/beacon_committee_selections" => Answer(request, Committees, isSync: false),
            "/eth/v1/validator/sync_committee_selections" => Answer(request, SyncCommittee, isSync: true),
            _ => null,
        };
        run.Api.Hangs = (_, request) =>
            Kind == "hangs" && request.RequestUri!.AbsolutePath.EndsWith("_selections", StringComparison.Ordinal);
    }

    /// <summary>What is wrong with its answers; empty for nothing.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What it was asked for committees: the first slot, and how many proofs.</summary>
    public List<(ulong First, int Count)> Committees { get; } = [];

    /// <summary>The same for the sync committee.</summary>
    public List<(ulong First, int Count)> SyncCommittee { get; } = [];

    public IReadOnlyList<BLSPubkey> Pubkeys => _whole.Pubkeys;

    public SigningAnswer Sign(ToSign message, Root signingRoot)
    {
        if (message is not ToSign.Other { Content: SigningContent.AggregationSlot or SigningContent.SyncCommitteeSelection } selection)
        {
            return _whole.Sign(message, signingRoot);
        }

        var index = Enumerable.Range(0, Pubkeys.Count).First(index => Pubkeys[index] == message.Pubkey);
        var partial = _shares.Sign(_shares.Pubkeys[index], signingRoot);
        lock (_partials)
        {
            _partials[partial] = (message.Pubkey, signingRoot, selection.Content!);
        }

        return new SigningOutcome(partial, null);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _shares.Dispose();
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, List<(ulong, int)> asked, bool isSync)
    {
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.MediaType);
        using var json = JsonDocument.Parse(request.Content.ReadAsStream());
        var items = json.RootElement.EnumerateArray().Select(item => Combine(item, isSync)).ToList();
        asked.Add((items.Min(static item => item.Slot), items.Count));
        return Kind switch
        {
            "501" => SimulatedApi.Json("""{"code":501,"message":"not a middleware"}""", HttpStatusCode.NotImplemented),
            "html" => SimulatedApi.Json("<html>"),
            "strange" => SimulatedApi.Json(Body(items.Select(static item => OfAnotherSlot(item.Json)))),
            "partial" => SimulatedApi.Json(Body([])),
            _ => SimulatedApi.Json(Body(items.Select(static item => item.Json))),
        };
    }

    private static string OfAnotherSlot(string json) => json.Replace("\"slot\":\"", "\"slot\":\"9", StringComparison.Ordinal);

    private static string Body(IEnumerable<string> items) => $$"""{"data":[{{string.Join(',', items)}}]}""";

    private (ulong Slot, string Json) Combine(JsonElement item, bool isSync)
    {
        string[] members = ["validator_index", "slot", .. isSync ? (string[])["subcommittee_index"] : [], "selection_proof"];
        Assert.Equal(members, item.EnumerateObject().Select(static member => member.Name));
        Assert.True(BLSSignature.TryParse(item.GetProperty("selection_proof").GetString()!, out var partial));
        (BLSPubkey Pubkey, Root SigningRoot, SigningContent Content) made;
        lock (_partials)
        {
            made = _partials[partial];
        }

        var slot = Number(item, "slot");
        Assert.Equal(Pubkeys[(int)Number(item, "validator_index")], made.Pubkey);
        Assert.Equal(
            (slot, isSync ? Number(item, "subcommittee_index") : (ulong?)null),
            made.Content is SigningContent.SyncCommitteeSelection sync
                ? (sync.Data.Slot, (ulong?)sync.Data.SubcommitteeIndex)
                : (((SigningContent.AggregationSlot)made.Content).Slot, null));
        var combined = _whole.Sign(made.Pubkey, made.SigningRoot);
        return (slot, item.GetRawText().Replace(partial.ToString(), combined.ToString(), StringComparison.Ordinal));
    }

    private static ulong Number(JsonElement item, string name) =>
        ulong.Parse(item.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
