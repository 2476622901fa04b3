using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api;

/// <summary>Shows the preferences of proposers in slots to come that gossip brought: GET /eth/v1/beacon/proposer_preferences.</summary>
internal static class PreferenceReadRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.MapGet("/eth/v1/beacon/proposer_preferences", BeaconApi.Guarded(http =>
        {
            var slot = ApiRequest.NumberOrNull(http, "slot");
            Root? root = ApiRequest.Text(http, "dependent_root") is null ? null : ApiRequest.Root(http, "dependent_root");
            var fork = api.Spec.ForkAtSlot(slot ?? api.Schedule.SlotAtOrGenesis(api.Now()));
            if (fork < ForkName.Gloas)
            {
                throw ApiRequest.Bad($"{fork.Text()} has no preferences of proposers");
            }

            return ApiResponse.ValueList(
                http,
                fork,
                [.. api.Preferences.Current.Where(known => (slot ?? known.Message.ProposalSlot) == known.Message.ProposalSlot
                    && (root ?? known.Message.DependentRoot) == known.Message.DependentRoot)],
                api.Spec.Ssz(fork));
        }));
}
