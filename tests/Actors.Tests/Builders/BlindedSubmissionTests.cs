using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using CsCheck;
using Xunit;
using static Consensoor.Actors.Tests.Builders.BlindedStates;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>
/// A blinded block that several builders are given at once, which show its payload, take it, answer rubbish, refuse, break, are late or
/// never answer. The test stands for them; the time is its own.
/// </summary>
public sealed class BlindedSubmissionTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ProposalBase Fulu = Base(ForkName.Fulu);
    private static readonly Func<BlindedAnswer>[] Answers =
    [
        static () => new BlindedAnswer(Payload(Fulu), BuiltBlobs.None, null),
        static () => new BlindedAnswer(null, null, null),
        static () => new BlindedAnswer(Payload(Fulu, mark: 2), BuiltBlobs.None, null),
        static () => new BlindedAnswer(Payload(Fulu), new BuiltBlobs([default], [], []), null),
        static () => new BlindedAnswer(null, null, "the builder answers with HTTP status 500, not with 202"),
    ];

    private const int Shows = 0;
    private const int Takes = 1;
    private const int Breaks = 5;
    private const int Never = 6;

    private readonly BuildersStub _builders = new();
    private readonly Queue<BlindedBlockSubmitted> _answered = new();
    private readonly List<BlockGivenToBuilder> _given = [];
    private readonly Dictionary<string, TaskCompletionSource<BlindedAnswer>> _open = [];

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void OneThatShowsItsPayloadIsHeardOfOrElseOneThatTakesIt()
    {
        _builders.Blinded = (url, block) =>
        {
            Assert.Equal(Blinded(Fulu), block);
            lock (_open)
            {
                return (_open[url] = new TaskCompletionSource<BlindedAnswer>()).Task;
            }
        };
        var actor = Start();
        Gen.Select(Gen.Int[Shows, Never].Array[1, 5], Gen.Int[0, int.MaxValue]).Sample((what, seed) =>
        {
            _open.Clear();
            _answered.Clear();
            string[] urls = [.. what.Select(static (_, at) => $"http://relay-{at}")];
            actor.Tell(new SubmitBlindedBlock(5, urls, Blinded(Fulu), Scheduler.Now + TimeSpan.FromSeconds(1)), TestActor);
            Settle(actor);

            // All were given it before any has answered.
            Assert.Equal(urls, _open.Keys.Order(StringComparer.Ordinal));
            int[] order = [.. Enumerable.Range(0, what.Length)];
            new Random(seed).Shuffle(order);
            foreach (var at in order.Where(at => what[at] != Never))
            {
                Answer(urls[at], what[at]);
            }

            Settle(actor);

            Scheduler.Advance(TimeSpan.FromSeconds(1));
            Settle(actor);
            foreach (var at in order.Where(at => what[at] == Never))
            {
                Complete(urls[at], Shows);
            }

            Settle(actor);
            var submitted = _answered.Dequeue();
            Assert.Empty(_answered);
            Assert.Equal(!what.Any(static one => one is Shows or Takes), submitted.Problem is not null);
            Assert.Equal(what.Contains(Shows), submitted is { Block: not null, Payload: not null });
            Assert.Equal(5UL, submitted.RequestId);
            if (submitted.Problem is { } problem)
            {
                Assert.All(urls, url => Assert.Contains(new Uri(url).Authority, problem, StringComparison.Ordinal));
            }
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void OneThatTakesItIsHeardOfWhenNoPayloadHasComeForHalfASecond()
    {
        _builders.Blinded = static (url, _) => url == "http://takes"
            ? Task.FromResult(Answers[Takes]())
            : new TaskCompletionSource<BlindedAnswer>().Task;
        var actor = Start();
        actor.Tell(
            new SubmitBlindedBlock(5, ["http://never", "http://takes"], Blinded(Fulu), Scheduler.Now + TimeSpan.FromSeconds(9)), TestActor);
        Hear(static heard => heard is BlockGivenToBuilder);
        Settle(actor);
        Assert.Empty(_answered);
        Assert.False(_builders.Enough["http://never"].IsCancellationRequested);
        Scheduler.Advance(TimeSpan.FromMilliseconds(500));
        Hear(static heard => heard is BlindedBlockSubmitted);
        Assert.Equal(new BlindedBlockSubmitted(5, null, null, null), _answered.Dequeue());
        Scheduler.Advance(TimeSpan.FromSeconds(9));
        Settle(actor);
        Assert.Empty(_answered);
    }

    [Fact]
    public void APayloadIsNotWaitedForLongerThanTheFirstGoodOneTakes()
    {
        _builders.Blinded = static (url, _) => url switch
        {
            "http://rubbish" => Task.FromResult(Answers[2]()),
            "http://good" => Task.FromResult(Answers[Shows]()),
            _ => new TaskCompletionSource<BlindedAnswer>().Task,
        };
        var actor = Start();
        string[] urls = ["http://never", "http://rubbish", "http://good"];
        actor.Tell(new SubmitBlindedBlock(5, urls, Blinded(Fulu), Scheduler.Now + TimeSpan.FromSeconds(1)), TestActor);
        Hear(static heard => heard is BlindedBlockSubmitted);
        Assert.Equal(Payload(Fulu), _answered.Dequeue().Payload!.Payload);
        Assert.True(SpinWait.SpinUntil(() => _builders.Enough["http://never"].IsCancellationRequested, Patience));
        if (_given.Count < 2)
        {
            Hear(static heard => heard is BlockGivenToBuilder { Url: "http://rubbish" });
        }

        // The one that never answers is told of when the time is over, and keeps no place from then on.
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        Settle(actor);
        Assert.Empty(_answered);
        Assert.Equal(urls.Order(StringComparer.Ordinal), _given.Select(static one => one.Url).Order(StringComparer.Ordinal));
        Assert.Equal(["http://good"], _given.Where(static one => one.Problem is null).Select(static one => one.Url));
        Assert.Contains("in time", _given.Single(static one => one.Url == "http://never").Problem, StringComparison.Ordinal);
        for (var i = 0; i < BuilderApiActor.MaxGifts; i++)
        {
            actor.Tell(
                new SubmitBlindedBlock(5, ["http://good"], Blinded(Fulu), Scheduler.Now + TimeSpan.FromSeconds(1)), TestActor);
            Hear(static heard => heard is BlindedBlockSubmitted);
            Assert.Null(_answered.Dequeue().Problem);
        }
    }

    private IActorRef Start()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(BlockGivenToBuilder));
        return Sys.ActorOf(BuilderApiActor.Props(_builders, Fulu.State.Spec, ManagedBls.Shared, TestActor));
    }

    // The actor hears of an answer in its own time, and says then what became of it.
    private void Answer(string url, int what)
    {
        Complete(url, what);
        Hear(heard => heard is BlockGivenToBuilder given && given.Url == url);
    }

    private void Complete(string url, int what)
    {
        if (what == Breaks)
        {
            _open[url].SetException(new InvalidOperationException("it broke"));
        }
        else
        {
            _open[url].SetResult(Answers[what]());
        }
    }

    private void Settle(IActorRef actor)
    {
        actor.Tell(new Identify(0), TestActor);
        Hear(static heard => heard is ActorIdentity);
    }

    private void Hear(Func<object, bool> isLast)
    {
        object heard;
        do
        {
            heard = ReceiveOne(Patience);
            Assert.NotNull(heard);
            if (heard is BlindedBlockSubmitted submitted)
            {
                _answered.Enqueue(submitted);
            }
            else if (heard is BlockGivenToBuilder given)
            {
                _given.Add(given);
            }
        }
        while (!isLast(heard));
    }
}
