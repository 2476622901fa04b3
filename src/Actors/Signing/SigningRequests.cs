using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Signing;

/// <summary>
/// An actor's open requests to the signing actor. At most <see cref="MaxOpen"/>: where signing lags so far behind, the duty of the oldest
/// is over, and it is forgotten.
/// </summary>
internal sealed class SigningRequests(IActorRef signing, RequestIds ids)
{
    /// <summary>The most requests that are open at once.</summary>
    public const int MaxOpen = 32;

    private readonly SortedDictionary<ulong, Action<IReadOnlyList<SigningOutcome>>> _open = [];

    /// <summary>Asks for signatures; the action is given the outcomes.</summary>
    public void Ask(IReadOnlyList<ToSign> messages, Action<IReadOnlyList<SigningOutcome>> then)
    {
        if (_open.Count == MaxOpen)
        {
            _open.Remove(_open.Keys.First());
        }

        var id = ids.Next();
        _open[id] = then;
        signing.Tell(new Sign(id, messages));
    }

    /// <summary>Takes an answer; one that nobody waits for any more is dropped.</summary>
    public void On(Signed signed)
    {
        if (_open.Remove(signed.RequestId, out var then))
        {
            then(signed.Outcomes);
        }
    }
}
