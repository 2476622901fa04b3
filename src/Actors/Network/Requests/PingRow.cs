using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Exchanges the sequence numbers of metadata (`phase0/p2p-interface.md#ping-v1`).</summary>
internal static class PingRow
{
    public static RequestRow Row { get; } = new NumberRow<PingRequest>("ping")
    {
        Number = static request => request.SeqNumber,
        Make = static number => new PingRequest(number),
        Serve = static (context, _) =>
            context.MetaData is { } own ? ServePlan.Of(own.SeqNumber) : ServePlan.NotAvailable("the node starts"),
    };
}
