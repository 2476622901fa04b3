using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <content>What is asked in each stage of a range, and what an answer must be.</content>
internal sealed partial class RangeFetch
{
    private IPeerRequest Request() => _stage switch
    {
        Stage.Blocks => new BeaconBlocksByRange(batch.From, batch.Count),
        Stage.Blobs => BlobsRequest(),
        Stage.Envelopes => new ExecutionPayloadEnvelopesByRange(batch.From, batch.Count),
        _ => new DataColumnSidecarsByRange(batch.From, batch.Count, batch.ColumnParts!.Peek().Columns.ToList()),
    };

    /// <summary>Keeps what the stage asked for; or says what is wrong with it.</summary>
    private RangeFault? Take(IReadOnlyList<object> items)
    {
        switch (_stage)
        {
            case Stage.Blocks:
                batch.Blocks = [.. items.OfType<SignedBeaconBlock>()];
                var slots = batch.Blocks.Select(static block => block.Message.Slot).ToList();
                if (slots.Count != items.Count
                    || !slots.All(batch.Contains)
                    || slots.Zip(slots.Skip(1)).Any(static pair => pair.First >= pair.Second))
                {
                    return new RangeFault(
                        true, PeerOffence.Invalid, $"no blocks of slots {batch.From} to {batch.From + batch.Count - 1} in order");
                }

                return slots.Count == 0 && batch.Claims is { Slots: true, Head: true } && batch.Contains(batch.PeerHead)
                    ? new RangeFault(true, PeerOffence.Unhelpful, $"no block up to its own head in slot {batch.PeerHead}")
                    : null;
            default:
                batch.Envelopes = [.. items.OfType<SignedExecutionPayloadEnvelope>()];
                return batch.Envelopes.Count == items.Count
                    && batch.Envelopes.All(envelope => batch.Contains(envelope.Message.Payload.SlotNumber))
                    ? null
                    : new RangeFault(true, PeerOffence.Invalid, $"no envelopes of slots {batch.From} to {batch.From + batch.Count - 1}");
        }
    }

    private Stage NextStage()
    {
        if (_stage == Stage.Blocks && BlobsIn() > 0)
        {
            return Stage.Blobs;
        }

        if (_stage is Stage.Blocks or Stage.Blobs && batch.Blocks.Any(block => ForkOf(block) >= ForkName.Gloas))
        {
            return Stage.Envelopes;
        }

        return _stage is Stage.Blocks or Stage.Blobs or Stage.Envelopes && batch.Blocks.Any(HasData) ? Stage.Columns : Stage.Done;
    }

    private ForkName ForkOf(SignedBeaconBlock block) => spec.ForkAtSlot(block.Message.Slot);

    /// <summary>Blobs are asked for as columns from fulu on.</summary>
    private bool HasData(SignedBeaconBlock block) =>
        ForkOf(block) >= ForkName.Fulu && DataColumnSidecars.CommitmentsOf(block.Message.Body) is { Count: > 0 };
}
