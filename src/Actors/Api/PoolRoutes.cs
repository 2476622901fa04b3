using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Takes what validators and operators sign besides blocks: attestations, aggregates, signatures of sync committees and contributions,
/// payload votes, preferences, slashings, exits and changes of credentials. Each is judged by gossip's conditions and then sent; those of a
/// list that were not are told by their place.
/// </summary>
internal static class PoolRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        void Post(string path, Func<HttpContext, Task> handler) => routes.MapPost(path, BeaconApi.Guarded(handler));

        void PostAll(string path, Func<HttpContext, Task> handler) => Post(path, async http =>
        {
            try
            {
                await handler(http);
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status400BadRequest)
            {
                // The list as a whole is at fault, and no item of it.
                await ApiResponse.Failures(http, [], e.Message);
            }
        });

        PostAll("/eth/v1/beacon/pool/attestations", http => Attestations(http, api, null));
        PostAll("/eth/v2/beacon/pool/attestations", http => Attestations(http, api, ApiRequest.Version(http)));
        PostAll("/eth/v1/validator/aggregate_and_proofs", http => All<SignedAggregateAndProof>(http, api, Present(api)));
        PostAll("/eth/v2/validator/aggregate_and_proofs", http => All<SignedAggregateAndProof>(http, api, ApiRequest.Version(http)));
        PostAll("/eth/v1/beacon/pool/sync_committees", http => SyncCommittees(http, api));
        PostAll("/eth/v1/validator/contribution_and_proofs", http => All<SignedContributionAndProof>(http, api, Present(api)));
        PostAll("/eth/v1/beacon/pool/payload_attestations", http => All<PayloadAttestationMessage>(http, api, Gloas(http)));
        PostAll("/eth/v1/validator/proposer_preferences", http => All<SignedProposerPreferences>(http, api, Gloas(http)));
        PostAll("/eth/v1/beacon/pool/bls_to_execution_changes", http => All<SignedBLSToExecutionChange>(http, api, Present(api)));
        Post("/eth/v1/beacon/pool/voluntary_exits", http => One<SignedVoluntaryExit>(http, api, Present(api)));
        Post("/eth/v1/beacon/pool/proposer_slashings", http => One<ProposerSlashing>(http, api, Present(api)));
        Post("/eth/v1/beacon/pool/attester_slashings", http => One<AttesterSlashing>(http, api, Present(api)));
        Post("/eth/v2/beacon/pool/attester_slashings", http => One<AttesterSlashing>(
            http, api, ApiRequest.Header(http, ApiResponse.VersionHeader) is null ? Present(api) : ApiRequest.Version(http)));
    }

    /// <summary>Publishes one message, and answers 400 with the reason where it was not sent, 503 where nobody judged it.</summary>
    public static async Task PublishOne(HttpContext http, ApiContext api, Publish message)
    {
        var published = (await Send(api, [message]))[0];
        if (Problem(published) is { } problem)
        {
            await ApiResponse.Error(http, published.IsJudged ? ApiError.BadRequest(problem) : ApiError.Unavailable(problem));
        }
    }

    private static async Task One<T>(HttpContext http, ApiContext api, ForkName fork)
        where T : class, Spec.Ssz.ISszType<T> =>
        await PublishOne(http, api, new Publish(await ApiRequest.Value<T>(http, api.Spec.Ssz(fork))));

    private static async Task All<T>(HttpContext http, ApiContext api, ForkName fork)
        where T : class, Spec.Ssz.ISszType<T> =>
        await Publish(http, api, await ApiRequest.Values<T>(http, api.Spec.Ssz(fork)), static item => ([new Publish(item)], null));

    private static async Task Attestations(HttpContext http, ApiContext api, ForkName? said)
    {
        var fork = said ?? Present(api);
        var places = new VotePlaces(api.Reader.View, api.Schedule.SlotAtOrGenesis(api.Now()));
        if (fork >= ForkName.Electra)
        {
            if (said is null)
            {
                throw ApiRequest.Bad($"in {fork.Text()} attestations are to be sent to /eth/v2/beacon/pool/attestations");
            }

            var votes = await ApiRequest.Values<SingleAttestation>(http, api.Spec.Ssz(fork));
            await Publish(http, api, votes, vote => places.Of(vote, vote.Data, vote.CommitteeIndex));
            return;
        }

        var aggregates = await ApiRequest.Values<Attestation>(http, api.Spec.Ssz(fork));
        await Publish(http, api, aggregates, vote => places.Of(vote, vote.Data, vote.Data.Index));
    }

    private static async Task SyncCommittees(HttpContext http, ApiContext api)
    {
        var messages = await ApiRequest.Values<SyncCommitteeMessage>(http, api.Spec.Ssz(Present(api)));
        var places = new VotePlaces(api.Reader.View, api.Schedule.SlotAtOrGenesis(api.Now()));
        await Publish(http, api, messages, places.Of);
    }

    /// <summary>
    /// Publishes the items of a body, each on its subnets, and answers with what failed: 400, or 503 where nobody judged any of that. An
    /// item may not be publishable at all, with the reason.
    /// </summary>
    private static async Task Publish<T>(
        HttpContext http, ApiContext api, IReadOnlyList<T> items, Func<T, (IReadOnlyList<Publish> Messages, string? Problem)> messagesOf)
    {
        var failures = new SortedDictionary<int, string>();
        var owners = new List<int>();
        var all = new List<Publish>();
        var isAnyAtFault = false;
        foreach (var (index, item) in items.Index())
        {
            var (messages, problem) = messagesOf(item);
            if (problem is not null)
            {
                isAnyAtFault = true;
                failures[index] = problem;
            }

            all.AddRange(messages);
            owners.AddRange(Enumerable.Repeat(index, messages.Count));
        }

        foreach (var (owner, published) in owners.Zip(await Send(api, all)))
        {
            if (Problem(published) is { } problem)
            {
                isAnyAtFault |= published.IsJudged;
                failures.TryAdd(owner, problem);
            }
        }

        await (failures.Count > 0 && !isAnyAtFault
            ? ApiResponse.Error(http, ApiError.Unavailable($"{failures.Count} of {items.Count} were not judged: {failures.First().Value}"))
            : ApiResponse.Failures(http, [.. failures.Select(static failure => (failure.Key, failure.Value))]));
    }

    private static async Task<IReadOnlyList<Published>> Send(ApiContext api, IReadOnlyList<Publish> messages)
    {
        var together = await api.Duties.Publish(messages, 2 * ProductionRoutes.DeadlineOf(api));
        return together.Overload is { } overload
            ? throw new BadHttpRequestException(overload, StatusCodes.Status503ServiceUnavailable)
            : together.Outcomes;
    }

    /// <summary>
    /// Why a message was not sent; null where it was, or need not be: the same bytes were on the network before, or the same votes in an
    /// aggregate of others.
    /// </summary>
    private static string? Problem(Published published) =>
        published.IsOut || published.IsCovered ? null : $"{published.Reason ?? "it was not sent"} ({published.Decision})";

    private static ForkName Present(ApiContext api) => api.Spec.ForkAtSlot(api.Schedule.SlotAtOrGenesis(api.Now()));

    private static ForkName Gloas(HttpContext http) => ApiRequest.Version(http) is >= ForkName.Gloas and var fork
        ? fork
        : throw ApiRequest.Bad("that fork has no payload timeliness committees and no preferences");
}
