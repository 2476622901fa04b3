using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Signing;

/// <summary>
/// An actor's open requests to the signing actor, each message answered once: by signing, or here where signing does not. At most
/// <see cref="MaxOpen"/>: where signing lags so far behind, the duty of the oldest is over.
/// </summary>
internal sealed class SigningRequests(IActorRef signing, RequestIds ids)
{
    /// <summary>The most requests that are open at once.</summary>
    public const int MaxOpen = 32;

    private readonly SortedDictionary<ulong, Request> _open = [];

    // The last request of the slot before; what is as old or older is given up when the next slot begins.
    private ulong _lastOfSlot;
    private ulong _last;

    /// <summary>Asks for signatures; the action is given the outcomes once all are there.</summary>
    public void Ask(IReadOnlyList<ToSign> messages, Action<IReadOnlyList<SigningOutcome>> then)
    {
        var outcomes = new SigningOutcome[messages.Count];
        var missing = outcomes.Length;
        AskEach(messages, part =>
        {
            foreach (var (place, outcome) in part)
            {
                outcomes[place] = outcome;
            }

            missing -= part.Count;
            if (missing == 0)
            {
                then(outcomes);
            }
        });
    }

    /// <summary>Asks for signatures; the action is given outcomes with the places of their messages, in as many parts as come.</summary>
    public void AskEach(IReadOnlyList<ToSign> messages, Action<IReadOnlyList<(int Place, SigningOutcome Outcome)>> then)
    {
        if (_open.Count == MaxOpen)
        {
            GiveUp(_open.Keys.First(), $"signing has {MaxOpen} later requests to answer");
        }

        var id = _last = ids.Next();
        _open[id] = new Request([.. Enumerable.Range(0, messages.Count)], then);
        signing.Tell(new Sign(id, messages));
    }

    /// <summary>Takes an answer; one that nobody waits for any more is dropped.</summary>
    public void On(Signed signed)
    {
        if (!_open.TryGetValue(signed.RequestId, out var request))
        {
            return;
        }

        var places = signed.Places ?? [.. Enumerable.Range(0, signed.Outcomes.Count)];
        var part = places.Zip(signed.Outcomes).Where(answer => request.Missing.Remove(answer.First)).ToArray();
        if (request.Missing.Count == 0)
        {
            _open.Remove(signed.RequestId);
        }

        if (part.Length > 0)
        {
            request.Then(part);
        }
    }

    /// <summary>A slot has begun: what was asked before the last one began will not be answered.</summary>
    public void GiveUp()
    {
        foreach (var id in _open.Keys.TakeWhile(id => id <= _lastOfSlot).ToArray())
        {
            GiveUp(id, "signing did not answer");
        }

        _lastOfSlot = _last;
    }

    private void GiveUp(ulong id, string reason)
    {
        if (_open.Remove(id, out var request))
        {
            request.Then([.. request.Missing.Order().Select(place => (place, new SigningOutcome(null, reason)))]);
        }
    }

    private sealed record Request(HashSet<int> Missing, Action<IReadOnlyList<(int Place, SigningOutcome Outcome)>> Then);
}
