using System.Text.Json;
using Consensoor.Actors.Network.Topics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>The events that tell of messages which passed gossip's conditions, by the type of the message.</summary>
internal static class GossipEvents
{
    /// <summary>The topic of a message and what writes its members; null where no topic tells of it.</summary>
    public static (string Topic, Action<Utf8JsonWriter> Write)? Of(ChainSpec spec, GossipAccepted accepted) => accepted.Value switch
    {
        SignedBeaconBlock block => ("block_gossip", writer =>
        {
            writer.WriteUnsigned("slot", block.Message.Slot);
            writer.WriteString("block", block.Message.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(block.Message.Slot))).ToString());
        }),
        Attestation vote => ("attestation", Members(vote, spec.Ssz(spec.ForkAtSlot(vote.Data.Slot)))),
        SingleAttestation vote => ("single_attestation", Members(vote, spec.Ssz(spec.ForkAtSlot(vote.Data.Slot)))),
        SignedVoluntaryExit exit => ("voluntary_exit", Members(exit, Now(spec, accepted))),
        ProposerSlashing slashing => ("proposer_slashing", Members(slashing, Now(spec, accepted))),
        AttesterSlashing slashing => ("attester_slashing", Members(slashing, Now(spec, accepted))),
        SignedBLSToExecutionChange change => ("bls_to_execution_change", Members(change, Now(spec, accepted))),
        SignedContributionAndProof contribution => ("contribution_and_proof", Members(contribution, Now(spec, accepted))),
        SignedExecutionPayloadEnvelope { Message: var envelope } => ("execution_payload_gossip", writer =>
        {
            writer.WriteUnsigned("slot", envelope.Payload.SlotNumber);
            writer.WriteUnsigned("builder_index", envelope.BuilderIndex);
            writer.WriteString("block_hash", envelope.Payload.BlockHash.ToString());
            writer.WriteString("block_root", envelope.BeaconBlockRoot.ToString());
        }),
        SignedExecutionPayloadBid bid => ("execution_payload_bid", Versioned(spec, bid.Message.Slot, bid)),
        PayloadAttestationMessage vote => ("payload_attestation_message", Versioned(spec, vote.Data.Slot, vote)),
        SignedProposerPreferences preferences =>
            ("proposer_preferences", Versioned(spec, preferences.Message.ProposalSlot, preferences)),
        _ => null,
    };

    /// <summary>Writes the members version and data.</summary>
    public static Action<Utf8JsonWriter> Versioned<T>(ForkName fork, T value, SszContext context)
        where T : ISszType<T> => writer =>
    {
        writer.WriteString("version", fork.Text());
        writer.WritePropertyName("data");
        value.WriteJson(writer, context);
    };

    private static Action<Utf8JsonWriter> Versioned<T>(ChainSpec spec, Slot slot, T value)
        where T : ISszType<T> => Versioned(spec.ForkAtSlot(slot), value, spec.Ssz(spec.ForkAtSlot(slot)));

    private static SszContext Now(ChainSpec spec, GossipAccepted accepted) => spec.Ssz(spec.ForkAtSlot(accepted.Now));

    // The event is the value itself.
    private static Action<Utf8JsonWriter> Members<T>(T value, SszContext context)
        where T : ISszType<T> => writer =>
    {
        using var stream = new MemoryStream();
        using (var inner = new Utf8JsonWriter(stream))
        {
            value.WriteJson(inner, context);
        }

        using var json = JsonDocument.Parse(stream.ToArray());
        foreach (var member in json.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }
    };
}
