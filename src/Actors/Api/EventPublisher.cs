using System.Globalization;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>Turns what the chain publishes into the Beacon API's events (`events.csv`); holds no state.</summary>
public sealed class EventPublisher : ReceiveActor
{
    private readonly ChainSpec _spec;
    private readonly EventHub _hub;

    /// <summary>Publishes to a hub, and notes whether the execution layer answers.</summary>
    public EventPublisher(ChainSpec spec, EventHub hub, ExecutionStatus execution)
    {
        _spec = spec;
        _hub = hub;
        Receive<ExecutionLayerChanged>(changed => execution.IsOffline = changed.IsOffline);
        Receive<HeadChanged>(OnHead);
        Receive<BlockImported>(imported => Publish("block", writer =>
        {
            WriteNumber(writer, "slot", imported.Block.Message.Slot);
            writer.WriteString("block", imported.Root.ToString());
            writer.WriteBoolean("execution_optimistic", imported.IsOptimistic);
        }));
        Receive<FinalizedCheckpointAdvanced>(finalized => Publish("finalized_checkpoint", writer =>
        {
            writer.WriteString("block", finalized.Finalized.Root.ToString());
            writer.WriteString("state", finalized.State.HashTreeRoot().ToString());
            WriteNumber(writer, "epoch", finalized.Finalized.Epoch);
            writer.WriteBoolean("execution_optimistic", finalized.IsOptimistic);
        }));
        Receive<FastConfirmationRun>(run => Publish("fast_confirmation", writer =>
        {
            writer.WriteString("block", run.Block.ToString());
            WriteNumber(writer, "slot", run.Slot);
            WriteNumber(writer, "current_slot", run.CurrentSlot);
        }));
        Receive<PayloadImported>(payload => Publish("execution_payload_available", writer =>
        {
            WriteNumber(writer, "slot", payload.Slot);
            writer.WriteString("block_root", payload.Envelope.Message.BeaconBlockRoot.ToString());
        }));
        Receive<FaultHappened>(happened => Publish("consensoor_fault", writer =>
        {
            writer.WriteString("kind", FaultText.NameOf(happened.Kind));
            WriteNumber(writer, "slot", happened.Slot);
            writer.WriteString("what", happened.What);
        }));
        Receive<BlobsHeld>(static held => IsGossip(held.Source), OnBlobs);
        Receive<ColumnsHeld>(static held => IsGossip(held.Source), OnColumns);
    }

    /// <summary>Makes a publisher to a hub.</summary>
    public static Props Props(ChainSpec spec, EventHub hub, ExecutionStatus execution) =>
        Akka.Actor.Props.Create(() => new EventPublisher(spec, hub, execution));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(IChainEvent));
        Type[] heard = [typeof(ExecutionLayerChanged), typeof(BlobsHeld), typeof(ColumnsHeld), typeof(FaultHappened)];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    // What passed the conditions of its topic, the node's own among it; not what a peer was asked for or what was recovered.
    private static bool IsGossip(Source? source) => source is Source.Own or Source.Peer or Source.ExecutionLayer;

    private void OnBlobs(BlobsHeld held)
    {
        foreach (var sidecar in held.Blobs)
        {
            Publish("blob_sidecar", writer =>
            {
                writer.WriteString("block_root", held.BlockRoot.ToString());
                WriteNumber(writer, "index", sidecar.Index);
                WriteNumber(writer, "slot", BlobRequests.SlotOf(sidecar));
                writer.WriteString("kzg_commitment", sidecar.KzgCommitment.ToString());
                writer.WriteString(
                    "versioned_hash", ExecutionPayloads.KzgCommitmentToVersionedHash(sidecar.KzgCommitment).ToString());
            });
        }
    }

    private void OnColumns(ColumnsHeld held)
    {
        foreach (var column in held.Columns)
        {
            Publish("data_column_sidecar", writer =>
            {
                writer.WriteString("block_root", held.BlockRoot.ToString());
                WriteNumber(writer, "index", column.Index);
                WriteNumber(writer, "slot", ColumnRequests.SlotOf(column));
            });
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, ulong value) =>
        writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    private void OnHead(HeadChanged changed)
    {
        var head = changed.Head;
        if (changed.Previous?.Root == head.Root)
        {
            // The same block, now with its payload or without: another head for validators, no other for the API.
            return;
        }

        var preset = _spec.Preset;
        var epoch = head.Slot / preset.SlotsPerEpoch;
        Publish("head", writer =>
        {
            WriteNumber(writer, "slot", head.Slot);
            writer.WriteString("block", head.Root.ToString());
            writer.WriteString("state", head.Block.Message.StateRoot.ToString());
            writer.WriteBoolean("epoch_transition", changed.Previous is { } previous && previous.Slot / preset.SlotsPerEpoch != epoch);
            writer.WriteString("previous_duty_dependent_root", DependentRoot(head, epoch == 0 ? 0 : epoch - 1).ToString());
            writer.WriteString("current_duty_dependent_root", DependentRoot(head, epoch).ToString());
            writer.WriteBoolean("execution_optimistic", head.IsOptimistic);
        });
        if (changed.ReorgDepth > 0 && changed.Previous is { } old)
        {
            Publish("chain_reorg", writer =>
            {
                WriteNumber(writer, "slot", head.Slot);
                WriteNumber(writer, "depth", changed.ReorgDepth);
                writer.WriteString("old_head_block", old.Root.ToString());
                writer.WriteString("new_head_block", head.Root.ToString());
                writer.WriteString("old_head_state", old.Block.Message.StateRoot.ToString());
                writer.WriteString("new_head_state", head.Block.Message.StateRoot.ToString());
                WriteNumber(writer, "epoch", epoch);
                writer.WriteBoolean("execution_optimistic", head.IsOptimistic);
            });
        }
    }

    // The last block before an epoch, which its duties depend on; the genesis block for the first one.
    private Root DependentRoot(HeadSnapshot head, Epoch epoch)
    {
        var start = epoch * _spec.Preset.SlotsPerEpoch;
        var slot = start == 0 ? 0 : start - 1;
        return slot < head.State.Slot ? Accessors.GetBlockRootAtSlot(head.State, slot) : head.Root;
    }

    private void Publish(string topic, Action<Utf8JsonWriter> members)
    {
        if (!_hub.IsHeard(topic))
        {
            return;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        _hub.Publish(topic, Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
