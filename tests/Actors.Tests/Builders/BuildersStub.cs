using System.Collections.Concurrent;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>Builders that answer when the test says so.</summary>
internal sealed class BuildersStub : IBuilderClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BlockingCollection<(BidRequest Request, TaskCompletionSource<BidAnswer> Answer)> _asked = [];
    private readonly Dictionary<string, TaskCompletionSource<BidAnswer>> _open = [];

    /// <summary>What becomes of blocks that are given; null where they are refused at once.</summary>
    public TaskCompletionSource<string?>? Given { get; set; }

    public Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout)
    {
        var answer = new TaskCompletionSource<BidAnswer>();
        _asked.Add((request, answer));
        return answer.Task;
    }

    public Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout) =>
        Given?.Task ?? Task.FromResult<string?>("it is another's bid");

    /// <summary>Answers who asks for a header; by default there is none.</summary>
    public Func<HeaderRequest, Task<HeaderAnswer>> Header { get; set; } =
        static _ => Task.FromResult(new HeaderAnswer(null, "the builder has no header"));

    /// <summary>What tells each builder, by its URL, that nobody needs its payload any more.</summary>
    public ConcurrentDictionary<string, CancellationToken> Enough { get; } = new();

    /// <summary>Answers who gives a blinded block to the builder of a URL; by default it is taken.</summary>
    public Func<string, SignedBlindedBeaconBlock, Task<BlindedAnswer>> Blinded { get; set; } =
        static (_, _) => Task.FromResult(new BlindedAnswer(null, null, null));

    /// <summary>The registrations that were given, by their URL, in parts as they came.</summary>
    public ConcurrentQueue<(string Url, IReadOnlyList<SignedValidatorRegistrationV1> Registrations)> Registered { get; } = new();

    /// <summary>What becomes of registrations.</summary>
    public TaskCompletionSource<string?>? Registering { get; set; }

    public Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout) => Header(request);

    public Task<BlindedAnswer> SubmitBlindedBlock(
        string url, SignedBlindedBeaconBlock block, TimeSpan timeout, CancellationToken enough)
    {
        Enough[url] = enough;

        return Blinded(url, block);
    }

    public Task<string?> RegisterValidators(string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout)
    {
        Registered.Enqueue((url, registrations));
        return Registering?.Task ?? Task.FromResult<string?>(null);
    }

    /// <summary>The preferences that were told, by URL and proposer.</summary>
    public ConcurrentQueue<(string Url, BLSPubkey Proposer, BuilderPreferencesRequest Request)> Preferred { get; } = new();

    /// <summary>What becomes of preferences, by their URL.</summary>
    public Func<string, Task<string?>> Preferring { get; set; } = static _ => Task.FromResult<string?>(null);

    public Task<string?> SubmitBuilderPreferences(string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout)
    {
        Preferred.Enqueue((url, proposer, request));
        return Preferring(url);
    }

    /// <summary>The next requests, in the order of their URLs; all there are where none is expected.</summary>
    public IReadOnlyList<BidRequest> Next(int count)
    {
        var requests = new List<BidRequest>();
        while (requests.Count < count && _asked.TryTake(out var one, Patience))
        {
            requests.Add(one.Request);
            _open[one.Request.Url] = one.Answer;
        }

        Assert.Equal(count, requests.Count);
        Assert.Empty(_asked);
        return [.. requests.OrderBy(static request => request.Url, StringComparer.Ordinal)];
    }

    public void Answer(string url, BidAnswer answer) => _open[url].SetResult(answer);
}
