using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Network.Requests;

/// <content>This node's own questions: status, pings and metadata of each peer, and what the answers say.</content>
internal sealed partial class RequestsActor
{
    private const string UpkeepTimer = "upkeep";

    private readonly PeerUpkeep _upkeep;

    /// <summary>Asks what is due, and sets the timer for what comes next.</summary>
    private void KeepUp()
    {
        foreach (var (peer, request) in _upkeep.Take(_own.MetaData?.SeqNumber ?? 0, Now))
        {
            OnAsk(new AskPeer(0, peer, request), Self);
        }

        if (_upkeep.NextDue is { } due)
        {
            var wait = due - Now;
            Timers.StartSingleTimer(UpkeepTimer, UpkeepDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1));
        }
    }

    private void OnOwnAnswer(PeerAnswered answered)
    {
        var (peer, item) = (answered.Peer, answered.Items.Count > 0 ? answered.Items[0] : null);
        switch (answered.Request)
        {
            case StatusRequest when item is Status status:
                NoteStatus(peer, status);
                break;
            case PingRequest when _upkeep.Ponged(peer, answered.Result, item as ulong?, Now):
                _network.Tell(new LeavePeer(peer, GoodbyeReason.Fault, $"{_settings.PingsLost} pings in a row were not answered"));
                break;
            case MetaDataRequest:
                _upkeep.Answered(peer, answered.Result, item as MetaData, Now);
                if (item is MetaData metaData)
                {
                    Context.System.EventStream.Publish(new PeerMetaDataReceived(peer, metaData, Now));
                }

                break;
        }

        KeepUp();
    }

    private sealed record UpkeepDue
    {
        public static UpkeepDue Instance { get; } = new();
    }
}
