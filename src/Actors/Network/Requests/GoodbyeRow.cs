using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Says why a peer is left (`phase0/p2p-interface.md#goodbye-v1`); the answer is the same number.</summary>
internal static class GoodbyeRow
{
    public static RequestRow Row { get; } = new NumberRow<GoodbyeRequest>("goodbye")
    {
        Number = static request => request.Reason,
        Make = static number => new GoodbyeRequest(number),
        Serve = static (_, request) => ServePlan.Of(request.Reason),
    };
}
