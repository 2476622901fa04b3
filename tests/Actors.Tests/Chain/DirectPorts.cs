using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// The world of a chain core without actors: tasks are done as they come, every payload is valid, and what is answered or shown is kept.
/// </summary>
internal sealed class DirectPorts(IBls bls) : IChainPorts
{
    private readonly TransitionJobs _jobs = new(bls, new byte[32]);
    private readonly SignatureJobs _signatures = new(bls, null!, new byte[32]);
    private readonly Queue<Action<ChainCore>> _replies = new();
    private readonly Dictionary<Root, StoredBlock> _stored = [];

    public DateTimeOffset Now { get; set; }

    public EngineVerdict Verdict { get; init; } = EngineVerdict.Valid;

    /// <summary>True while a worker of a node would be at work.</summary>
    public bool IsWorking { get; private set; }

    public List<IWork> Tasks { get; } = [];

    public List<object> Answers { get; } = [];

    public List<IMissing> Missing { get; } = [];

    public List<IChainEvent> Events { get; } = [];

    /// <summary>The payloads that the execution layer was asked about.</summary>
    public List<NewPayload> Payloads { get; } = [];

    /// <summary>True where the execution layer does not answer, as it takes its time.</summary>
    public bool IsEngineSilent { get; set; }

    /// <summary>How many blocks were asked of storage.</summary>
    public int Loads => Loaded.Count;

    /// <summary>The blocks that were asked of storage.</summary>
    public List<Root> Loaded { get; } = [];

    /// <summary>True where storage never answers a question.</summary>
    public bool IsStorageSilent { get; set; }

    /// <summary>True where nothing gets on disk.</summary>
    public bool IsDiskFull { get; set; }

    /// <summary>The anchors that storage was given.</summary>
    public List<KeepAnchor> Anchors { get; } = [];

    public ChainView? View { get; private set; }

    /// <summary>Gives the core all replies that are due, and those that follow from them.</summary>
    public void Run(ChainCore core)
    {
        while (_replies.TryDequeue(out var reply))
        {
            reply(core);
        }
    }

    /// <summary>Gives the core the next reply that is due; false where none is.</summary>
    public bool RunOne(ChainCore core)
    {
        if (!_replies.TryDequeue(out var reply))
        {
            return false;
        }

        reply(core);
        return true;
    }

    public void Transition(IWork work)
    {
        Tasks.Add(work);
        IsWorking = true;
        object answer = work is VerifySignatures signatures ? _signatures.Verify([signatures])[0] : _jobs.Do(work, static () => default);
        IsWorking = false;
        _replies.Enqueue(core =>
        {
            switch (answer)
            {
                case BlockTransitioned block:
                    core.On(block);
                    break;
                case EnvelopeVerified envelope:
                    core.On(envelope);
                    break;
                case SlotsAdvanced advanced:
                    core.On(advanced);
                    break;
                case SignaturesVerified verified:
                    core.On(verified);
                    break;
                case StateRegenerated regenerated:
                    core.On(regenerated);
                    break;
            }
        });
    }

    public void Publish(IMissing missing) => Missing.Add(missing);

    public void AskEngine(IEngineRequest request)
    {
        if (request is NewPayload payload)
        {
            Payloads.Add(payload);
            if (!IsEngineSilent)
            {
                _replies.Enqueue(core => core.On(AnswerTo(payload)));
            }
        }
    }

    /// <summary>What the execution layer says of a payload that it was asked about.</summary>
    public NewPayloadResult AnswerTo(NewPayload payload) =>
        new(payload.BlockRoot, Verdict, null, null) { RequestId = payload.RequestId };

    public void Tell(ColumnsHeld held)
    {
    }

    public void Tell(BlobsHeld held)
    {
    }

    public void Show(ChainViewChanged view) => View = view.View;

    public void Answer(IActorRef to, object message) => Answers.Add(message);

    public void Verify(VerifyDataColumns work)
    {
    }

    public void Verify(VerifyBlobs work)
    {
    }

    public void Keep(IStorageCommand command)
    {
        switch (command)
        {
            case KeepBlock or KeepEnvelope when IsDiskFull:
                break;
            case KeepAnchor anchor:
                Anchors.Add(anchor);
                break;
            case KeepBlock block:
                _stored[block.Root] = new StoredBlock(block.Root, block.Block, null);
                _replies.Enqueue(core => core.On(new Written([block.Root], [])));
                break;
            case KeepEnvelope envelope:
                _stored[envelope.BlockRoot] = _stored[envelope.BlockRoot] with { Envelope = envelope.Envelope };
                _replies.Enqueue(core => core.On(new Written([], [envelope.BlockRoot])));
                break;
        }
    }

    public void Load(LoadBlock question)
    {
        Loaded.Add(question.Root);
        var stored = _stored.GetValueOrDefault(question.Root) ?? new StoredBlock(question.Root, null, null);
        if (!IsStorageSilent)
        {
            _replies.Enqueue(core => core.On(stored));
        }
    }

    /// <summary>Loses a stored block, and gives it.</summary>
    public StoredBlock Lose(Root root)
    {
        _stored.Remove(root, out var lost);
        return lost!;
    }

    /// <summary>Finds a block again that was lost.</summary>
    public void Find(StoredBlock lost) => _stored[lost.Root] = lost;

    public void Publish(IChainEvent happened) => Events.Add(happened);

    public void Report(QueueStatus status)
    {
    }

    public void Warn(string text)
    {
    }
}
