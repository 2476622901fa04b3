using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Work;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.State;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Work;

/// <summary>The pool in virtual time: what is asked is answered, once, whatever happens.</summary>
public sealed class WorkPoolTests
{
    private static readonly BLSPubkey Key = ManagedBls.Shared.SkToPk(InteropGenesis.SecretKeys(0, 1)[0])!.Value;
    private static readonly ManagedKzg Kzg = new();
    private static readonly WorkSettings Settings = new(
        Workers: 1, Batch: 8, Wait: TimeSpan.FromMilliseconds(5), Signatures: 16, Columns: 4, Tasks: 4, Patience: TimeSpan.FromSeconds(10));

    private const ulong BlockId = 1000;
    private static readonly BeaconState State = PoolStates.BaseAt(ForkName.Altair, 5).State;

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(StepKind.Votes)),
            (2, Gen.Const(StepKind.Poison)),
            (6, Gen.Const(StepKind.Task)),
            (2, Gen.Const(StepKind.BadTask)),
            (1, Gen.Const(StepKind.PoolCrash)),
            (1, Gen.Const(StepKind.WorkerEnd)),
            (4, Gen.Const(StepKind.Wait))),
        Gen.Int[0, 30]).Select(static (kind, patience) => new Step(kind, patience)).Array[1, 40];

    private enum StepKind
    {
        Votes,
        Poison,
        Task,
        BadTask,
        PoolCrash,
        WorkerEnd,
        Wait,
    }

    [Fact]
    public void WhatComesWithinMillisecondsIsVerifiedTogether()
    {
        using var run = new PoolRun(Settings, 1);
        run.Tell(Votes(1, 1, 1), Votes(2, 1, 0), Votes(3));
        run.World.RunFor(TimeSpan.FromMilliseconds(4));
        run.Tell(Votes(4, 1));
        run.World.RunFor(TimeSpan.FromMilliseconds(20));
        Assert.Equal(["1: True True", "2: True False", "3: ", "4: True"], run.Answers.Select(Text).Order());
        Assert.All(run.Answers.Where(static answer => Text(answer) != "3: "), answer => Assert.Equal(run.Asked + Settings.Wait, answer.At));
        Assert.Equal(5, run.Bls.Batches[0]);
    }

    [Fact]
    public void AFullBatchAndABlockDoNotWait()
    {
        using var run = new PoolRun(Settings, 1);
        run.Tell(Votes(1, 1, 1, 1, 1, 1, 1, 1, 1));
        run.Tell(Block(2, 1, 1));
        Assert.All(run.Answers, answer => Assert.Equal(run.Asked, answer.At));
        Assert.Equal(["1: True True True True True True True True", "2: True"], run.Answers.Select(Text).Order());
        Assert.Equal([8, 2], run.Bls.Batches);
    }

    [Fact]
    public void AStormIsDroppedAndToldAndTheBlockIsFirst()
    {
        var first = Storm(7);
        Assert.Equal(first, Storm(7));
        Assert.NotEqual(first, Storm(8));
    }

    [Fact]
    public void WhereAWorkerFailsThoseWhoAskedAreToldAndTheOthersServed()
    {
        using var run = new PoolRun(Settings, 1);
        run.Tell(Votes(1, 1, MarkedBls.Poison), Votes(2, 1));
        run.Tell(Block(3, 1, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        run.Tell(Block(4, 1, MarkedBls.Poison), Votes(5, 0, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["3: True", "1: WorkerFailed", "2: WorkerFailed", "4: WorkerFailed", "5: False True"], run.Answers.Select(Text));
    }

    [Fact]
    public void AWorkerThatStopsIsMadeAnew()
    {
        using var run = new PoolRun(Settings, 1);
        run.System.ActorSelection("/user/work/worker-1").Tell(PoisonPill.Instance, ActorRefs.NoSender);
        run.Tell(Block(1, 1, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        run.Tell(Block(2, 1, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, run.Answers.Count);
        Assert.Equal("2: True", Text(run.Answers[1]));
    }

    [Fact]
    public void APoolThatStopsOwesNothing()
    {
        using var run = new PoolRun(Settings, 1, TimeSpan.FromMilliseconds(20));
        run.Tell([
            Block(2, 1, 1),
            Votes(1, 1),
            new AdvanceSlots(3, State, State.Slot),
            new VerifyDataColumns(WorkPriority.Payload, default, [], [new DataColumnSidecar()])
        ]);
        run.Tell(PoisonPill.Instance);
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(
            ["1: Restarted", "2: Restarted", "3: Restarted", "columns Restarted"], run.Answers.Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ColumnsAreBoundedApart()
    {
        using var run = new PoolRun(Settings, 1, TimeSpan.FromMilliseconds(20));
        run.Tell([.. Enumerable.Range(0, 8)
            .Select(_ => (object)new VerifyDataColumns(WorkPriority.Payload, default, [], [new DataColumnSidecar()])), Votes(1, 1)]);
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(3, run.Answers.Count(static answer => answer.Answer is DataColumnsDropped { Reason: WorkDrop.Full }));
        Assert.Equal(5, run.Answers.Count(static answer => answer.Answer is DataColumnsVerified { Invalid.Count: 1 }));
        Assert.Contains(run.Answers, static answer => answer.Answer is SignaturesVerified);
    }

    [Fact]
    public void WhatIsLateIsAnsweredAsExpiredAndOnlySo()
    {
        using var run = new PoolRun(Settings, 1, TimeSpan.FromMilliseconds(20));
        var now = run.World.Now;
        run.Tell(
            Block(1, 1) with { Deadline = now + TimeSpan.FromMilliseconds(5) },
            Votes(2, 1) with { Deadline = now + TimeSpan.FromMilliseconds(8) },
            Votes(3, 1) with { Deadline = now },
            new AdvanceSlots(4, State, State.Slot) { Deadline = now + TimeSpan.FromMilliseconds(6) },
            Votes(5, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["3: Expired", "1: Expired", "4: Expired", "2: Expired", "5: True"], run.Answers.Select(Text));
        Assert.Equal([0, 5, 6, 8], run.Answers.SkipLast(1).Select(answer => (answer.At - run.Asked).TotalMilliseconds));
        Assert.Equal(1UL, run.Status().Dropped);
    }

    [Fact]
    public void OneOfSeveralWorkersIsKeptFreeOfTasksThatAreLessUrgentThanABlock()
    {
        using var run = new PoolRun(Settings with { Workers = 2 }, 1, TimeSpan.FromMilliseconds(20));
        run.Tell([.. Enumerable.Range(1, 3).Select(static id => new AdvanceSlots((ulong)id, State, State.Slot)), Block(4, 1)]);
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(4, run.Answers.Count);
        Assert.InRange(
            run.Answers.Single(static answer => Text(answer) == "4: True").At - run.Asked, TimeSpan.Zero, TimeSpan.FromMilliseconds(40));
        Assert.True(run.Answers.Max(static answer => answer.At) - run.Asked >= TimeSpan.FromMilliseconds(60));
    }

    [Fact]
    public void EveryJobIsAnsweredOnceAndInTimeWhateverHappens() => Gen.Select(Gen.ULong[1, 1000], Steps).Sample(
        static (seed, steps) =>
        {
            using var run = new PoolRun(Settings with { Workers = 2 }, seed, TimeSpan.FromMilliseconds(4));
            var asked = new Dictionary<ulong, DateTimeOffset>();
            foreach (var step in steps)
            {
                var id = (ulong)asked.Count + 1;
                var deadline = run.World.Now + TimeSpan.FromMilliseconds(step.Patience);
                object message = step.Kind switch
                {
                    StepKind.Votes =>
                        Votes(id, (byte)(id % 2), 1) with { Deadline = deadline, Priority = (WorkPriority)(step.Patience % 5) },
                    StepKind.Poison => Votes(id, 1, MarkedBls.Poison) with { Deadline = deadline },
                    StepKind.Task =>
                        new AdvanceSlots(id, State, State.Slot) { Deadline = deadline, Priority = (WorkPriority)(step.Patience % 5) },
                    StepKind.BadTask => new AdvanceSlots(id, (BeaconState)null!, 1) { Deadline = deadline },
                    // Weighing it crashes the pool itself.
                    StepKind.PoolCrash => new VerifySignatures(id, WorkPriority.Block, null!) { Deadline = deadline },
                    StepKind.WorkerEnd => PoisonPill.Instance,
                    _ => TimeSpan.FromMilliseconds(step.Patience),
                };
                switch (message)
                {
                    case IWork:
                        asked.Add(id, deadline);
                        run.Tell(message);
                        break;
                    case PoisonPill:
                        run.System.ActorSelection($"/user/work/worker-{1 + (step.Patience % 2)}").Tell(message, ActorRefs.NoSender);
                        break;
                    default:
                        run.World.RunFor((TimeSpan)message);
                        break;
                }
            }

            run.World.RunFor(TimeSpan.FromSeconds(1));
            Assert.Equal(asked.Keys, run.Answers.Select(static answer => IdOf(answer.Answer)).Order());

            // A pool that was restarted is back once its workers have stopped; what came meanwhile is answered then.
            var slack = TimeSpan.FromMilliseconds(20) * steps.Count(static step => step.Kind == StepKind.PoolCrash);
            Assert.All(
                run.Answers, answer => Assert.InRange(run.World.Start + answer.At, run.World.Start, asked[IdOf(answer.Answer)] + slack));
        },
        iter: 150,
        threads: 1);

    /// <summary>A worker is busy, votes and aggregates come in numbers, then a block; the digest of the run.</summary>
    private static string Storm(ulong seed)
    {
        using var run = new PoolRun(Settings, seed, TimeSpan.FromMilliseconds(10));
        var random = run.World.Random("storm");
        var requests = new List<object>();
        for (var id = 1; id <= 100; id++)
        {
            var marks = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (byte)random.Next(2)).ToArray();
            requests.Add(Votes((ulong)id, marks) with
            {
                Priority = random.Chance(0.2) ? WorkPriority.Aggregate : WorkPriority.Attestation
            });
        }

        run.Tell([.. requests, Block(BlockId, 1, 1, 1)]);
        run.World.RunFor(TimeSpan.FromSeconds(2));

        // Each is answered once; behind the one batch that had begun already the block is the first of those that were verified.
        Assert.Equal(101, run.Answers.Count);
        var dropped = run.Answers.Select(static answer => answer.Answer).OfType<SignaturesDropped>().ToList();
        Assert.All(dropped, static drop => Assert.Equal(WorkDrop.Full, drop.Reason));
        Assert.True(dropped.Count > 50, $"{dropped.Count} were dropped");
        Assert.Equal(101, run.Answers.Select(Text).Select(static text => text.Split(':')[0]).Distinct().Count());
        var block = run.Answers.Single(static answer => answer.Answer is SignaturesVerified { RequestId: BlockId });
        var verified = run.Answers.Where(static answer => answer.Answer is SignaturesVerified { RequestId: not BlockId }).ToList();
        Assert.InRange(verified.Count(answer => answer.At < block.At), 0, Settings.Batch);
        Assert.Contains(verified, answer => answer.At > block.At);

        // Verdicts are those of the marks, and what was dropped is counted, signature by signature.
        foreach (var answer in verified.Select(static answer => (SignaturesVerified)answer.Answer))
        {
            var asked = requests.OfType<VerifySignatures>().Single(request => request.RequestId == answer.RequestId);
            Assert.Equal(asked.Items.Select(static item => item[0].Signature == MarkedBls.Signature(1)), answer.Valid);
        }

        var sets = requests
            .OfType<VerifySignatures>()
            .Where(request => dropped.Any(drop => drop.RequestId == request.RequestId))
            .Sum(static request => request.Items.Count);
        Assert.Equal((ulong)sets, run.Status().Dropped);
        return run.World.Log.Digest;
    }

    private static ulong IdOf(object answer) => answer switch
    {
        SignaturesVerified verified => verified.RequestId,
        SignaturesDropped dropped => dropped.RequestId,
        SlotsAdvanced advanced => advanced.RequestId,
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "not asked for"),
    };

    private static string Text((TimeSpan At, object Answer) answer) => answer.Answer switch
    {
        SignaturesVerified verified => $"{verified.RequestId}: {string.Join(' ', verified.Valid)}",
        SignaturesDropped dropped => $"{dropped.RequestId}: {dropped.Reason}",
        DataColumnsDropped dropped => $"columns {dropped.Reason}",
        SlotsAdvanced { Dropped: { } reason } advanced => $"{advanced.RequestId}: {reason}",
        SlotsAdvanced advanced => $"{advanced.RequestId}: at slot {advanced.State!.Slot}",
        _ => $"{answer.Answer}",
    };

    private static VerifySignatures Votes(ulong id, params byte[] marks) => new(
        id,
        WorkPriority.Attestation,
        [.. marks.Select(static mark => (SignatureClaim[])[new SignatureClaim([Key], default, MarkedBls.Signature(mark))])]);

    private static VerifySignatures Block(ulong id, params byte[] marks) => new(
        id, WorkPriority.Block, [[.. marks.Select(static mark => new SignatureClaim([Key], default, MarkedBls.Signature(mark)))]]);

    private sealed record Step(StepKind Kind, int Patience);

    /// <summary>A pool in a world, and a probe that asks it.</summary>
    private sealed class PoolRun : IDisposable
    {
        private readonly IActorRef _pool;
        private readonly IActorRef _probe;
        private readonly List<QueueStatus> _statuses = [];

        public PoolRun(WorkSettings settings, ulong seed, TimeSpan workTime = default)
        {
            World = SimulatedWorld.Create(seed);
            if (workTime > TimeSpan.Zero)
            {
                World.SetWorkTime("consensoor.dispatchers.work", workTime, workTime * 2);
            }

            System = World.CreateSystem("node", NodeConfig.Layered(NodeConfig.Situation("simulation")));
            World.Observe<QueueStatus>(System, status =>
            {
                _statuses.Add(status);
                return null;
            });
            _pool = World.Invoke(() => System.ActorOf(WorkPool.Props(settings, Bls, Kzg, new byte[32]), "work"));
            _probe = World.Invoke(() => System.ActorOf(AnswerProbe.Props(World, _pool, Answers), "probe"));
            World.RunQuiet();
        }

        public SimulatedWorld World { get; }

        public ActorSystem System { get; }

        public MarkedBls Bls { get; } = new();

        public List<(TimeSpan At, object Answer)> Answers { get; } = [];

        public TimeSpan Asked { get; private set; } = TimeSpan.MaxValue;

        /// <summary>Has the probe ask, and runs until nothing is ready; a poison pill is for the pool.</summary>
        public void Tell(params object[] messages)
        {
            Asked = World.Elapsed < Asked ? World.Elapsed : Asked;
            World.Invoke(() =>
            {
                foreach (var message in messages)
                {
                    (message is PoisonPill ? _pool : _probe).Tell(message, ActorRefs.NoSender);
                }

                return 0;
            });
            World.RunQuiet();
        }

        public QueueStatus Status()
        {
            World.Invoke(() =>
            {
                System.EventStream.Publish(new SlotStarted(1, 0, World.Now));
                return 0;
            });
            World.RunQuiet();
            return _statuses.Single(static status => status.Queue == "work/signatures");
        }

        public void Dispose() => World.Dispose();
    }
}
