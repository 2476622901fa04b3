using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Decides about the health of a node, for the routes of health and for the checks of a host that holds the node.</summary>
internal static class NodeHealth
{
    /// <summary>How many slots the chain's own clock may be behind before a node is taken for stuck.</summary>
    public const ulong StuckSlots = 8;

    /// <summary>Says what is wrong; null where nothing is.</summary>
    public static string? Problem(ApiContext api, NodeProbe probe) => probe switch
    {
        NodeProbe.Startup => Startup(api),
        NodeProbe.Live => Live(api),
        _ => Startup(api) ?? Ready(api),
    };

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
}
