using Consensoor.Messages;

namespace Consensoor.Actors.Network.Topics;

/// <summary>The topics this node knows (`p2p-interface.md#topics-and-messages` of every fork), one row each.</summary>
internal static class TopicTable
{
    private static readonly Dictionary<TopicKind, Topic> ByKind;
    private static readonly Dictionary<Type, (Topic Topic, TopicForm Form)> ByContainer;

    static TopicTable()
    {
        ByKind = Rows.ToDictionary(static row => row.Kind);
        ByContainer = Rows.SelectMany(static row => row.Forms.Select(form => (row, form))).ToDictionary(static pair => pair.form.Container);
    }

    /// <summary>Lists every topic of gossip, phase0 to heze.</summary>
    public static IReadOnlyList<Topic> Rows { get; } =
    [
        BeaconBlockTopic.Row,
        BeaconAggregateAndProofTopic.Row,
        BeaconAttestationTopic.Row,
        VoluntaryExitTopic.Row,
        ProposerSlashingTopic.Row,
        AttesterSlashingTopic.Row,
        SyncCommitteeTopic.Row,
        SyncCommitteeContributionTopic.Row,
        BlsToExecutionChangeTopic.Row,
        BlobSidecarTopic.Row,
        DataColumnSidecarTopic.Row,
        ExecutionPayloadTopic.Row,
        ExecutionPayloadBidTopic.Row,
        PayloadAttestationMessageTopic.Row,
        ProposerPreferencesTopic.Row,
        InclusionListTopic.Row,
    ];

    /// <summary>Finds the row of a kind, of which each has one.</summary>
    public static Topic Of(TopicKind kind) => ByKind[kind];

    /// <summary>The row and form that take a message, by its type; null where none does.</summary>
    public static (Topic Topic, TopicForm Form)? Of(object message) =>
        ByContainer.TryGetValue(message.GetType(), out var found) ? found : null;
}
