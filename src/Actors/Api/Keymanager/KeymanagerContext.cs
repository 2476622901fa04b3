using Akka.Actor;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>What the handlers of the keymanager API work with: the keys, and the actors of the node by their paths.</summary>
internal sealed record KeymanagerContext(ChainSpec Spec, KeyManager Keys, ICanTell Signing, ICanTell Proposers, ICanTell Chain)
{
    /// <summary>How long an actor may take to answer.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
}
