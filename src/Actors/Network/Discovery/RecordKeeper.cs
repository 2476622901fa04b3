using System.Text;
using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>Writes the node's record down, as text, where the disk makes nobody wait but itself.</summary>
internal sealed class RecordKeeper : ReceiveActor
{
    /// <summary>Keeps records in a place; each takes the place of the one before.</summary>
    public RecordKeeper(IKeptBytes kept)
    {
        var log = Context.GetLogger();
        Receive<string>(record =>
        {
            if (kept.Write(Encoding.ASCII.GetBytes(record)) is { } problem)
            {
                log.Warning("the node's record could not be kept: {0}", problem);
            }
        });
    }

    /// <summary>Describes the keeper of a place.</summary>
    public static Props Props(IKeptBytes kept) => Akka.Actor.Props.Create(() => new RecordKeeper(kept));
}
