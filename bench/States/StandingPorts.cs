using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Bench.States;

/// <summary>
/// The world of a chain core without actors: work is done when it is asked for, payloads are valid, blocks lie in a file, and nobody
/// listens. It holds nothing for each block but the place in the file.
/// </summary>
internal sealed class StandingPorts : IChainPorts, IDisposable
{
    private readonly TransitionJobs _jobs = new(ManagedBls.Shared, new byte[32]);
    private readonly Queue<Action<ChainCore>> _replies = new();
    private readonly Dictionary<Root, (long At, int Length, ForkName Fork)> _places = [];
    private readonly ChainSpec _spec;
    private readonly FileStream _file =
        new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    public StandingPorts(ChainSpec spec) => _spec = spec;

    public DateTimeOffset Now { get; set; }

    public ChainView? View { get; private set; }

    /// <summary>What was told of states in memory last, in MiB, and of how many let go.</summary>
    public QueueStatus? States { get; private set; }

    /// <summary>Blocks that were replayed to make states again.</summary>
    public int Replayed { get; private set; }

    /// <summary>What became of the block that was asked about last.</summary>
    public ImportVerdict? Verdict { get; set; }

    public void Run(ChainCore core)
    {
        while (_replies.TryDequeue(out var reply))
        {
            reply(core);
        }
    }

    /// <summary>Writes a block, so that it may leave memory.</summary>
    public void Store(Root root, ForkName fork, SignedBeaconBlock block)
    {
        var ssz = block.ToSsz(_spec.Ssz(fork));
        _file.Seek(0, SeekOrigin.End);
        _places[root] = (_file.Position, ssz.Length, fork);
        _file.Write(ssz);
    }

    public void Transition(IWork work)
    {
        Replayed += work is RegenerateState { Replay.Blocks.Count: var blocks } ? blocks : 0;
        var answer = _jobs.Do(work, static () => default);
        _replies.Enqueue(core =>
        {
            switch (answer)
            {
                case BlockTransitioned block:
                    core.On(block);
                    break;
                case SlotsAdvanced advanced:
                    core.On(advanced);
                    break;
                case StateRegenerated regenerated:
                    core.On(regenerated);
                    break;
            }
        });
    }

    public void AskEngine(IEngineRequest request)
    {
        if (request is NewPayload payload)
        {
            var valid = new NewPayloadResult(payload.BlockRoot, EngineVerdict.Valid, null, null) { RequestId = payload.RequestId };
            _replies.Enqueue(core => core.On(valid));
        }
    }

    public void Load(LoadBlock question)
    {
        var (at, length, fork) = _places[question.Root];
        var ssz = new byte[length];
        _file.Seek(at, SeekOrigin.Begin);
        _file.ReadExactly(ssz);
        if (!SignedBeaconBlock.TryDecode(ssz, _spec.Ssz(fork), out var block, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _replies.Enqueue(core => core.On(new StoredBlock(question.Root, block, null)));
    }

    public void Show(ChainViewChanged view) => View = view.View;

    public void Report(QueueStatus status) => States = status.Queue == "chain/states-mib" ? status : States;

    public void Answer(IActorRef to, object message) => Verdict = (message as ImportOutcome)?.Verdict ?? Verdict;

    public void Warn(string text) => Console.Error.WriteLine(text);

    public void Verify(VerifyDataColumns work)
    {
    }

    public void Verify(VerifyBlobs work)
    {
    }

    public void Keep(IStorageCommand command)
    {
    }

    public void Publish(IChainEvent happened)
    {
    }

    public void Publish(IMissing missing)
    {
    }

    public void Tell(ColumnsHeld held)
    {
    }

    public void Tell(BlobsHeld held)
    {
    }

    public void Dispose() => _file.Dispose();
}
