using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting.Mailboxes;
using Consensoor.Messages;
using CsCheck;
using Prometheus;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Mailboxes;

/// <summary>What is told of actors' mailboxes, against the truth that tests know.</summary>
public sealed class MailboxTests() : PatientKit(NodeConfig.Layered())
{
    [Fact]
    public void WhatWaitsForAnActorThatIsStuckIsToldAndWhatItTookThen()
    {
        using var gate = new SemaphoreSlim(0);
        var stuck = Sys.ActorOf(Props.Create(() => new Stuck(gate)), "stuck");
        Sys.EventStream.Subscribe(TestActor, typeof(MailboxReport));
        for (var i = 0; i < 5; i++)
        {
            stuck.Tell(i);
        }

        Sys.ActorOf(MailboxWatch.Props(), MailboxWatch.Name);
        var waiting = FishForMessage<MailboxReport>(
            static report => report.Actors.Any(static actor => actor is { Path: "stuck", Waiting: 4, Taken: 1 }
                && actor.OldestAge > TimeSpan.Zero),
            TimeSpan.FromSeconds(60));
        Assert.True(waiting.Actors.Select(static actor => actor.Path).SequenceEqual(waiting.Actors
            .OrderBy(static actor => actor.Path.Count(static letter => letter == '/'))
            .ThenBy(static actor => actor.Path, StringComparer.Ordinal)
            .Select(static actor => actor.Path)));
        gate.Release(5);
        FishForMessage<MailboxReport>(
            static report => report.Actors.Any(static actor => actor is { Path: "stuck", Waiting: 0, Taken: 5 }
                && actor.OldestAge == TimeSpan.Zero),
            TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void RestartsOfChildrenAreCounted()
    {
        var node = Sys.ActorOf(Props.Create(() => new Parent()), "node");
        node.Tell("chain");
        ExpectMsg<IActorRef>(TimeSpan.FromSeconds(30));
        Sys.EventStream.Subscribe(TestActor, typeof(MailboxReport));
        Sys.ActorOf(MailboxWatch.Props(), MailboxWatch.Name);
        ExpectMsg<MailboxReport>(TimeSpan.FromSeconds(60));
        Sys.EventStream.Publish(new ChildFailed("chain", "no reason", Restarted: true));
        Sys.EventStream.Publish(new ChildFailed("chain", "no reason", Restarted: false));
        Sys.EventStream.Publish(new ChildStopped("chain", TimeSpan.Zero));
        FishForMessage<MailboxReport>(
            static report => report.Actors.Any(static actor => actor is { Path: "node/chain", Restarts: 2 }), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void WhatIsBuiltAnewBehindAChildThatStoppedIsCountedToo()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(MailboxReport));
        Sys.ActorOf(MailboxWatch.Props(), MailboxWatch.Name);
        SupervisedChild[] table = [new("first", static (_, _) => Idle.Props), new("second", static (_, _) => Idle.Props)];
        var node = Sys.ActorOf(NodeSupervisor.Props(table), "node");
        FishForMessage<MailboxReport>(static report => report.Actors.Any(static actor => actor.Path == "node/second"));
        Sys.ActorSelection(node.Path / "first").Tell(PoisonPill.Instance);
        var report = FishForMessage<MailboxReport>(static report => report.Actors.Any(static actor => actor.Path == "node/second")
            && report.Actors.Any(static actor => actor is { Path: "node/first", Restarts: > 0 }));
        Assert.All(report.Actors.Where(static actor => actor.Path.StartsWith("node/", StringComparison.Ordinal)), static actor =>
            Assert.Equal(1, actor.Restarts));

        Sys.ActorSelection(node.Path / "second").Tell(PoisonPill.Instance);
        report = FishForMessage<MailboxReport>(static report =>
            report.Actors.Any(static actor => actor is { Path: "node/second", Restarts: 2 }));
        Assert.Equal(1, report.Actors.Single(static actor => actor.Path == "node/first").Restarts);
    }

    // Against a queue that keeps the reading before which each message came.
    [Fact]
    public void TheAgeOfTheOldestIsTrueToAReading() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5]).List[1, MailboxHistory.MaxReadings].Sample(static steps =>
        {
            var (history, queue, taken) = (new MailboxHistory(), new Queue<int>(), 0L);
            for (var second = 0; second < steps.Count; second++)
            {
                for (var i = 0; i < steps[second].Item1; i++)
                {
                    queue.Enqueue(second);
                }

                for (var i = 0; i < steps[second].Item2 && queue.TryDequeue(out _); i++)
                {
                    taken++;
                }

                var (_, age) = history.Note(DateTimeOffset.UnixEpoch.AddSeconds(second), taken, queue.Count);
                Assert.Equal(queue.TryPeek(out var oldest) ? second - oldest : 0, age.TotalSeconds);
            }
        });

    [Fact]
    public void AQueueThatStandsStillIsAsOldAsItIsHoweverLong()
    {
        var history = new MailboxHistory();
        for (var second = 0; second < 1000; second++)
        {
            Assert.Equal(second, history.Note(DateTimeOffset.UnixEpoch.AddSeconds(second), 7, 1 + second).OldestAge.TotalSeconds);
        }
    }

    [Fact]
    public async Task AnActorThatEndedHasNothingWaitingAndCountersGoOn()
    {
        var metrics = Sys.ActorOf(MailboxMetrics.Props("mailed"));
        MailboxFigures Of(string path, int waiting, long taken) => new(path, waiting, taken, 0, TimeSpan.FromSeconds(waiting), 3);
        metrics.Tell(new MailboxReport(default, [Of("node/chain", 2, 5), Of("node/chain/replay", 1, 9), Of("node/work/worker-1", 1, 3)]));
        metrics.Tell(new MailboxReport(default, [Of("node/chain", 0, 7), Of("node/work/worker-1", 0, 4), Of("node/work/worker-2", 1, 2)]));

        // Built anew: its mailbox counts from nothing.
        metrics.Tell(new MailboxReport(default, [Of("node/chain", 0, 1), Of("node/work/worker-2", 1, 2)]));
        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        var lines = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        Assert.Contains("consensoor_mailbox_length{node=\"mailed\",actor=\"node/chain/replay\"} 0", lines);
        Assert.Contains("consensoor_mailbox_oldest_seconds{node=\"mailed\",actor=\"node/chain/replay\"} 0", lines);
        Assert.Contains("consensoor_mailbox_messages_total{node=\"mailed\",actor=\"node/chain\"} 8", lines);
        Assert.Contains("consensoor_mailbox_messages_total{node=\"mailed\",actor=\"node/work/worker\"} 6", lines);
        Assert.Contains("consensoor_mailbox_length{node=\"mailed\",actor=\"node/work/worker\"} 1", lines);
        Assert.Contains("consensoor_actor_restarts_total{node=\"mailed\",actor=\"node/chain\"} 3", lines);

        // Nobody counts those of others.
        Assert.Single(lines, static line => line.StartsWith("consensoor_actor_restarts_total{node=\"mailed\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("node/work/worker-3", "node/work/worker")]
    [InlineData("node/gossip/lane-beacon_block/StreamSupervisor-0/flow", "node/gossip/lane-beacon_block")]
    [InlineData("$ab", "$")]
    [InlineData("metrics", "metrics")]
    public void LabelsAreOfKindsOfActors(string path, string label) => Assert.Equal(label, MailboxMetrics.LabelOf(path));

    private sealed class Stuck : ReceiveActor
    {
        public Stuck(SemaphoreSlim gate) => ReceiveAny(_ => gate.Wait());
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent() =>
            Receive<string>(name => Sender.Tell(Context.ActorOf(Akka.Actor.Props.Create(() => new Idle()), name)));
    }

    private sealed class Idle : ReceiveActor
    {
        public static Props Props { get; } = Akka.Actor.Props.Create(static () => new Idle());
    }
}
