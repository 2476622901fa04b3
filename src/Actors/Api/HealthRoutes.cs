using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /consensoor/v1/health/{startup,live,ready} for whoever runs the node in a container: 200, or 503 with the reason. `startup` is
/// over once chain and record are there. `live` fails where the chain no longer follows the clock, which a restart may mend. `ready` fails
/// while the node is of no use to validators: starting, behind, or without its execution layer; a restart mends none of it.
/// </summary>
internal static class HealthRoutes
{
    /// <summary>How many slots the chain's own clock may be behind before a node is taken for stuck.</summary>
    public const ulong StuckSlots = 8;

    private const string Root = "/consensoor/v1/health";

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.Map(OwnOperations.Startup, http => Answer(http, Startup(api)));
        routes.Map(OwnOperations.Live, http => Answer(http, Live(api)));
        routes.Map(OwnOperations.Ready, http => Answer(http, Startup(api) ?? Ready(api)));
    }

    /// <summary>True for the paths of health, the standard's among them.</summary>
    public static bool IsHealth(PathString path) => path.StartsWithSegments(Root) || path == NodeRoutes.HealthPath;

    /// <summary>Says that the chain's clock is stuck, by the slot of its last view and that of the clock; null where it is not.</summary>
    public static string? Stuck(Slot view, Slot now) =>
        view + StuckSlots < now ? $"the chain stands in slot {view}, and the clock in slot {now}" : null;

    private static string? Startup(ApiContext api) => ViewOf(api) is null ? "the chain is being loaded"
        : !api.Identity.Current.IsComplete ? "the node's record is not made yet"
        : null;

    // While it starts it is not stuck: that is what startup is for.
    private static string? Live(ApiContext api) =>
        ViewOf(api) is { } view ? Stuck(view.CurrentSlot, api.Schedule.SlotAtOrGenesis(api.Now())) : null;

    private static string? Ready(ApiContext api)
    {
        var distance = NodeRoutes.Distance(api, api.Reader.Head);
        return distance > NodeRoutes.SyncTolerance ? $"the head is {distance} slots behind the clock"
            : api.Execution.IsOffline ? "the execution layer does not answer"
            : null;
    }

    private static ChainView? ViewOf(ApiContext api)
    {
        try
        {
            return api.Reader.View;
        }
        catch (ChainNotLoadedException)
        {
            return null;
        }
    }

    private static Task Answer(HttpContext http, string? problem) => problem is null
        ? ApiResponse.Data(http, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", "ok");
            writer.WriteEndObject();
        })
        : ApiResponse.Error(http, ApiError.Unavailable(problem));
}
