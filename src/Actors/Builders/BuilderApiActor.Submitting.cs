using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Builders;

/// <content>
/// Blinded blocks, each given at once to all builders that offered its header: the asker hears of the first that shows its payload, or of
/// the first that takes it where none shows one within <see cref="TakenPatience"/> of that; what comes later is told to the log alone, and
/// the payloads of the others are not read any further. At most <see cref="MaxGifts"/> blinded blocks are under way until all their
/// builders have answered or their time is over; one more is answered at once with the reason.
/// </content>
internal sealed partial class BuilderApiActor
{
    // Who takes a block and does not publish it loses it, unless another shows the payload.
    private static readonly TimeSpan TakenPatience = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<ulong, OpenSubmission> _blinded = [];

    private void ReceiveSubmissions()
    {
        Receive<SubmitBlindedBlock>(OnSubmit);
        Receive<BlindedAnswered>(OnBlinded);
        Receive<TakenOver>(over =>
        {
            if (_blinded.TryGetValue(over.Id, out var open))
            {
                TellTaken(open);
            }
        });
        Receive<SubmissionOver>(over => CloseSubmission(over.Id));
    }

    private void OnSubmit(SubmitBlindedBlock ask)
    {
        var left = ask.By - Now;
        var obstacle = _client is null ? "this node speaks to no builders"
            : left <= TimeSpan.Zero ? "there is no time left to give it the block"
            : _blinded.Count >= MaxGifts ? $"{MaxGifts} blinded blocks are on their way to builders"
            : ask.Urls.Count == 0 ? "no builder is named that offered its header"
            : null;
        if (obstacle is not null)
        {
            Sender.Tell(new BlindedBlockSubmitted(ask.RequestId, null, null, obstacle));
            foreach (var url in ask.Urls)
            {
                SayNotTaken(ask, url, obstacle);
            }

            return;
        }

        var id = _ids.Next();
        _blinded[id] = new OpenSubmission(ask, Sender);
        Timers.StartSingleTimer(id, new SubmissionOver(id), left);
        foreach (var (place, url) in ask.Urls.Index())
        {
            _client!.SubmitBlindedBlock(url, ask.Block, left, _blinded[id].Enough).PipeBack(
                Context.System,
                Self,
                answer => new BlindedAnswered(id, place, answer),
                fault => new BlindedAnswered(id, place, new BlindedAnswer(null, null, $"giving it failed: {fault.Message}")));
        }
    }

    private void OnBlinded(BlindedAnswered answered)
    {
        // One of before a restart is not waited for: whoever asked has heard nothing.
        if (!_blinded.TryGetValue(answered.Id, out var open) || !open.Missing.Remove(answered.Place))
        {
            return;
        }

        var say = Take(open, open.Ask.Urls[answered.Place], answered.Answer);
        if (open.Missing.Count == 0)
        {
            CloseSubmission(answered.Id);
        }
        else if (open is { IsTaken: true, IsTold: false } && new TakenOver(answered.Id) is var over && !Timers.IsTimerActive(over))
        {
            Timers.StartSingleTimer(over, over, TakenPatience);
        }

        say();
    }

    // The asker hears of a payload at once; what is said of it to others comes behind.
    private Action Take(OpenSubmission open, string url, BlindedAnswer answer)
    {
        var (ask, slot, host) = (open.Ask, open.Ask.Block.Message.Slot, BuilderBids.HostOf(url));
        var context = _spec.Ssz(_spec.ForkAtSlot(slot));
        var problem = answer.Problem ?? (answer.Payload is null ? null : Unblinding.Difference(ask.Block.Message.Body, answer, context));
        if (problem is not null)
        {
            open.Problems.Add($"{host}: {problem}");
            return () => SayNotTaken(ask, url, problem);
        }

        var isHeardOf = answer.Payload is null ? !open.IsTaken : !open.IsTold;
        open.IsTaken = true;
        if (answer.Payload is { } shown && !open.IsTold)
        {
            var blobs = answer.Blobs ?? BuiltBlobs.None;
            var payload = new PayloadBuilt(ask.RequestId, shown, default, blobs, ask.Block.Message.Body.ExecutionRequests, null);
            open.Tell(new BlindedBlockSubmitted(ask.RequestId, ask.Block.With(shown), payload, null));
        }

        var did = answer is { Payload: null, IsCutShort: false } ? "publishes it" : "shows a payload";
        return () =>
        {
            _log.Info("{0} has the blinded block of slot {1} and {2}{3}", host, slot, did, isHeardOf ? "" : ", behind another builder");
            Context.System.EventStream.Publish(new BlockGivenToBuilder(url, slot, null));
        };
    }

    private static void TellTaken(OpenSubmission open)
    {
        if (!open.IsTold)
        {
            open.Tell(new BlindedBlockSubmitted(open.Ask.RequestId, null, null, null));
        }
    }

    private void CloseSubmission(ulong id)
    {
        Timers.Cancel(id);
        Timers.Cancel(new TakenOver(id));
        if (!_blinded.Remove(id, out var open))
        {
            return;
        }

        if (open.IsTaken)
        {
            TellTaken(open);
        }

        var late = open.Missing.Order().Select(place => open.Ask.Urls[place]);
        var toSay = late.Select(url => Take(open, url, new BlindedAnswer(null, null, "the builder did not answer in time"))).ToList();
        if (!open.IsTold)
        {
            open.Tell(new BlindedBlockSubmitted(open.Ask.RequestId, null, null, string.Join("; ", open.Problems)));
            toSay.Add(() => _log.Error(
                "no builder took the blinded block of slot {0}, which stays empty unless one publishes it: ask those who run {1}",
                open.Ask.Block.Message.Slot,
                string.Join(", ", open.Ask.Urls.Select(BuilderBids.HostOf))));
        }

        toSay.ForEach(static say => say());
    }

    private void SayNotTaken(SubmitBlindedBlock ask, string url, string problem)
    {
        var slot = ask.Block.Message.Slot;
        _log.Warning("{0} did not take the blinded block of slot {1}: {2}", BuilderBids.HostOf(url), slot, problem);
        Context.System.EventStream.Publish(new BlockGivenToBuilder(url, slot, problem));
    }

    private sealed class OpenSubmission(SubmitBlindedBlock ask, IActorRef asker)
    {
        // Holds neither a timer nor a handle: nothing to dispose of.
        private readonly CancellationTokenSource _enough = new();

        public SubmitBlindedBlock Ask => ask;

        /// <summary>Cancelled once the asker has heard what became of it.</summary>
        public CancellationToken Enough => _enough.Token;

        /// <summary>The places of the builders that have not answered yet.</summary>
        public HashSet<int> Missing { get; } = [.. Enumerable.Range(0, ask.Urls.Count)];

        /// <summary>Why the others did not take it, each with its builder.</summary>
        public List<string> Problems { get; } = [];

        /// <summary>True once one took it or showed a payload that holds.</summary>
        public bool IsTaken { get; set; }

        /// <summary>True once the asker has heard what became of it.</summary>
        public bool IsTold { get; private set; }

        /// <summary>Tells the asker what became of it, which is once.</summary>
        public void Tell(BlindedBlockSubmitted what)
        {
            IsTold = true;
            asker.Tell(what);
            _enough.Cancel();
        }
    }

    private sealed record BlindedAnswered(ulong Id, int Place, BlindedAnswer Answer);

    private sealed record TakenOver(ulong Id);

    private sealed record SubmissionOver(ulong Id);
}
