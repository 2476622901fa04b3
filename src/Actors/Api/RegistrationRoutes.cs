using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Takes registrations of validators whose keys are elsewhere: POST /eth/v1/validator/register_validator. Each goes to the builders of its
/// key or of all, without those of validators that the head does not know or that have left; from gloas on to nobody, since builders go by
/// preferences then. The signatures builders verify.
/// </summary>
internal static class RegistrationRoutes
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.MapPost("/eth/v1/validator/register_validator", BeaconApi.Guarded(http => Register(http, api)));

    private static async Task Register(HttpContext http, ApiContext api)
    {
        var epoch = api.Schedule.EpochOf(api.Schedule.SlotAtOrGenesis(api.Now()));
        var given = await ApiRequest.Values<SignedValidatorRegistrationV1>(http, api.Spec.Ssz(ForkName.Bellatrix));
        if (api.Spec.ForkAt(epoch) >= ForkName.Gloas)
        {
            return;
        }

        var state = api.Reader.View.HeadState;
        var table = (await api.Duties.Proposers.Ask<ProposersChanged>(GetProposers.Instance, Deadline)).Table;
        var byUrl = new SortedDictionary<string, List<SignedValidatorRegistrationV1>>(StringComparer.Ordinal);
        foreach (var registration in given)
        {
            var pubkey = registration.Message.Pubkey;
            if (!Accessors.TryGetValidatorIndex(state, pubkey, out var index) || state.Validators[(int)index].ExitEpoch <= epoch)
            {
                continue;
            }

            var terms = table.BuildersOf(pubkey);
            foreach (var url in terms.IsEnabled ? terms.Builders.Select(static one => one.Url).Distinct() : [])
            {
                if (!byUrl.TryGetValue(url, out var list))
                {
                    byUrl[url] = list = [];
                }

                list.Add(registration);
            }
        }

        foreach (var (url, list) in byUrl)
        {
            api.Duties.Builders.Tell(new RegisterWithBuilder(url, list), ActorRefs.NoSender);
        }
    }
}
