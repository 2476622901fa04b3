using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// The builder beside the node of a walk: the relay of simulations for the one proposer that a walk names, and preferences that it keeps.
/// </summary>
internal sealed class WalkBuilder(SimulatedRelay relay) : IBuilderClient
{
    private readonly List<(BLSPubkey Proposer, BuilderPreferencesRequest Request)> _preferences = [];

    /// <summary>Who is given headers; null for nobody.</summary>
    public BLSPubkey? Served { get; set; }

    /// <summary>Whether the one who is served is registered with it.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>What it was told of proposers' preferences.</summary>
    public IReadOnlyList<(BLSPubkey Proposer, BuilderPreferencesRequest Request)> Preferences => _preferences;

    public Task<string?> RegisterValidators(string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout)
    {
        IsRegistered |= registrations.Any(one => one.Message.Pubkey == Served);
        return relay.RegisterValidators(url, registrations, timeout);
    }

    public Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout) => request.Proposer == Served
        ? relay.GetHeader(request, timeout)
        : Task.FromResult(new HeaderAnswer(null, "it serves another"));

    public Task<BlindedAnswer> SubmitBlindedBlock(
        string url, SignedBlindedBeaconBlock block, TimeSpan timeout, CancellationToken enough) =>
        relay.SubmitBlindedBlock(url, block, timeout, enough);

    public Task<string?> SubmitBuilderPreferences(string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout)
    {
        _preferences.Add((proposer, request));
        return Task.FromResult<string?>(null);
    }

    public Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout) =>
        relay.GetExecutionPayloadBid(request, timeout);

    public Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout) =>
        relay.SubmitSignedBeaconBlock(url, block, timeout);
}
