using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Actors.LightClients;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Network.Topics;
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
            writer.WriteUnsigned("slot", imported.Block.Message.Slot);
            writer.WriteString("block", imported.Root.ToString());
            writer.WriteBoolean("execution_optimistic", imported.IsOptimistic);
            if (imported.Block.Message.Body.SignedExecutionPayloadBid is { Message: var bid })
            {
                writer.WriteUnsigned("builder_index", bid.BuilderIndex);
                writer.WriteString("block_hash", bid.BlockHash.ToString());
            }
        }));
        Receive<FinalizedCheckpointAdvanced>(finalized => Publish("finalized_checkpoint", writer =>
        {
            writer.WriteString("block", finalized.Finalized.Root.ToString());
            writer.WriteString("state", finalized.State.HashTreeRoot().ToString());
            writer.WriteUnsigned("epoch", finalized.Finalized.Epoch);
            writer.WriteBoolean("execution_optimistic", finalized.IsOptimistic);
        }));
        Receive<FastConfirmationRun>(run => Publish("fast_confirmation", writer =>
        {
            writer.WriteString("block", run.Block.ToString());
            writer.WriteUnsigned("slot", run.Slot);
            writer.WriteUnsigned("current_slot", run.CurrentSlot);
        }));
        Receive<PayloadImported>(OnPayload);
        Receive<GossipAccepted>(accepted =>
        {
            if (GossipEvents.Of(spec, accepted) is var (topic, write))
            {
                Publish(topic, write);
            }
        });
        Receive<LightClientAdvanced>(OnLightClient);
        Receive<PayloadAttributesKnown>(known => Publish("payload_attributes", writer => AttributesEvent.Write(writer, known, spec)));
        Receive<SlotStarted>(_ => hub.KeepAlive());
        Receive<FaultHappened>(happened => Publish("consensoor_fault", writer =>
        {
            writer.WriteString("kind", FaultText.NameOf(happened.Kind));
            writer.WriteUnsigned("slot", happened.Slot);
            writer.WriteString("what", happened.What);
        }));
        Receive<BlobsHeld>(static held => IsGossip(held.Source), OnBlobs);
        Receive<ColumnsHeld>(static held => IsGossip(held.Source), OnColumns);
    }

    private void OnPayload(PayloadImported payload)
    {
        var envelope = payload.Envelope.Message;
        Publish("execution_payload", writer =>
        {
            writer.WriteUnsigned("slot", payload.Slot);
            writer.WriteUnsigned("builder_index", envelope.BuilderIndex);
            writer.WriteString("block_hash", envelope.Payload.BlockHash.ToString());
            writer.WriteString("block_root", envelope.BeaconBlockRoot.ToString());

            // It is imported undecided only where the execution layer did not answer.
            writer.WriteBoolean("execution_optimistic", payload.ExecutionAt is null);
        });
        Publish("execution_payload_available", writer =>
        {
            writer.WriteUnsigned("slot", payload.Slot);
            writer.WriteString("block_root", envelope.BeaconBlockRoot.ToString());
        });
    }

    private void OnLightClient(LightClientAdvanced advanced)
    {
        if (advanced.View.Optimistic is var (fork, optimistic))
        {
            Publish("light_client_optimistic_update", GossipEvents.Versioned(fork, optimistic, _spec.Ssz(fork)));
        }

        if (advanced.HasFinality && advanced.View.Finality is var (of, finality))
        {
            Publish("light_client_finality_update", GossipEvents.Versioned(of, finality, _spec.Ssz(of)));
        }
    }

    /// <summary>Makes a publisher to a hub.</summary>
    public static Props Props(ChainSpec spec, EventHub hub, ExecutionStatus execution) =>
        Akka.Actor.Props.Create(() => new EventPublisher(spec, hub, execution));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(IChainEvent));
        Type[] heard =
        [
            typeof(ExecutionLayerChanged), typeof(BlobsHeld), typeof(ColumnsHeld), typeof(FaultHappened), typeof(GossipAccepted),
            typeof(LightClientAdvanced), typeof(PayloadAttributesKnown), typeof(SlotStarted),
        ];
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
                writer.WriteUnsigned("index", sidecar.Index);
                writer.WriteUnsigned("slot", BlobRequests.SlotOf(sidecar));
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
                writer.WriteUnsigned("index", column.Index);
                writer.WriteUnsigned("slot", ColumnRequests.SlotOf(column));
            });
        }
    }

    private void OnHead(HeadChanged changed)
    {
        var head = changed.Head;
        var preset = _spec.Preset;
        var epoch = head.Slot / preset.SlotsPerEpoch;
        if (changed.Previous is not { } before || (before.Root, before.PayloadStatus) != (head.Root, head.PayloadStatus))
        {
            OnHeadOrPayload(changed, epoch);
        }

        if (changed.Previous?.Root == head.Root)
        {
            // The same block, now with its payload or without: of that only the second version tells.
            return;
        }

        Publish("head", writer =>
        {
            writer.WriteUnsigned("slot", head.Slot);
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
                writer.WriteUnsigned("slot", head.Slot);
                writer.WriteUnsigned("depth", changed.ReorgDepth);
                writer.WriteString("old_head_block", old.Root.ToString());
                writer.WriteString("new_head_block", head.Root.ToString());
                writer.WriteString("old_head_state", old.Block.Message.StateRoot.ToString());
                writer.WriteString("new_head_state", head.Block.Message.StateRoot.ToString());
                writer.WriteUnsigned("epoch", epoch);
                writer.WriteBoolean("execution_optimistic", head.IsOptimistic);
            });
        }
    }

    private void OnHeadOrPayload(HeadChanged changed, Epoch epoch) => Publish("head_v2", writer =>
    {
        var head = changed.Head;
        writer.WriteString("version", _spec.ForkAtSlot(head.Slot).Text());
        writer.WriteStartObject("data");
        writer.WriteUnsigned("slot", head.Slot);
        writer.WriteString("block", head.Root.ToString());
        writer.WriteString("state", head.Block.Message.StateRoot.ToString());

        // Before gloas a block is whole, with a payload or from before there were any.
        writer.WriteString("payload_status", head.PayloadStatus == HeadPayloadStatus.Empty ? "empty" : "full");
        writer.WriteBoolean(
            "epoch_transition", changed.Previous is { } previous && previous.Slot / _spec.Preset.SlotsPerEpoch != epoch);
        writer.WriteString("current_epoch_dependent_root", DependentRoot(head, epoch == 0 ? 0 : epoch - 1).ToString());
        writer.WriteString("next_epoch_dependent_root", DependentRoot(head, epoch).ToString());
        writer.WriteBoolean("execution_optimistic", head.IsOptimistic);
        writer.WriteEndObject();
    });

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
