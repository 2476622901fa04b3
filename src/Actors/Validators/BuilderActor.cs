using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Delivers what blocks of ours have promised: blobs (deneb, electra) and data columns (fulu) with the block, from gloas on columns and
/// envelope right after the block was imported (`gloas/builder.md`). Keeps at most <see cref="MaxDeliveries"/> payloads; the oldest goes
/// first. A restart loses them, and their slots stay empty. A payload is delivered when gossip has accepted all of it.
/// </summary>
internal sealed partial class BuilderActor : DutyActor
{
    /// <summary>The most payloads that wait for their block.</summary>
    public const int MaxDeliveries = 4;

    private readonly ValidatorSettings _settings;
    private readonly List<Deliver> _waiting = [];

    /// <summary>Builds the builder, which serves this node's own proposer; ids outlive its restarts.</summary>
    public BuilderActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _settings = settings;
        Receive<Deliver>(OnDeliver);
        Receive<BlockImported>(OnImported);
    }

    /// <summary>Describes the builder.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new BuilderActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(BlockImported));
        base.PreStart();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        base.PostStop();
    }

    private void OnDeliver(Deliver deliver)
    {
        var block = deliver.Block.Message;
        var fork = _settings.Spec.ForkAtSlot(block.Slot);
        if (fork >= ForkName.Fulu)
        {
            if (PayloadColumns.CellsOf(deliver.Built.Blobs, _settings.Kzg, out var problem) is not { } cells)
            {
                Missed(DutyKind.Payload, block.Slot, [block.ProposerIndex], problem!);
                return;
            }

            deliver = deliver with { Cells = cells };
        }

        if (fork is >= ForkName.Deneb and < ForkName.Gloas)
        {
            var sidecars = fork == ForkName.Fulu ? ColumnsOf(deliver, _settings.Spec.Ssz(fork)) : BlobsOf(deliver, fork);
            if (sidecars.Count > 0)
            {
                PublishSidecars(block, sidecars);
            }
        }
        else if (fork >= ForkName.Gloas)
        {
            if (_waiting.Count == MaxDeliveries)
            {
                GiveUp(_waiting[0], $"{MaxDeliveries} later payloads wait for their blocks");
            }

            _waiting.Add(deliver);
        }
    }

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        RevealLate(slot);
        foreach (var late in _waiting.Where(late => late.Block.Message.Slot + 1 < slot).ToArray())
        {
            GiveUp(late, "its block was not imported by the end of the next slot");
        }
    }

    private void GiveUp(Deliver deliver, string reason)
    {
        _waiting.Remove(deliver);
        Missed(DutyKind.Payload, deliver.Block.Message.Slot, [deliver.Block.Message.ProposerIndex], reason);
    }

    private void OnImported(BlockImported imported)
    {
        if (_waiting.Find(waiting => waiting.BlockRoot == imported.Root) is not { } deliver)
        {
            return;
        }

        _waiting.Remove(deliver);
        var fault = FaultyReveal.Decide(Faults, deliver.Block.Message.Slot, deliver.Built.Payload!, deliver.Cells.Count > 0);
        if (!IsHeldBack(deliver, imported.PostState, fault))
        {
            DeliverPayload(deliver, imported.PostState, fault);
        }
    }

    /// <summary>Publishes columns and envelope, which are the proposer's duty together.</summary>
    private void DeliverPayload(Deliver deliver, BeaconState state, FaultyReveal fault)
    {
        var block = deliver.Block.Message;
        var envelope = new ExecutionPayloadEnvelope
        {
            Payload = fault.Payload,
            ExecutionRequests = deliver.Built.Requests ?? ExecutionRequests.Default(state.Ssz),
            BuilderIndex = Constants.BuilderIndexSelfBuild,
            BeaconBlockRoot = deliver.BlockRoot,
            ParentBeaconBlockRoot = block.ParentRoot,
        };
        Sign([DutySigning.Envelope(state, envelope, deliver.Proposer)], outcomes =>
        {
            if (outcomes[0].Signature is { } signature)
            {
                var signed = new SignedExecutionPayloadEnvelope { Message = envelope, Signature = signature };
                Reveal(block, signed, ColumnsOf(deliver, state.Ssz), fault);
            }
            else
            {
                Missed(DutyKind.Payload, block.Slot, [block.ProposerIndex], outcomes[0].Refusal!);
            }
        });
    }

    private List<(object Message, ulong? Subnet)> BlobsOf(Deliver deliver, ForkName fork)
    {
        var (built, spec) = (deliver.Built.Blobs, _settings.Spec);
        return [.. BlobSidecars.GetBlobSidecars(deliver.Block, built.Blobs, built.Proofs, spec.Ssz(fork))
            .Select(blob => ((object)blob, (ulong?)BlobSidecars.ComputeSubnetForBlobSidecar(spec.Config, fork, blob.Index)))];
    }

    private List<(object Message, ulong? Subnet)> ColumnsOf(Deliver deliver, SszContext context) =>
        PayloadColumns.Of(deliver.Block, deliver.Cells, _settings.Spec, context);
}
