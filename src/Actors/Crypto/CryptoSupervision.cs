using Akka.Actor;

namespace Consensoor.Actors.Crypto;

/// <summary>A worker that fails is restarted in place, however often, after <paramref name="failed"/> was told: it holds nothing, and what it failed on is not tried again.</summary>
internal sealed class CryptoSupervision(Action<IActorRef> failed) : OneForOneStrategy(static _ => Directive.Restart)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        failed(child);
        return exception is ActorInitializationException ? Directive.Stop : Directive.Restart;
    }
}
