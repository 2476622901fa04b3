using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Builders;
using Consensoor.Messages;

namespace Consensoor.Actors.Builders;

/// <content>
/// Preferences on their way to builders, from gloas on: <see cref="MaxPreferring"/> at once, and at most
/// <see cref="MaxWaitingPreferences"/> that wait for their turn; what is more, or has not had its turn in time, is not sent, which whoever
/// asked is told.
/// </content>
internal sealed partial class BuilderApiActor
{
    /// <summary>The most preferences that are under way at once.</summary>
    public const int MaxPreferring = 8;

    /// <summary>The most preferences that wait: those of one request of a validator client, twice.</summary>
    public const int MaxWaitingPreferences = 8_192;

    private static readonly TimeSpan PreferenceTimeout = TimeSpan.FromSeconds(2);

    private readonly Queue<(Telling Telling, int Place)> _waitingPreferences = [];
    private readonly Dictionary<ulong, (Telling Telling, int Place)> _preferring = [];

    private void ReceivePreferences()
    {
        Receive<TellBuilderPreferences>(OnPreferences);
        Receive<Preferred>(OnPreferred);
    }

    private void OnPreferences(TellBuilderPreferences tell)
    {
        var telling = new Telling(tell, Sender);
        foreach (var place in Enumerable.Range(0, tell.Entries.Count))
        {
            if (_client is null || _waitingPreferences.Count >= MaxWaitingPreferences)
            {
                Say(telling, place, _client is null
                    ? "this node speaks to no builders"
                    : $"{MaxWaitingPreferences} preferences wait already");
                continue;
            }

            _waitingPreferences.Enqueue((telling, place));
        }

        if (tell.Entries.Count == 0)
        {
            Sender.Tell(new BuilderPreferencesTold(tell.RequestId, []));
        }

        SendPreferences();
    }

    private void SendPreferences()
    {
        while (_preferring.Count < MaxPreferring && _waitingPreferences.TryDequeue(out var next))
        {
            var (telling, place) = next;
            if (telling.Ask.By <= Now)
            {
                Say(telling, place, "there was no time left to tell it");
                continue;
            }

            var (id, entry) = (_ids.Next(), telling.Ask.Entries[place]);
            _preferring[id] = next;
            var request = new BuilderPreferencesRequest
            {
                Preferences = new BuilderPreferences { MaxExecutionPayment = entry.MaxExecutionPayment },
                Auth = new SignedBuilderRequestAuth
                {
                    Message = new BuilderRequestAuth { Data = entry.AuthData, Slot = entry.Slot },
                    Signature = entry.Signature,
                },
            };
            _client!.SubmitBuilderPreferences(entry.Url, entry.Proposer, request, PreferenceTimeout).PipeBack(
                Context.System,
                Self,
                problem => new Preferred(id, problem),
                fault => new Preferred(id, $"telling it failed: {fault.Message}"));
        }
    }

    private void OnPreferred(Preferred preferred)
    {
        if (_preferring.Remove(preferred.Id, out var one))
        {
            Say(one.Telling, one.Place, preferred.Problem);
        }

        SendPreferences();
    }

    private void Say(Telling telling, int place, string? problem)
    {
        var entry = telling.Ask.Entries[place];
        if (problem is null)
        {
            _log.Debug("{0} has the preferences for slot {1}", BuilderBids.HostOf(entry.Url), entry.Slot);
        }
        else
        {
            _log.Info("{0} did not take the preferences for slot {1}: {2}", BuilderBids.HostOf(entry.Url), entry.Slot, problem);
        }

        telling.Problems[place] = problem;
        if (--telling.Missing == 0)
        {
            telling.Asker.Tell(new BuilderPreferencesTold(telling.Ask.RequestId, telling.Problems));
        }
    }

    private sealed class Telling(TellBuilderPreferences ask, IActorRef asker)
    {
        public TellBuilderPreferences Ask => ask;

        public IActorRef Asker => asker;

        public string?[] Problems { get; } = new string?[ask.Entries.Count];

        public int Missing { get; set; } = ask.Entries.Count;
    }

    private sealed record Preferred(ulong Id, string? Problem);
}
