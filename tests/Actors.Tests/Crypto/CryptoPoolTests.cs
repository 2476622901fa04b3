using Akka.Actor;
using Consensoor.Actors.Crypto;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Actors.Tests.Crypto;

/// <summary>The pool in virtual time: what is asked is answered, once, whatever happens.</summary>
public sealed class CryptoPoolTests
{
    private static readonly BLSPubkey Key = ManagedBls.Shared.SkToPk(InteropGenesis.SecretKeys(0, 1)[0])!.Value;
    private static readonly PublicKey Loaded = ManagedBls.Shared.Load(Key)!;
    private static readonly ManagedKzg Kzg = new();
    private static readonly CryptoPoolSettings Settings = new(Workers: 1, Batch: 8, Wait: TimeSpan.FromMilliseconds(5), Queue: 16, Columns: 4);

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
        run.Tell(Block("block", 1, 1));
        Assert.All(run.Answers, answer => Assert.Equal(run.Asked, answer.At));
        Assert.Equal(["1: True True True True True True True True", "block valid"], run.Answers.Select(Text).Order());
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
        run.Tell(Block("block", 1, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        run.Tell(Block("poison", 1, MarkedBls.Poison), Votes(3, 0, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["block valid", "1: WorkerFailed", "2: WorkerFailed", "poison dropped", "3: False True"], run.Answers.Select(Text));
    }

    [Fact]
    public void AWorkerThatStopsIsMadeAnew()
    {
        using var run = new PoolRun(Settings, 1);
        run.System.ActorSelection("/user/crypto/worker-1").Tell(PoisonPill.Instance, ActorRefs.NoSender);
        run.Tell(Block("first", 1, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        run.Tell(Block("second", 1, 1));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, run.Answers.Count);
        Assert.Equal("second valid", Text(run.Answers[1]));
    }

    [Fact]
    public void APoolThatStopsOwesNothing()
    {
        using var run = new PoolRun(Settings, 1, TimeSpan.FromMilliseconds(20));
        run.Tell([Block("under way", 1, 1), Votes(1, 1), new VerifyDataColumns(SignaturePriority.Payload, default, [], [new DataColumnSidecar()])]);
        run.Tell(PoisonPill.Instance);
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["1: Restarted", "columns Restarted", "under way dropped"], run.Answers.Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ColumnsAreBoundedApart()
    {
        using var run = new PoolRun(Settings, 1, TimeSpan.FromMilliseconds(20));
        run.Tell([.. Enumerable.Range(0, 8).Select(_ => (object)new VerifyDataColumns(SignaturePriority.Payload, default, [], [new DataColumnSidecar()])), Votes(1, 1)]);
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(3, run.Answers.Count(static answer => answer.Answer is DataColumnsDropped { Reason: CryptoDrop.Full }));
        Assert.Equal(5, run.Answers.Count(static answer => answer.Answer is DataColumnsVerified { Invalid.Count: 1 }));
        Assert.Contains(run.Answers, static answer => answer.Answer is SignaturesVerified);
    }

    /// <summary>A worker is busy, votes and aggregates come in numbers, then a block; the digest of the run.</summary>
    private static string Storm(ulong seed)
    {
        using var run = new PoolRun(Settings, seed, TimeSpan.FromMilliseconds(10));
        var random = run.World.Random("storm");
        var requests = new List<object>();
        for (var id = 1; id <= 100; id++)
        {
            var marks = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (byte)random.Next(2)).ToArray();
            requests.Add(Votes((ulong)id, marks) with { Priority = random.Chance(0.2) ? SignaturePriority.Aggregate : SignaturePriority.Attestation });
        }

        run.Tell([.. requests, Block("block", 1, 1, 1)]);
        run.World.RunFor(TimeSpan.FromSeconds(2));

        // Each is answered once; behind the one batch that had begun already the block is the first of those that were verified.
        Assert.Equal(101, run.Answers.Count);
        var dropped = run.Answers.Select(static answer => answer.Answer).OfType<SignaturesDropped>().ToList();
        Assert.All(dropped, static drop => Assert.Equal(CryptoDrop.Full, drop.Reason));
        Assert.True(dropped.Count > 50, $"{dropped.Count} were dropped");
        Assert.Equal(101, run.Answers.Select(Text).Select(static text => text.Split(':')[0]).Distinct().Count());
        var block = run.Answers.Single(static answer => answer.Answer is "block valid");
        var verified = run.Answers.Where(static answer => answer.Answer is SignaturesVerified).ToList();
        Assert.InRange(verified.Count(answer => answer.At < block.At), 0, Settings.Batch);
        Assert.Contains(verified, answer => answer.At > block.At);

        // Verdicts are those of the marks, and what was dropped is counted, signature by signature.
        foreach (var answer in verified.Select(static answer => (SignaturesVerified)answer.Answer))
        {
            var asked = requests.OfType<VerifySignatures>().Single(request => request.RequestId == answer.RequestId);
            Assert.Equal(asked.Items.Select(static item => item[0].Signature == MarkedBls.Signature(1)), answer.Valid);
        }

        var sets = requests.OfType<VerifySignatures>().Where(request => dropped.Any(drop => drop.RequestId == request.RequestId)).Sum(static request => request.Items.Count);
        Assert.Equal((ulong)sets, run.Status().Dropped);
        return run.World.Log.Digest;
    }

    private static string Text((TimeSpan At, object Answer) answer) => answer.Answer switch
    {
        SignaturesVerified verified => $"{verified.RequestId}: {string.Join(' ', verified.Valid)}",
        SignaturesDropped dropped => $"{dropped.RequestId}: {dropped.Reason}",
        DataColumnsDropped dropped => $"columns {dropped.Reason}",
        _ => $"{answer.Answer}",
    };

    private static VerifySignatures Votes(ulong id, params byte[] marks) => new(
        id, SignaturePriority.Attestation, [.. marks.Select(static mark => (SignatureClaim[])[new SignatureClaim([Key], default, MarkedBls.Signature(mark))])]);

    private static VerifyTogether Block(string name, params byte[] marks) => new(
        SignaturePriority.Block,
        [.. marks.Select(static mark => new SignatureSet(new[] { Loaded }, default, MarkedBls.Signature(mark)))],
        $"{name} valid",
        $"{name} invalid",
        $"{name} dropped");

    /// <summary>A pool in a world, and a probe that asks it.</summary>
    private sealed class PoolRun : IDisposable
    {
        private readonly IActorRef _pool;
        private readonly IActorRef _probe;
        private readonly List<QueueStatus> _statuses = [];

        public PoolRun(CryptoPoolSettings settings, ulong seed, TimeSpan workTime = default)
        {
            World = SimulatedWorld.Create(seed);
            if (workTime > TimeSpan.Zero)
            {
                World.SetWorkTime("consensoor.dispatchers.crypto", workTime, workTime * 2);
            }

            System = World.CreateSystem("node", NodeConfig.Layered(NodeConfig.Situation("simulation")));
            World.Observe<QueueStatus>(System, status =>
            {
                _statuses.Add(status);
                return null;
            });
            _pool = World.Invoke(() => System.ActorOf(CryptoPool.Props(settings, Bls, Kzg, new byte[32]), "crypto"));
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
            return _statuses.Single(static status => status.Queue == "crypto/signatures");
        }

        public void Dispose() => World.Dispose();
    }
}
