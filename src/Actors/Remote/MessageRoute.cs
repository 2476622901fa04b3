using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>
/// How messages of validators of one kind are given to a beacon node: their slot, their JSON, the present path, and where there is one that
/// of earlier releases, which no fork from electra on has.
/// </summary>
internal sealed record MessageRoute(
    Func<object, Slot> SlotOf, Action<Utf8JsonWriter, object, SszContext> Write, string Present, string? Earlier)
{
    private static readonly Dictionary<Type, MessageRoute> Routes = new()
    {
        [typeof(SingleAttestation)] = For<SingleAttestation>(static vote => vote.Data.Slot, "eth/v2/beacon/pool/attestations"),
        [typeof(Attestation)] = For<Attestation>(
            static vote => vote.Data.Slot, "eth/v2/beacon/pool/attestations", "eth/v1/beacon/pool/attestations"),
        [typeof(SignedAggregateAndProof)] = For<SignedAggregateAndProof>(
            static aggregate => aggregate.Message.Aggregate.Data.Slot,
            "eth/v2/validator/aggregate_and_proofs",
            "eth/v1/validator/aggregate_and_proofs"),
        [typeof(SyncCommitteeMessage)] = For<SyncCommitteeMessage>(
            static signature => signature.Slot, "eth/v1/beacon/pool/sync_committees"),
        [typeof(SignedContributionAndProof)] = For<SignedContributionAndProof>(
            static contribution => contribution.Message.Contribution.Slot, "eth/v1/validator/contribution_and_proofs"),
        [typeof(PayloadAttestationMessage)] = For<PayloadAttestationMessage>(
            static vote => vote.Data.Slot, "eth/v1/beacon/pool/payload_attestations"),
        [typeof(SignedProposerPreferences)] = For<SignedProposerPreferences>(
            static preferences => preferences.Message.ProposalSlot, "eth/v1/validator/proposer_preferences"),
    };

    /// <summary>The route of a message's kind; throws InvalidOperationException where no route takes it.</summary>
    public static MessageRoute Of(object message) => Routes.GetValueOrDefault(message.GetType())
        ?? throw new InvalidOperationException($"no route takes a {message.GetType().Name}");

    /// <summary>The paths of messages of a fork, in the order in which they are tried.</summary>
    public IReadOnlyList<string> PathsIn(ForkName fork) =>
        Earlier is not null && fork < ForkName.Electra ? [Present, Earlier] : [Present];

    private static MessageRoute For<T>(Func<T, Slot> slotOf, string present, string? earlier = null)
        where T : ISszType<T> => new(
            message => slotOf((T)message),
            static (writer, message, context) => ((T)message).WriteJson(writer, context),
            present,
            earlier);
}
