using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Production;
using Consensoor.Interop.Builders;
using Consensoor.Messages;

namespace Consensoor.Actors.Builders;

/// <content>
/// Headers, until fulu. At most <see cref="MaxAsks"/> asks for headers are open; one more is answered at once with the reason.
/// </content>
internal sealed partial class BuilderApiActor
{
    private readonly Dictionary<ulong, OpenHeaders> _headers = [];

    private void ReceiveBlinded()
    {
        Receive<AskHeaders>(OnAskHeaders);
        Receive<HeaderAnswered>(OnHeader);
        Receive<HeadersOver>(over => CloseHeaders(over.Id));
        ReceiveSubmissions();
    }

    private void OnAskHeaders(AskHeaders ask)
    {
        var left = ask.By - Now;
        var obstacle = _client is null ? "this node asks no builders over their API"
            : left <= TimeSpan.Zero ? "there is no time left to ask it"
            : _headers.Count >= MaxAsks ? $"{MaxAsks} blocks wait for headers of builders"
            : null;
        if (obstacle is not null || BlockAssembler.ExecutionParent(ask.Base) is not { } parent)
        {
            obstacle ??= "there is no payload to build on";
            Sender.Tell(new HeadersOfBuilders(ask.RequestId, [], [.. ask.Builders.Select(one => new SilentBuilder(one.Url, obstacle))]));
            return;
        }

        var id = _ids.Next();
        _headers[id] = new OpenHeaders(ask, Sender);
        Timers.StartSingleTimer(id, new HeadersOver(id), left);
        foreach (var (place, builder) in ask.Builders.Index())
        {
            if (builder.Obstacle is { } why)
            {
                OnHeader(new HeaderAnswered(id, place, new HeaderAnswer(null, why)));
                continue;
            }

            _client!.GetHeader(new HeaderRequest(builder.Url, ask.Base.Slot, parent, ask.Proposer), left).PipeBack(
                Context.System,
                Self,
                answer => new HeaderAnswered(id, place, answer),
                fault => new HeaderAnswered(id, place, new HeaderAnswer(null, $"asking it failed: {fault.Message}")));
        }
    }

    private void OnHeader(HeaderAnswered answered)
    {
        if (!_headers.TryGetValue(answered.Id, out var open) || !open.Missing.Remove(answered.Place))
        {
            return;
        }

        var builder = open.Ask.Builders[answered.Place];
        if (answered.Answer.Bid is { } bid)
        {
            open.Offered.Add(HeaderBids.Offer(open.Ask, builder, bid, _bls));
        }
        else
        {
            open.Silent.Add(new SilentBuilder(builder.Url, answered.Answer.Problem ?? "it gave no reason"));
        }

        if (open.Missing.Count == 0)
        {
            CloseHeaders(answered.Id);
        }
    }

    private void CloseHeaders(ulong id)
    {
        Timers.Cancel(id);
        if (_headers.Remove(id, out var open))
        {
            var late = open.Missing.Order().Select(place => open.Ask.Builders[place].Url);
            open.Silent.AddRange(late.Select(static url => new SilentBuilder(url, "it did not answer in time")));
            foreach (var silent in open.Silent)
            {
                _log.Info("no header of {0} for slot {1}: {2}", BuilderBids.HostOf(silent.Url), open.Ask.Base.Slot, silent.Reason);
            }

            open.Asker.Tell(new HeadersOfBuilders(open.Ask.RequestId, open.Offered, open.Silent));
        }
    }

    private sealed class OpenHeaders(AskHeaders ask, IActorRef asker)
    {
        public AskHeaders Ask => ask;

        public IActorRef Asker => asker;

        public HashSet<int> Missing { get; } = [.. Enumerable.Range(0, ask.Builders.Count)];

        public List<OfferedHeader> Offered { get; } = [];

        public List<SilentBuilder> Silent { get; } = [];
    }

    private sealed record HeaderAnswered(ulong Id, int Place, HeaderAnswer Answer);

    private sealed record HeadersOver(ulong Id);
}
