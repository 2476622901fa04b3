using Akka.Actor;
using Consensoor.Actors.Signing;

namespace Consensoor.Actors.Tests.Hosting.Keys;

/// <summary>
/// Signing, but where it is told to it hears nothing about keys, or cannot read what they signed; counts what it is asked.
/// </summary>
internal sealed class HeldUpSigning : ReceiveActor
{
    public HeldUpSigning(IActorRef signing, Switch with)
    {
        Receive<RemoveKeys>(message => with.Fault == Fault.IsUnreadable, message =>
        {
            var asker = Sender;
            signing.Ask<KeysRemoved>(message, TimeSpan.FromSeconds(60)).PipeTo(
                asker, success: static removed => removed with { History = null, Problem = "the disk is gone" });
        });
        ReceiveAny(message =>
        {
            with.Asked++;
            if (with.Fault != Fault.IsDeaf || message is not (AddKeys or RemoveKeys or ImportHistory))
            {
                signing.Forward(message);
            }
        });
    }

    public enum Fault
    {
        None,
        IsDeaf,
        IsUnreadable,
    }

    public sealed class Switch
    {
        public volatile Fault Fault;
        public volatile int Asked;
    }
}
