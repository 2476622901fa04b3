using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>A builder that remembers what it is asked, told and given, and has nothing but what a test has it bid.</summary>
internal sealed class RecordingBuilders : IBuilderClient
{
    public List<BidRequest> Asked { get; } = [];

    public List<(string Url, BLSPubkey Proposer, BuilderPreferencesRequest Request)> Told { get; } = [];

    public List<(string Url, Slot Slot)> Given { get; } = [];

    /// <summary>What it bids where it is asked; null for nothing.</summary>
    public Func<BidRequest, SignedExecutionPayloadBid?> Bid { get; init; } = static _ => null;

    /// <summary>What is said of all proposers where one builder is named, with what requests to it are authenticated with.</summary>
    public static ProposerTable Named(string url, ByteList data) => ProposerTable.Empty with
    {
        Defaults = ProposerDefaults.Usual with
        {
            Builders = BuilderTerms.Usual with { Builders = [new BuilderEndpoint(url, data, [], 77, 0, BuilderTerms.Even)] },
        },
    };

    public Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout)
    {
        Asked.Add(request);
        return Task.FromResult(Bid(request) is { } bid ? new BidAnswer(bid, null) : new BidAnswer(null, "it has no bid"));
    }

    public Task<string?> SubmitBuilderPreferences(string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout)
    {
        Told.Add((url, proposer, request));
        return Task.FromResult<string?>(null);
    }

    public Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout)
    {
        Given.Add((url, block.Message.Slot));
        return Task.FromResult<string?>(null);
    }

    public Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout) =>
        Task.FromResult(new HeaderAnswer(null, "it has no header"));

    public Task<BlindedAnswer> SubmitBlindedBlock(
        string url, SignedBlindedBeaconBlock block, TimeSpan timeout, CancellationToken enough) =>
        Task.FromResult(new BlindedAnswer(null, null, "it has no payload"));

    public Task<string?> RegisterValidators(
        string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout) =>
        Task.FromResult<string?>("it is another's");
}
