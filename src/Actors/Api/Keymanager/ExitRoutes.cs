using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>`/eth/v1/validator/{pubkey}/voluntary_exit`: an exit is signed and given, and not published.</summary>
internal static class ExitRoutes
{
    private const ulong RequestId = 1;

    /// <summary>Adds the route to a server.</summary>
    public static void Map(IEndpointRouteBuilder routes, KeymanagerContext context) => routes.Map(
        KeymanagerOperations.SignExit, http => ProposerRoutes.ForKey(http, context, key => Sign(http, context, key)));

    private static async Task Sign(HttpContext http, KeymanagerContext context, BLSPubkey key)
    {
        var epoch = ApiRequest.NumberOrNull(http, "epoch");
        var view = (await context.Chain.Ask<ChainViewChanged>(GetChainView.Instance, KeymanagerContext.Deadline)).View;
        var state = view.HeadState;
        var now = view.CurrentSlot / context.Spec.Preset.SlotsPerEpoch;
        if (!Accessors.TryGetValidatorIndex(state, key, out var index)
            || !Predicates.IsActiveValidator(state.Validators[(int)index], Accessors.GetCurrentEpoch(state)))
        {
            await ApiResponse.Error(http, ApiError.BadRequest($"the validator of {key} is not active"));
            return;
        }

        var exit = new VoluntaryExit { Epoch = epoch ?? now, ValidatorIndex = index };
        var toSign = DutySigning.Exit(state, exit, key);
        var signed = await context.Signing.Ask<Signed>(new Sign(RequestId, [toSign]), KeymanagerContext.Deadline);
        if (signed.Outcomes[0].Signature is not { } signature)
        {
            await ApiResponse.Error(http, new ApiError(StatusCodes.Status500InternalServerError, signed.Outcomes[0].Refusal!));
            return;
        }

        await ApiResponse.Data(http, json =>
            new SignedVoluntaryExit { Message = exit, Signature = signature }.WriteJson(json, state.Ssz));
    }
}
